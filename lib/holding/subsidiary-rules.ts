import { Rule, Violation } from "../core/rule";
import { isUuid } from "../core/uuid";
import { deployerViolations } from "./deployer-rules";
import type { Holding } from "./holding";
import { locationViolations } from "./locations";
import { compactNameViolations, duplicateViolations, overrideViolations } from "./plan-names";
import { Tier } from "../ownership/tier";
import { RelayKeys } from "../relay/relay-keys";
import { Deployer } from "./deployer";
import { unusedViolations } from "./in-use";
import { HubNames } from "./names";
import { PlannedRegistry } from "./planned-registry";
import { retiresNothing, withRetired } from "./retired";
import { SubsidiaryProps } from "./subsidiary-props";

const SUBSCRIPTION_ID = new Rule({
  id: "holding/subscription-id",
  why: "Resource IDs are computed from it when the plan is made: a subscription is known by its UUID, and by no other name.",
  fix: "Give its UUID; 'az account show --query id' prints it.",
  source: "Microsoft: Azure resource IDs",
});

const SUBSCRIPTION_OF = new Rule({
  id: "holding/subscription-of-known-environment",
  why: "A subscription is planned for an environment that the holding does not have.",
  fix: "Name environments of the holding only.",
  source: "this library",
});

const SUBSIDIARY_TIER = new Rule({
  id: "holding/subsidiary-tier",
  why: "A subsidiary has the tiers for which it has subscriptions: without one there is no hub, and nothing that needs it.",
  fix: "Give the subsidiary a subscription for that tier, or plan nothing there.",
  source: "this library: subsidiaries and tiers",
});

/** What the props of a subsidiary say of one tier. */
export interface TierProps {
  readonly tier: Tier;
  readonly subscriptionId: string;
  readonly names?: HubNames;
  readonly deployer?: Deployer;
  readonly relayKeys?: RelayKeys;
  readonly registry?: PlannedRegistry;
  readonly retiredRegistry?: PlannedRegistry;
}

/** The tiers for which a subsidiary has subscriptions, with what its hubs there are given. */
export function tierPropsOf(props: SubsidiaryProps): TierProps[] {
  return sidesOf(props).flatMap(({ subscriptionId, ...rest }) =>
    subscriptionId === undefined ? [] : [{ ...rest, subscriptionId }],
  );
}

/** One violation if something is planned in a tier that the subsidiary does not have. */
export function tierViolations(tiers: readonly Tier[], tier: Tier, what: string): Violation[] {
  return SUBSIDIARY_TIER.when(!tiers.includes(tier), what, `It has ${tiers.join(" and ")}.`);
}

function sidesOf(props: SubsidiaryProps) {
  return [
    {
      tier: Tier.DEVELOPMENT,
      subscriptionId: props.developmentSubscriptionId,
      names: props.developmentHubNames,
      deployer: props.developmentDeployer,
      relayKeys: props.developmentRelayKeys,
      registry: props.developmentRegistry,
      retiredRegistry: props.retiredDevelopmentRegistry,
    },
    {
      tier: Tier.PRODUCTION,
      subscriptionId: props.productionSubscriptionId,
      names: props.productionHubNames,
      deployer: props.productionDeployer,
      relayKeys: props.productionRelayKeys,
      registry: props.productionRegistry,
      retiredRegistry: props.retiredProductionRegistry,
    },
  ];
}

/** Violations by what is given for a tier that the subsidiary does not have. */
function unusedTierViolations(holding: Holding, props: SubsidiaryProps): Violation[] {
  const missing = sidesOf(props).filter(({ subscriptionId }) => subscriptionId === undefined);
  const overridden = Object.keys(props.environmentSubscriptionIds ?? {});
  return [
    ...SUBSIDIARY_TIER.when(missing.length === sidesOf(props).length, "no subscription"),
    ...missing.flatMap(({ tier, names, deployer, relayKeys, registry, retiredRegistry }) => [
      ...SUBSIDIARY_TIER.when(names !== undefined, `names of a hub in ${tier}`),
      ...SUBSIDIARY_TIER.when(deployer !== undefined, `a deployer of a hub in ${tier}`),
      ...SUBSIDIARY_TIER.when(relayKeys !== undefined, `keys of a Relay in ${tier}`),
      ...SUBSIDIARY_TIER.when((registry ?? retiredRegistry) !== undefined, `a registry in ${tier}`),
      ...overridden.flatMap((name) =>
        SUBSIDIARY_TIER.when(holding._hasEnvironment(name, tier), `a subscription for "${name}" in ${tier}`),
      ),
    ]),
  ];
}

/** Violations by a registry that is retired and used besides, and by the name of one that no hub makes. */
function registryViolations({
  tier,
  names,
  registry = PlannedRegistry.OF_HUB,
  retiredRegistry,
}: TierProps): Violation[] {
  const made = withRetired(registry, retiredRegistry).some(({ resourceId }) => resourceId === undefined);
  const name = names?.containerRegistry;
  return [
    ...retiresNothing(retiredRegistry?._isSame(registry) ?? false, `the registry of ${tier}, which is used`),
    ...unusedViolations(name !== undefined && !made, `containerRegistry "${name}" in ${tier}`),
  ];
}

/** What is wrong with a legal entity that is to be planned. */
export function subsidiaryViolations(holding: Holding, name: string, props: SubsidiaryProps): Violation[] {
  const overrides = props.environmentSubscriptionIds ?? {};
  const known = holding.environments.map((environment) => environment.name).join(", ");
  const subscriptionIds = [
    ...tierPropsOf(props).map(({ tier, subscriptionId }) => [`${tier}SubscriptionId`, subscriptionId]),
    ...Object.entries(overrides).map(([environment, id]) => [`environmentSubscriptionIds.${environment}`, id]),
  ];
  return [
    ...compactNameViolations(name),
    ...locationViolations(props.location ?? holding.location, holding._unlistedLocations),
    ...duplicateViolations("subsidiary", name, holding.subsidiaries),
    ...subscriptionIds.flatMap(([what, id]) => SUBSCRIPTION_ID.when(!isUuid(id), `${what} "${id}"`)),
    ...Object.keys(overrides).flatMap((environment) =>
      SUBSCRIPTION_OF.when(!holding._hasEnvironment(environment), `"${environment}"`, `Known: ${known}.`),
    ),
    ...unusedTierViolations(holding, props),
    ...deployerViolations(props.developmentDeployer, props.productionDeployer),
    ...tierPropsOf(props).flatMap(registryViolations),
    ...overrideViolations(props.developmentHubNames ?? {}),
    ...overrideViolations(props.productionHubNames ?? {}),
  ];
}
