import { gatewayIn } from "../../../support/gateway";
import { stackUnderTest } from "../../../support/stack";

/** A name where addresses are wanted. */
export function program(): void {
  gatewayIn(stackUnderTest(), { allowedSources: ["shops.example"] });
}
