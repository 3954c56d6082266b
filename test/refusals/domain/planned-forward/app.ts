import { Environment, SourceDomain } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The plan does not let the domain reach that forward. */
export function program(): void {
  const { salesforce, archive } = smallPlan();
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  domain.addDbtJob("Transform", { ...jobProps(stack), forwards: [archive] });
}
