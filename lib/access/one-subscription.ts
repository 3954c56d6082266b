import { Rule, Violation } from "../core/rule";
import { isSame } from "../core/same";
import { isSameDeployer } from "../holding/deployer";
import { DomainPlan } from "../holding/domain-plan";
import { HubPlan } from "../holding/hub-plan";

const ONE_SUBSCRIPTION = new Rule({
  id: "access/one-subscription",
  why: "Who has rights on all of a subscription has them on the hub in it too, and a domain's deployer has none there but those of its access stack.",
  fix: "Give the domain's environment a subscription of its own (environmentSubscriptionIds), or a deployer that has nothing by hand.",
  source: "Microsoft: Azure RBAC scopes",
});

/**
 * Violations by a domain in the subscription of a hub, its own or any other of the holding, where that gives somebody
 * rights on all of it: to the domain's deployer, who deploys that hub, or to who deploys the domain's own hub and so must
 * be able to make the domain's group there.
 */
export function oneSubscriptionViolations(plan: DomainPlan): Violation[] {
  return plan._hubsBeside.flatMap((hub) => [
    ...ONE_SUBSCRIPTION.when(isSameDeployer(plan.deployer, hub.deployer), deployedBeside(plan, hub)),
    ...ONE_SUBSCRIPTION.when(
      isOpenedTo(plan.hub, hub),
      `${beside(plan, hub)}, on all of which ${plan.hub.deployer?.principalId} then has rights, who deploys ${plan.hub.stackName}`,
    ),
  ]);
}

/** What to tell of a domain in the subscription of a hub, whoever deploys either. */
export function oneSubscriptionWarnings(plan: DomainPlan): Violation[] {
  return plan._hubsBeside.flatMap((hub) => ONE_SUBSCRIPTION.when(true, deployedBeside(plan, hub)));
}

/** Whether who deploys the one hub is to have rights on the other, which lies elsewhere and is deployed by somebody else. */
function isOpenedTo(one: HubPlan, other: HubPlan): boolean {
  const known = one.deployer !== undefined && other.deployer !== undefined;
  return known && !isSame(one.subscriptionId, other.subscriptionId) && !isSameDeployer(one.deployer, other.deployer);
}

function beside({ stackName }: DomainPlan, hub: HubPlan): string {
  return `${stackName} in the subscription of ${hub.stackName}`;
}

function deployedBeside(plan: DomainPlan, hub: HubPlan): string {
  return `${beside(plan, hub)}, deployed by ${plan.deployer?.principalId}`;
}
