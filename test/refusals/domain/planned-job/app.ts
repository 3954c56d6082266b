import { Environment, SourceDomain } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The plan gives the job of that name an identity of its own, and the program does not name it. */
export function program(): void {
  const { salesforce, planned } = smallPlan();
  salesforce.addJob("forecast", { forwards: [planned.archive] });
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  domain.addDbtJob("Forecast", { ...jobProps(stack), forwards: [domain.forward(planned.warehouse)] });
}
