import { TerraformStack, Testing } from "cdktf";
import { AzapiProvider, AzapiResource } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { synthesized } from "../../../support/stack";

/** A namespace beside a provider whose setting somebody has overridden. */
export function program(): void {
  const stack = new TerraformStack(Testing.app(), "Stack");
  new AzapiProvider(stack, "azapi").addOverride("ignore_no_op_changes", true);
  new AzapiResource(stack, "Relay", {
    type: "Microsoft.Relay/namespaces@2024-01-01",
    name: "contoso-relay",
    parentId: GROUP_ID,
    location: "westeurope",
  });
  synthesized(stack);
}
