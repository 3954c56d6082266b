import { smallPlan } from "../../../support/small-plan";

/** A forward that the domain is to lose, and is given. */
export function program(): void {
  const { retail, planned } = smallPlan();
  retail.addDomain("erp", { forwards: [planned.archive], retiredForwards: [planned.archive] });
}
