import { HybridConnection, RelayNamespace } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with a space. */
export function program(): void {
  const stack = stackUnderTest();
  const id =
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.Relay/namespaces/contoso-relay";
  const relayNamespace = RelayNamespace.fromResourceId(stack, "Relay", id);
  new HybridConnection(stack, "Warehouse", { relayNamespace, hybridConnectionName: "ware house" });
}
