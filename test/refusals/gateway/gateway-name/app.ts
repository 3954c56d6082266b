import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** Capitals, as a person would write it. */
export function program(): void {
  gatewayIn(stackUnderTest(), { gatewayName: "Retail-Gateway" });
}
