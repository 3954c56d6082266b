import { subsidiaryUnderTest } from "../../../support/plan";

/** A subscription by its name. */
export function program(): void {
  subsidiaryUnderTest({ productionSubscriptionId: "retail-production" });
}
