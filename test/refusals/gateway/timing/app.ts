import { Duration } from "../../../../lib";
import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** Two hours, which the load balancer does not wait. */
export function program(): void {
  gatewayIn(stackUnderTest(), { idleTimeout: Duration.hours(2) });
}
