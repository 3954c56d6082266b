import { Rule, Violation, refuse } from "../core/rule";
import { deriveName } from "../core/resource-name";
import { NameClaim } from "./claimed-names";
import type { Domain, DomainProps } from "./domain";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import type { Holding } from "./holding";
import { HubPlan } from "./hub-plan";
import { DomainNames } from "./names";
import { overrideViolations } from "./plan-names";
import { RuntimePlan } from "./runtime-plan";
import type { Subsidiary } from "./subsidiary";
import { Tier } from "./tier";

const KNOWN_ENVIRONMENT = new Rule({
  id: "holding/environment-of-holding",
  why: "A domain is deployed in environments of its holding, and its names are overridden there.",
  fix: "Name environments that the holding lists.",
  source: "this library",
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
      ...Object.values(overrides).flatMap(({ dedicatedRuntime, ...names }) => [
        ...overrideViolations(names),
        ...overrideViolations({ integrationRuntime: dedicatedRuntime }),
      ]),
    ];
  }

  public plan(subscriptionOf: (environment: Environment) => string): void {
    const { environments } = this;
    const dedicated = new Map(
      (this.props.dedicatedRuntimeIn ?? []).map((tier) => [tier, this.dedicatedRuntime(tier, environments)]),
    );
    const plans = environments.map((environment) => {
      const hub = this.subsidiary.hubFor(environment.tier);
      const runtime = dedicated.get(environment.tier)?.plan ?? hub.runtime;
      return DomainPlan._of(this.domain, environment, hub, runtime, {
        subscriptionId: subscriptionOf(environment),
        names: this.namesIn(environment),
      });
    });
    refuse(this.domain.path, linkViolations(plans));
    this.holding._claim(this.domain.path, [
      ...plans.flatMap(domainClaims),
      ...[...dedicated.values()].flatMap(({ claims }) => claims),
    ]);
    dedicated.forEach(({ hub, plan }) => hub._addDedicatedRuntime(this.domain.name, plan));
    plans.forEach((plan) => {
      plan.runtime._addLink();
      this.domain._addPlan(plan);
    });
  }

  private get environments(): readonly Environment[] {
    return this.props.environments ?? this.holding.environments;
  }

  private namesIn(environment: Environment): DomainNames {
    return this.props.names?.[environment.name] ?? {};
  }

  private dedicatedRuntime(tier: Tier, environments: readonly Environment[]): DedicatedRuntime {
    const hub = this.subsidiary.hubFor(tier);
    const override = environments
      .filter((environment) => environment.tier === tier)
      .map((environment) => this.namesIn(environment).dedicatedRuntime)
      .find((name) => name !== undefined);
    const plan = hub._planDedicatedRuntime(
      this.domain.name,
      override ?? deriveName("integrationRuntime", [this.subsidiary.name, tier, this.domain.name]),
    );
    const owner = this.domain.path;
    return {
      hub,
      plan,
      claims: [
        { within: `runtime of ${hub.dataFactoryId}`, name: plan.runtimeName, owner },
        ...plan.keySecretNames.map((name) => ({ within: `secret of ${hub.keyVaultId}`, name, owner })),
      ],
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
  plans.forEach(({ runtime }) => links.set(runtime, (links.get(runtime) ?? 0) + 1));
  return [...links].flatMap(([runtime, more]) => runtime._linkViolations(more));
}

function domainClaims(plan: DomainPlan): NameClaim[] {
  const owner = plan.stackName;
  return [
    { within: "stack", name: plan.stackName, owner },
    { within: `resource group of subscription ${plan.subscriptionId}`, name: plan.resourceGroupName, owner },
    { within: "data factory", name: plan.dataFactoryName, owner },
    { within: "storage account", name: plan.storageAccountName, owner },
  ];
}
