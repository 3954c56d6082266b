import { World } from "./azure/world";
import { PlannedDomain, PlannedHolding, PlannedStack } from "./plan";
import { Deployer } from "./provider/deployer";

/** Of a hub's deployer, in the subscriptions of the hub and of its domains. */
const PLATFORM_ROLES = ["Contributor", "Role Based Access Control Administrator"];
/** Of who deploys what is neither hub nor domain, such as a gateway. */
const OTHER_ROLES = ["Contributor"];

/** What a deployer has before its first deployment. */
export interface ByHand {
  readonly principalId: string;
  readonly role: string;
  readonly scope: string;
}

/** The stack by which a domain may do what it does, as its hub's deployer deploys it. */
export function accessTo({ accessStackName: stackName, hub }: PlannedDomain): PlannedStack {
  return { stackName, subscriptionId: hub.subscriptionId, deployer: hub.deployer, hub };
}

/** Every stack that is planned, in the order in which they are deployed. */
export function stacksOf({ hubPlans, domainPlans, gatewayPlans = [] }: PlannedHolding): PlannedStack[] {
  return [...hubPlans, ...domainPlans.map(accessTo), ...gatewayPlans, ...domainPlans];
}

/** As whom a stack is deployed, and from where. @throws where the plan does not say it */
export function deployerOf({ stackName, deployer }: PlannedStack): Deployer {
  if (deployer === undefined) {
    throw new Error(`${stackName}: the plan names no deployer, so nobody knows with which rights it is deployed.`);
  }
  const [address = "192.0.2.1"] = deployer.addresses ?? [];
  return { principalId: deployer.principalId, address: address.split("/")[0], stackName };
}

/**
 * What deployers are given by hand, each role once. Source: docs/rights.md, "by hand".
 *
 * @param others stacks that the holding does not plan.
 */
export function givenByHand(holding: PlannedHolding, others: readonly PlannedStack[] = []): ByHand[] {
  const { hubPlans, domainPlans, gatewayPlans = [] } = holding;
  const to = (roles: readonly string[], { deployer, subscriptionId }: Omit<PlannedStack, "stackName">): ByHand[] =>
    roles.flatMap((role) =>
      deployer === undefined
        ? []
        : { principalId: deployer.principalId, role, scope: `/subscriptions/${subscriptionId}` },
    );
  const all = [
    ...hubPlans.flatMap((hub) => to(PLATFORM_ROLES, hub)),
    ...domainPlans.flatMap(({ hub: { deployer }, subscriptionId }) => to(PLATFORM_ROLES, { deployer, subscriptionId })),
    ...[...gatewayPlans, ...others].flatMap((stack) => to(OTHER_ROLES, stack)),
  ];
  return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
}

/** Gives it. */
export function giveByHand(world: World, given: readonly ByHand[]): void {
  given.forEach(({ principalId, role, scope }) => world.give(principalId, role, scope));
}
