import { TerraformVariable } from "cdktf";
import { RelayNamespace } from "../../../../lib";
import { PLACE } from "../../../support/azure";
import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** A Relay namespace whose name the machines would have to know before anybody does. */
export function program(): void {
  const stack = stackUnderTest();
  const namespaceName = new TerraformVariable(stack, "relay", { type: "string" }).stringValue;
  gatewayIn(stack, { relayNamespace: new RelayNamespace(stack, "OwnRelay", { ...PLACE, namespaceName }) });
}
