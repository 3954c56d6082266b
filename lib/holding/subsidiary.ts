import { Rule, Violation, refuse } from "../core/rule";
import { knownNameViolations } from "../core/resource-name";
import { isUuid } from "../core/uuid";
import { CarriedForwards } from "../tunnel/bind-addresses";
import { Forward } from "../tunnel/forward";
import { gatewayViolations } from "../tunnel/port-plan";
import { listenerViolations } from "../tunnel/listener-count";
import { addressViolations, deployerViolations } from "./deployer-rules";
import { Domain, DomainProps } from "./domain";
import { DomainPlanner } from "./domain-planner";
import { GatewayPlan, GatewayPlanProps } from "./gateway-plan";
import type { Holding } from "./holding";
import { hubClaims } from "./hub-claims";
import { HubPlan } from "./hub-plan";
import {
  compactNameViolations,
  dashedNameViolations,
  duplicateViolations,
  locationViolations,
  overrideViolations,
} from "./plan-names";
import { operatorViolations } from "./operator-rules";
import { PlannedSecret, SecretSource } from "./planned-secret";
import { listenRuleSecretName, sendRuleSecretName } from "./secret-names";
import { Site, SiteProps } from "./site";
import { PlannedSecretProps, SubsidiaryProps } from "./subsidiary-props";
import { Tier } from "./tier";

const SUBSCRIPTION_ID = new Rule({
  id: "holding/subscription-id",
  why: "Resource IDs are computed from the subscription's UUID, so it must be known now.",
  fix: "Give it as a literal; 'az account show --query id' prints it.",
  source: "Microsoft: Azure resource IDs",
});

const SUBSCRIPTION_OF = new Rule({
  id: "holding/subscription-of-known-environment",
  why: "A subscription is planned for an environment that the holding does not have.",
  fix: "Name environments of the holding only.",
  source: "this library",
});

const OWN_SUBSIDIARY = new Rule({
  id: "holding/own-subsidiary",
  why: "Legal entities share no data path: what one subsidiary plans is used by its own domains alone.",
  fix: "Plan the secret or forward at the subsidiary whose domains use it.",
  source: "this library: subsidiaries and tiers",
});

/** A legal entity; nothing of its data path is shared with another. */
export class Subsidiary {
  /** @internal */
  public static _of(holding: Holding, name: string, props: SubsidiaryProps): Subsidiary {
    return new Subsidiary(holding, name, props);
  }

  /** Azure region of its hubs and domains. */
  public readonly location: string;
  private readonly hubs: ReadonlyMap<Tier, HubPlan>;
  private readonly ownSites = new Map<string, Site>();
  private readonly ownForwards = new Set<Forward>();
  private readonly carried = new CarriedForwards();
  private readonly ownDomains = new Map<string, Domain>();
  private readonly ownSecrets = new Map<string, PlannedSecret>();
  private readonly ownGateways = new Map<Tier, GatewayPlan>();

  private constructor(
    private readonly holding: Holding,
    /** Name, for example `retail`. */
    public readonly name: string,
    private readonly props: SubsidiaryProps,
  ) {
    this.location = props.location ?? holding.location;
    refuse(this.path, this.violations());
    const hubs = [
      HubPlan._of(this, Tier.DEVELOPMENT, {
        subscriptionId: props.developmentSubscriptionId,
        names: props.developmentHubNames ?? {},
        deployer: props.developmentDeployer,
      }),
      HubPlan._of(this, Tier.PRODUCTION, {
        subscriptionId: props.productionSubscriptionId,
        names: props.productionHubNames ?? {},
        deployer: props.productionDeployer,
      }),
    ];
    holding._claim(this.path, hubs.flatMap(hubClaims));
    this.hubs = new Map(hubs.map((hub) => [hub.tier, hub]));
  }

  /** Path in the plan, for example `contoso/retail`. */
  public get path(): string {
    return `${this.holding.name}/${this.name}`;
  }

  /** Name of the holding that it belongs to. */
  public get holdingName(): string {
    return this.holding.name;
  }

  /** Entra tenant of the holding; undefined where the plan does not say. */
  public get tenantId(): string | undefined {
    return this.holding.tenantId;
  }

  /** Its places on premises. */
  public get sites(): Site[] {
    return [...this.ownSites.values()];
  }

  /** Everything that can be reached at its sites. */
  public get forwards(): Forward[] {
    return [...this.ownForwards];
  }

  /** Its source systems. */
  public get domains(): Domain[] {
    return [...this.ownDomains.values()];
  }

  /** The secrets planned with {@link addSecret}. */
  public get secrets(): PlannedSecret[] {
    return [...this.ownSecrets.values()];
  }

  /** The gateways planned with {@link addGateway}. */
  public get gatewayPlans(): GatewayPlan[] {
    return [...this.ownGateways.values()];
  }

  /** Its development hub and its production hub. */
  public get hubPlans(): HubPlan[] {
    return [...this.hubs.values()];
  }

  /** The hub that serves its domains in the environments of `tier`. */
  public hubFor(tier: Tier): HubPlan {
    return this.hubs.get(tier)!;
  }

  /**
   * Plans a place on premises.
   *
   * @throws `holding/dashed-name`, `holding/unique-name`, `holding/public-address`, `tunnel/listeners`,
   * `holding/operator-id`, `holding/one-operator`
   */
  public addSite(name: string, props: SiteProps = {}): Site {
    refuse(
      `${this.path}/${name}`,
      dashedNameViolations(name),
      duplicateViolations("site", name, namesakes(this.ownSites, name)),
      addressViolations(props.egressAddresses ?? []),
      listenerViolations(props.listeners),
      operatorViolations(props.operators ?? []),
    );
    const site = Site._of(this, name, props);
    this.ownSites.set(name, site);
    return site;
  }

