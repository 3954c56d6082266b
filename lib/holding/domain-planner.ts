import { Rule, Violation, refuse } from "../core/rule";
import { deriveName } from "../core/resource-name";
import { NameClaim } from "./claimed-names";
import type { Domain, DomainProps } from "./domain";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import type { Holding } from "./holding";
import { HubPlan } from "./hub-plan";
import { unusedForwardViolations, unusedViolations } from "./in-use";
import { DomainNames } from "./names";
import { overrideViolations } from "./plan-names";
import { retiresNothing } from "./retired";
import { RuntimePlan } from "./runtime-plan";
import type { Subsidiary } from "./subsidiary";
import { tierViolations } from "./subsidiary-rules";
import { Tier } from "../ownership/tier";

const KNOWN_ENVIRONMENT = new Rule({
  id: "holding/environment-of-holding",
  why: "A domain is deployed in environments of its holding, and its names are overridden there.",
  fix: "Name environments that the holding lists.",
  source: "this library",
});

const ONE_DEDICATED_NAME = new Rule({
  id: "holding/one-dedicated-runtime",
  why: "All environments of a tier share the domain's dedicated runtime, which has one name.",
  fix: "Give the name once, or the same one in every environment of the tier.",
  source: "this library: dedicatedRuntimeIn",
});

/** Works out a new domain's plans, and commits them only when all of them hold. */
export class DomainPlanner {
  constructor(
    private readonly holding: Holding,
    private readonly subsidiary: Subsidiary,
    private readonly domain: Domain,
    private readonly props: DomainProps,
  ) {}

  /** What is wrong with the environments that the domain names, and with the names that it overrides there. */
  public violations(): Violation[] {
    const known = this.holding.environments.map(({ name, tier }) => `${name} (${tier})`).join(", ");
    const advice = `Known: ${known}.`;
    const overrides = this.props.names ?? {};
    return [
      ...this.environments.flatMap(({ name, tier }) =>
        tierViolations(this.subsidiary.tiers, tier, `the environment "${name}" in ${tier}`),
      ),
      ...this.environments.flatMap((environment) =>
        KNOWN_ENVIRONMENT.when(
          !this.holding._hasEnvironment(environment.name, environment.tier),
          `"${environment.name}" (${environment.tier})`,
          advice,
        ),
      ),
      ...Object.keys(overrides).flatMap((name) =>
        KNOWN_ENVIRONMENT.when(!this.holding._hasEnvironment(name), `names for "${name}"`, advice),
      ),
      ...Object.values(overrides).flatMap(({ dedicatedRuntime, factoryIdentity, jobIdentity, ...names }) => [
        ...overrideViolations(names),
        ...overrideViolations({ integrationRuntime: dedicatedRuntime }),
        ...[factoryIdentity, jobIdentity].flatMap((name) => overrideViolations({ userAssignedIdentity: name })),
      ]),
      ...this.unusedViolations(),
      ...this.dedicatedTiers.flatMap((tier) => {
        const names = [...new Set(this.dedicatedNames(tier))];
        return ONE_DEDICATED_NAME.when(
          names.length > 1,
          `${names.map((name) => `"${name}"`).join(" and ")} in ${tier}`,
        );
      }),
    ];
  }

  public plan(subscriptionOf: (environment: Environment) => string): void {
    const { environments } = this;
    const dedicated = new Map(this.dedicatedTiers.map((tier) => [tier, this.dedicatedRuntime(tier)]));
    const plans = environments.map((environment) => {
      const hub = this.subsidiary.hubFor(environment.tier);
      const own = this.usedDedicatedTiers.includes(environment.tier)
        ? dedicated.get(environment.tier)?.plan
        : undefined;
      const runtime = own ?? hub.runtime;
      return DomainPlan._of(this.domain, environment, hub, runtime, {
        subscriptionId: subscriptionOf(environment),
        names: this.namesIn(environment),
        retiredRuntimes: this.retiredRuntimes(hub, runtime, dedicated.get(environment.tier)?.plan),
      });
    });
    refuse(this.domain.path, linkViolations(plans));
    this.holding._claim(this.domain.path, [
      ...plans.flatMap(domainClaims),
      ...[...dedicated.values()].flatMap(({ claims }) => claims),
    ]);
    dedicated.forEach(({ hub, plan }) => hub._addDedicatedRuntime(this.domain.name, plan));
    plans.forEach((plan) => {
      plan._runtimes.forEach((runtime) => runtime._addLink());
      this.domain._addPlan(plan);
    });
  }

