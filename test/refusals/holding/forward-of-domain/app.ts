import { Environment, SourceDomain } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The domain is planned to reach the warehouse alone. */
export function program(): void {
  const { salesforce, planned } = smallPlan();
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: salesforce.planFor(Environment.PROD) });
  domain.forward(planned.archive);
}
