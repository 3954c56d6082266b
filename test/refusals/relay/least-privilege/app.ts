import { RelayNamespace as NamespaceResource } from "@cdktf/provider-azurerm/lib/relay-namespace";
import { TerraformOutput } from "cdktf";
import { RelayNamespace } from "../../../../lib";
import { stackUnderTest, synthesized } from "../../../support/stack";

/** The connection string of the whole namespace as an output, for whoever wants it. */
export function program(): void {
  const stack = stackUnderTest();
  const relay = new RelayNamespace(stack, "Relay", {
    namespaceName: "contoso-relay",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
  const { primaryConnectionString } = relay.node.findChild("Resource") as NamespaceResource;
  new TerraformOutput(stack, "connection-string", { value: primaryConnectionString, sensitive: true });
  synthesized(stack);
}
