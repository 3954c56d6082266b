import { DomainAccess, Environment } from "../../../../lib";
import { HUB_DEPLOYER, smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A domain in its hub's subscription, deployed by who deploys that. */
export function program(): void {
  const { salesforce } = smallPlan({ productionDeployer: HUB_DEPLOYER });
  new DomainAccess(stackUnderTest(), "Access", { plan: salesforce.planFor(Environment.PROD) });
}