  private unusedViolations(): Violation[] {
    const deployed = new Map(this.environments.map((environment) => [environment.name, environment.tier]));
    const tiers = new Set(deployed.values());
    return [
      ...unusedViolations(deployed.size === 0, "no environment"),
      ...this.dedicatedTiers.flatMap((tier) => unusedViolations(!tiers.has(tier), `dedicatedRuntimeIn ${tier}`)),
      ...this.retirementViolations(tiers),
      ...this.givenDeployerTiers.flatMap((tier) =>
        tierViolations(this.subsidiary.tiers, tier, `a deployer of ${this.domain.name} in ${tier}`),
      ),
      ...unusedForwardViolations(this.props.forwards ?? [], tiers),
      ...Object.entries(this.props.names ?? {}).flatMap(([name, { dedicatedRuntime }]) => {
        const tier = deployed.get(name);
        return tier === undefined
          ? unusedViolations(this.holding._hasEnvironment(name), `names for "${name}"`)
          : unusedViolations(
              dedicatedRuntime !== undefined && !this.dedicatedTiers.includes(tier),
              `dedicatedRuntime "${dedicatedRuntime}" for "${name}"`,
            );
      }),
    ];
  }

  private retirementViolations(tiers: ReadonlySet<Tier>): Violation[] {
    const { forwards = [], retiredForwards = [], retiredIn = [], retiredRuntimeIn = [] } = this.props;
    const { name, relayAccess: used } = this.domain;
    return [
      ...retiredIn.flatMap((environment) =>
        retiresNothing(
          !this.environments.some((one) => one.name === environment.name && one.tier === environment.tier),
          `${name} in "${environment.name}" (${environment.tier})`,
        ),
      ),
      ...retiredForwards.flatMap((forward) =>
        retiresNothing(forwards.includes(forward), `forward "${forward.name}" of ${name}, which it uses`),
      ),
      ...retiresNothing(this.props.retiredRelayAccess === used, `${used} as the access of ${name}, which it is`),
      ...retiredRuntimeIn.flatMap((tier) => retiresNothing(!tiers.has(tier), `a runtime of ${name} in ${tier}`)),
    ];
  }

  private get givenDeployerTiers(): Tier[] {
    return [Tier.DEVELOPMENT, Tier.PRODUCTION].filter((tier) => this.domain._deployerIn(tier) !== undefined);
  }

  /** Tiers in which it links a runtime of its own. */
  private get usedDedicatedTiers(): readonly Tier[] {
    return this.props.dedicatedRuntimeIn ?? [];
  }

  /** Tiers in which it has one, be it that it is retired. */
  private get dedicatedTiers(): readonly Tier[] {
    return [...new Set([...this.usedDedicatedTiers, ...(this.props.retiredRuntimeIn ?? [])])];
  }

  /** What else it may link: of the shared and the dedicated runtime the one that it does not link. */
  private retiredRuntimes(hub: HubPlan, used: RuntimePlan, dedicated: RuntimePlan | undefined): RuntimePlan[] {
    const retires = (this.props.retiredRuntimeIn ?? []).includes(hub.tier);
    return retires ? [hub.runtime, dedicated!].filter((runtime) => runtime !== used) : [];
  }

  /** The names that override the derived one of the dedicated runtime in `tier`. */
  private dedicatedNames(tier: Tier): string[] {
    return this.environments
      .filter((environment) => environment.tier === tier)
      .flatMap((environment) => this.namesIn(environment).dedicatedRuntime ?? []);
  }

  private get environments(): readonly Environment[] {
    const { tiers } = this.subsidiary;
    return this.props.environments ?? this.holding.environments.filter(({ tier }) => tiers.includes(tier));
  }

  private namesIn(environment: Environment): DomainNames {
    return this.props.names?.[environment.name] ?? {};
  }

  private dedicatedRuntime(tier: Tier): DedicatedRuntime {
    const hub = this.subsidiary.hubFor(tier);
    const [override] = this.dedicatedNames(tier);
    const plan = hub._planDedicatedRuntime(
      this.domain.name,
      override ?? deriveName("integrationRuntime", [this.subsidiary.name, tier, this.domain.name]),
    );
    const owner = this.domain.path;
    return {
      hub,
      plan,
      claims: [{ within: `runtime of ${hub.dataFactoryId}`, name: plan.runtimeName, owner }],
    };
  }
}

interface DedicatedRuntime {
  readonly hub: HubPlan;
  readonly plan: RuntimePlan;
  readonly claims: NameClaim[];
}

function linkViolations(plans: readonly DomainPlan[]): Violation[] {
  const links = new Map<RuntimePlan, number>();
  plans.flatMap((plan) => plan._runtimes).forEach((runtime) => links.set(runtime, (links.get(runtime) ?? 0) + 1));
  return [...links].flatMap(([runtime, more]) => runtime._linkViolations(more));
}

function domainClaims(plan: DomainPlan): NameClaim[] {
  const owner = plan.stackName;
  const identities = [plan.factoryIdentityName, plan.jobIdentityName];
  return [
    { within: "stack", name: plan.stackName, owner },
    { within: "stack", name: plan.accessStackName, owner },
    ...identities.map((name) => ({ within: `identity in ${plan.hub.resourceGroupId}`, name, owner })),
    { within: `resource group of subscription ${plan.subscriptionId}`, name: plan.resourceGroupName, owner },
    { within: "data factory", name: plan.dataFactoryName, owner },
    { within: "storage account", name: plan.storageAccountName, owner },
  ];
}
