import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** All machines in one zone. */
export function program(): void {
  gatewayIn(stackUnderTest(), { zones: ["1"] });
}
