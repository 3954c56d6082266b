import { DomainAccess, Environment } from "../../../../lib";
import { PROVIDER_DEPLOYER } from "../../../support/handoff-plan";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest, synthesized } from "../../../support/stack";

/** A domain in a subscription of its own, and no provider of that. */
export function program(): void {
  const environmentSubscriptionIds = { prod: "1a2b3c4d-0000-4000-8000-000000000009" };
  const { salesforce } = smallPlan({ productionDeployer: PROVIDER_DEPLOYER }, { environmentSubscriptionIds });
  const stack = stackUnderTest();
  new DomainAccess(stack, "Access", { plan: salesforce.planFor(Environment.PROD) });
  synthesized(stack);
}
