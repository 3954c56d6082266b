import { DomainAccess, Environment } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A domain that nobody is planned to deploy, so that there is nobody to admit. */
export function program(): void {
  new DomainAccess(stackUnderTest(), "Access", { plan: smallPlan().salesforce.planFor(Environment.PROD) });
}
