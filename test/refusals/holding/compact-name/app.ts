import { DEVELOPMENT_SUBSCRIPTION, PRODUCTION_SUBSCRIPTION, holdingUnderTest } from "../../../support/plan";

/** A subsidiary whose stacks another one's glob would reach. */
export function program(): void {
  holdingUnderTest().addSubsidiary("retail-prod", {
    developmentSubscriptionId: DEVELOPMENT_SUBSCRIPTION,
    productionSubscriptionId: PRODUCTION_SUBSCRIPTION,
  });
}
