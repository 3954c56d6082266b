import { AzapiResource } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { stackUnderTest } from "../../../support/stack";

/** A namespace as HCL. */
export function program(): void {
  const stack = stackUnderTest();
  new AzapiResource(stack, "Relay", {
    type: "Microsoft.Relay/namespaces@2024-01-01",
    name: "contoso-relay",
    parentId: GROUP_ID,
    location: "westeurope",
  });
  stack.toHclTerraform();
}
