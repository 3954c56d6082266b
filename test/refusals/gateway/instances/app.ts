import { GatewayScaling } from "../../../../lib";
import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** One machine, to save money. */
export function program(): void {
  gatewayIn(stackUnderTest(), { scaling: GatewayScaling.onCpu({ minimum: 1, maximum: 1 }) });
}
