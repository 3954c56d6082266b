import { GatewayFrontend, GatewayNetwork } from "../../../../lib";
import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** An address that Azure keeps for itself. */
export function program(): void {
  gatewayIn(stackUnderTest(), {
    network: GatewayNetwork.own("10.40.0.0/26"),
    frontend: GatewayFrontend.internal("10.40.0.1"),
  });
}
