import { RelayNamespace } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name shorter than Azure takes. */
export function program(): void {
  new RelayNamespace(stackUnderTest(), "Relay", {
    namespaceName: "relay",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
