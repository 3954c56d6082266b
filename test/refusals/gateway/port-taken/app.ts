import { PortPlan } from "../../../../lib";
import { gatewayIn } from "../../../support/gateway";
import { warehouse } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The port at which a machine says how it is. */
export function program(): void {
  gatewayIn(stackUnderTest(), { ports: PortPlan.gateway([{ forward: warehouse, publicPort: 8077 }]) });
}
