import { Environment, SourceDomain } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A domain that still uses what is about to go. */
export function program(): void {
  const { retail, planned } = smallPlan();
  const erp = retail.addDomain("erp", { forwards: [planned.warehouse], retiredForwards: [planned.archive] });
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: erp.planFor(Environment.PROD) });
  domain.forward(planned.archive);
}
