import { PRODUCTION_SUBSCRIPTION, subsidiaryUnderTest } from "../../../support/plan";

/** A subscription for a stage that the holding does not have. */
export function program(): void {
  subsidiaryUnderTest({ environmentSubscriptionIds: { production: PRODUCTION_SUBSCRIPTION } });
}
