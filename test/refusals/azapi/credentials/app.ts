import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, TerraformVariable, Testing } from "cdktf";
import { AzapiProvider, AzapiResource } from "../../../../lib";
import { GROUP_ID, warningsOf } from "../../../support/azure";
import { synthesized } from "../../../support/stack";

/** A service principal for azurerm alone; what is warned of is returned. */
export function program(): string {
  const stack = new TerraformStack(Testing.app(), "Stack");
  new AzurermProvider(stack, "azurerm", {
    features: [{}],
    clientId: "0a0a0000-0000-4000-8000-000000000001",
    clientSecret: new TerraformVariable(stack, "secret", { type: "string", sensitive: true }).stringValue,
  });
  new AzapiProvider(stack, "azapi");
  new AzapiResource(stack, "Relay", {
    type: "Microsoft.Relay/namespaces@2024-01-01",
    name: "contoso-relay",
    parentId: GROUP_ID,
    location: "westeurope",
  });
  synthesized(stack);
  return warningsOf(stack).join("\n");
}
