import { TerraformVariable } from "cdktf";
import { Construct } from "constructs";
import { IRelayNamespace } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** A Relay namespace whose host name the machines would have to know before anybody does. */
export function program(): void {
  class Later extends Construct implements IRelayNamespace {
    public readonly resourceId = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-relay`;
    public readonly resourceGroupName = "retail-rg";
    public readonly namespaceName = new TerraformVariable(this, "relay", { type: "string" }).stringValue;
    public readonly hostName = `${this.namespaceName}.servicebus.windows.net`;
  }
  const stack = stackUnderTest();
  gatewayIn(stack, { relayNamespace: new Later(stack, "Later") });
}
