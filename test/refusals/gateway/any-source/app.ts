import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** The whole internet, in two halves. */
export function program(): void {
  gatewayIn(stackUnderTest(), { allowedSources: ["0.0.0.0/1", "128.0.0.0/1"] });
}
