import { PortPlan } from "../../../../lib";
import { gatewayIn } from "../../../support/gateway";
import { warehouse } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The plan of a sidecar, whose ports nobody else reaches. */
export function program(): void {
  gatewayIn(stackUnderTest(), { ports: PortPlan.sidecar([warehouse]) });
}