  /**
   * Plans a source system in every environment of the holding.
   *
   * @throws `holding/…` for a name that is wrong or taken, an environment that is unknown, a forward of another
   * subsidiary, or more links than a runtime takes
   */
  public addDomain(name: string, props: DomainProps = {}): Domain {
    const domain = Domain._of(this, name, props);
    const planner = new DomainPlanner(this.holding, this, domain, props);
    refuse(
      domain.path,
      dashedNameViolations(name),
      duplicateViolations("domain", name, namesakes(this.ownDomains, name)),
      deployerViolations(props.developmentDeployer, props.productionDeployer),
      (props.forwards ?? []).flatMap((forward) =>
        OWN_SUBSIDIARY.when(!this.ownForwards.has(forward), `forward "${forward.name}" for ${name}`),
      ),
      planner.violations(),
    );
    planner.plan((environment) => this.subscriptionOf(environment.name, environment.tier));
    this.ownDomains.set(name, domain);
    return domain;
  }

  /**
   * Plans a secret in the vaults of both hubs.
   *
   * @param name 1-127 letters, digits and hyphens.
   * @throws `vault/secret-name`, `holding/name-collision`, `holding/own-subsidiary`
   */
  public addSecret(name: string, props: PlannedSecretProps): PlannedSecret {
    refuse(
      `${this.path}/${name}`,
      knownNameViolations("keyVaultSecret", name),
      props.readers.flatMap((reader) =>
        OWN_SUBSIDIARY.when(this.ownDomains.get(reader.name) !== reader, `reader ${reader.path} of secret "${name}"`),
      ),
    );
    this._claimSecrets([name], name);
    const secret = new PlannedSecret(
      name,
      props.external ? SecretSource.EXTERNAL : SecretSource.VARIABLE,
      props.readers,
      props.byIdentityOnly,
    );
    this.ownSecrets.set(name, secret);
    return secret;
  }

  /**
   * Plans the gateway that exposes forwards to clients elsewhere, one for each tier.
   *
   * @throws `holding/unique-name`, `holding/own-subsidiary`, `holding/name-collision`, `tunnel/one-to-one`,
   * `tunnel/port`, `tunnel/rules-per-interface`, and what is wrong with names that are given
   */
  public addGateway(tier: Tier, props: GatewayPlanProps): GatewayPlan {
    const path = `${this.path}/gateway-${tier}`;
    refuse(
      path,
      duplicateViolations(
        "gateway",
        tier,
        [...this.ownGateways.keys()].map((name) => ({ name })),
      ),
      overrideViolations(props.names ?? {}),
      props.forwards.flatMap(({ forward }) =>
        OWN_SUBSIDIARY.when(!this.ownForwards.has(forward), `forward "${forward.name}" for the gateway`),
      ),
      gatewayViolations(props.forwards),
    );
    const gateway = GatewayPlan._of(this, this.hubFor(tier), props);
    this.holding._claim(path, gateway._claims);
    this.ownGateways.set(tier, gateway);
    return gateway;
  }

  /** @internal */
  public _admitForward(site: Site, forward: Forward): Forward {
    refuse(`${site.path}/${forward.name}`, this.carried.clashes(forward));
    this._claimSecrets([sendRuleSecretName(forward.name), listenRuleSecretName(forward.name)], forward.name);
    this.carried.add(forward);
    this.ownForwards.add(forward);
    return forward;
  }

  /** @internal */
  public _claimSecrets(names: readonly string[], owner: string): void {
    const claims = this.hubPlans.flatMap((hub) =>
      names.map((name) => ({ within: `secret of ${hub.keyVaultId}`, name, owner: `${this.path}/${owner}` })),
    );
    this.holding._claim(`${this.path}/${owner}`, claims);
  }

  private subscriptionOf(environmentName: string, tier: Tier): string {
    return this.props.environmentSubscriptionIds?.[environmentName] ?? this.hubFor(tier).subscriptionId;
  }

  private violations(): Violation[] {
    const { props } = this;
    const overrides = props.environmentSubscriptionIds ?? {};
    const known = this.holding.environments.map(({ name }) => name).join(", ");
    const subscriptionIds = [
      props.developmentSubscriptionId,
      props.productionSubscriptionId,
      ...Object.values(overrides),
    ];
    return [
      ...compactNameViolations(this.name),
      ...locationViolations(this.location),
      ...duplicateViolations("subsidiary", this.name, this.holding.subsidiaries),
      ...subscriptionIds.flatMap((id) => SUBSCRIPTION_ID.when(!isUuid(id), `"${id}"`)),
      ...Object.keys(overrides).flatMap((name) =>
        SUBSCRIPTION_OF.when(!this.holding._hasEnvironment(name), `"${name}"`, `Known: ${known}.`),
      ),
      ...deployerViolations(props.developmentDeployer, props.productionDeployer),
      ...overrideViolations(props.developmentHubNames ?? {}),
      ...overrideViolations(props.productionHubNames ?? {}),
    ];
  }
}

/** What is planned under this name in whatever case, found without looking at all others: planned names are lowercase. */
function namesakes<T>(planned: ReadonlyMap<string, T>, name: string): T[] {
  const namesake = planned.get(name.toLowerCase());
  return namesake === undefined ? [] : [namesake];
}
