import { GatewayScaling } from "../../../../lib";
import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** A share where percent are wanted. */
export function program(): void {
  gatewayIn(stackUnderTest(), { scaling: GatewayScaling.onCpu({}, 0.7) });
}
