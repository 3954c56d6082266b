import { resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { nameViolations } from "../core/resource-name";
import { CarriedForwards } from "../tunnel/bind-addresses";
import { Forward } from "../tunnel/forward";
import { listenerViolations } from "../tunnel/listener-count";
import { addressViolations, deployerViolations } from "./deployer-rules";
import { containerListenerViolations } from "./container-listeners";
import { Domain, DomainProps } from "./domain";
import { DomainPlanner } from "./domain-planner";
import { GatewayPlan, GatewayPlanProps } from "./gateway-plan";
import { Environment } from "./environment";
import type { Holding, PlannedRoles } from "./holding";
import { hubClaims } from "./hub-claims";
import { HubPlan } from "./hub-plan";
import { dashedNameViolations, duplicateViolations } from "./plan-names";
import { operatorViolations } from "./operator-rules";
import { ownForwardViolations, ownReaderViolations } from "./own-subsidiary";
import { PlannedForward } from "./planned-forward";
import { PlannedGateways } from "./planned-gateways";
import { PlannedJob, PlannedJobProps } from "./planned-job";
import { PlannedJobs } from "./planned-jobs";
import { PlannedSecret, SecretSource } from "./planned-secret";
import { RelayAccess } from "./relay-access";
import { retiresNothing } from "./retired";
import { listenRuleSecretName, sendRuleSecretName } from "./secret-names";
import { ISecretReader } from "./secret-reader";
import { Site, SiteProps } from "./site";
import { PlannedSecretProps, SubsidiaryProps } from "./subsidiary-props";
import { subsidiaryViolations, tierPropsOf, tierViolations } from "./subsidiary-rules";
import { Tier } from "../ownership/tier";
import { secretVersionViolations } from "../vault/secret-version";

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
  private readonly ownForwards = new Set<PlannedForward>();
  private readonly carried: ReadonlyMap<Tier, CarriedForwards>;
  private readonly ownDomains = new Map<string, Domain>();
  private readonly ownReaders = new Map<string, ISecretReader>();
  private readonly ownSecrets = new Map<string, PlannedSecret>();
  private readonly ownGateways: PlannedGateways;

  private constructor(
    private readonly holding: Holding,
    /** Name, for example `retail`. */
    public readonly name: string,
    private readonly props: SubsidiaryProps,
  ) {
    this.location = props.location ?? holding.location;
    this.ownGateways = new PlannedGateways(holding, this, this.ownForwards);
    refuse(this.path, subsidiaryViolations(holding, name, props));
    const hubs = tierPropsOf(props).map((ofTier) => HubPlan._of(this, ofTier));
    holding._claim(this.path, hubs.flatMap(hubClaims));
    this.hubs = new Map(hubs.map((hub) => [hub.tier, hub]));
    this.carried = new Map(hubs.map(({ tier }) => [tier, new CarriedForwards()]));
  }

  /** Path in the plan, for example `contoso/retail`. */
  public get path(): string {
    return `${this.holding.name}/${this.name}`;
  }

  /** Name of the holding that it belongs to. */
  public get holdingName(): string {
    return this.holding.name;
  }

  /** Whether what people try out in Azure Data Factory Studio reaches the runtimes' nodes past Azure Relay. */
  public get selfContainedInteractiveAuthoringEnabled(): boolean {
    return this.props.selfContainedInteractiveAuthoringEnabled ?? false;
  }

  /** Entra tenant of the holding; undefined where the plan does not say. */
  public get tenantId(): string | undefined {
    return this.holding.tenantId;
  }

  /** Roles of the holding, narrower than Azure's own. @internal */
  public get _roles(): PlannedRoles {
    return this.holding.roles;
  }

  /** Its places on premises. */
  public get sites(): Site[] {
    return [...this.ownSites.values()];
  }

  /** Everything that can be reached at its sites. */
  public get forwards(): PlannedForward[] {
    return [...this.ownForwards];
  }

  /** What can be reached at its sites in `tier`. */
  public forwardsIn(tier: Tier): Forward[] {
    return this.forwards.flatMap((forward) => forward._endsIn(tier));
  }

  /** The tiers for which it has subscriptions, and so a hub. */
  public get tiers(): Tier[] {
    return [...this.hubs.keys()];
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
    return this.ownGateways.all;
  }

  /** Its hubs, one for each of its tiers. */
  public get hubPlans(): HubPlan[] {
    return [...this.hubs.values()];
  }

  /** The hub that serves its domains in the environments of `tier`. @throws `holding/subsidiary-tier` where it has none */
  public hubFor(tier: Tier): HubPlan {
    refuse(this.path, tierViolations(this.tiers, tier, `the hub of ${tier}`));
    return this.hubs.get(tier)!;
  }

  /**
   * Plans a place on premises.
   *
   * @throws `holding/dashed-name`, `holding/unique-name`, `holding/public-address`, `tunnel/listeners`,
   * `holding/operator-id`, `holding/one-operator`, `holding/containers-by-key`, `holding/retires-nothing`
   */
  public addSite(name: string, props: SiteProps = {}): Site {
    refuse(
      `${this.path}/${name}`,
      dashedNameViolations(name),
      duplicateViolations("site", name, namesakes(this.ownSites, name)),
      addressViolations(props.egressAddresses ?? []),
      listenerViolations(props.listeners),
      operatorViolations(props.operators ?? []),
      containerListenerViolations(props),
      retiresNothing(
        props.retiredListenerAccess === (props.listenerAccess ?? RelayAccess.SHARED_ACCESS_KEY),
        `${props.retiredListenerAccess} as the listeners' access, which it is`,
      ),
    );
    const site = Site._of(this, name, props);
    this.ownSites.set(name, site);
    return site;
  }

  /**
   * Plans a source system in every environment of the holding that is in a tier of the subsidiary.
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
      [...(props.forwards ?? []), ...(props.retiredForwards ?? [])].flatMap((forward) =>
        ownForwardViolations(this.ownForwards, forward, name),
      ),
      planner.violations(),
    );
    planner.plan((environment) => this.subscriptionOf(environment.name, environment.tier));
    this.ownDomains.set(name, domain);
    this.ownReaders.set(domain.path, domain);
    return domain;
  }

  /**
   * Plans a secret in the vault of each hub.
   *
   * @param name 1-127 letters, digits and hyphens.
   * @throws `vault/secret-name`, `vault/secret-version`, `holding/name-collision`, `holding/own-subsidiary`,
   * `holding/retires-nothing`
   */
  public addSecret(name: string, props: PlannedSecretProps): PlannedSecret {
    const { retiredReaders = [] } = props;
    refuse(
      `${this.path}/${name}`,
      nameViolations("keyVaultSecret", name),
      [...props.readers, ...retiredReaders].flatMap((reader) => ownReaderViolations(this.ownReaders, reader, name)),
      retiredReaders.flatMap((reader) =>
        retiresNothing(props.readers.includes(reader), `${reader.path} as a reader of "${name}", which it is besides`),
      ),
      secretVersionViolations(props.version),
    );
    this.claimSecrets(this.hubPlans, [name], name);
    const secret = new PlannedSecret(name, props.external ? SecretSource.EXTERNAL : SecretSource.VARIABLE, props);
    this.ownSecrets.set(name, secret);
    return secret;
  }

  /**
   * Plans the gateway that exposes forwards to clients elsewhere, one for each tier.
   *
   * @throws `holding/unique-name`, `holding/own-subsidiary`, `holding/subsidiary-tier`, `holding/forward-tier`,
   * `holding/name-collision`, `tunnel/one-to-one`, `tunnel/port`, `tunnel/rules-per-interface`, and what is wrong with names that are given
   */
  public addGateway(tier: Tier, props: GatewayPlanProps): GatewayPlan {
    return this.ownGateways.add(tier, props);
  }

  /**
   * Plans that whatever runs in a subnet may reach the vault of the hub of `tier`: domains' jobs in Container Apps,
   * domains' deployers inside a network. A vault admits at most 200.
   *
   * @param subnetId Azure resource ID of the subnet, which has the service endpoint Microsoft.KeyVault.
   * @throws `core/resource-id`, `holding/subsidiary-tier`
   */
  public admitSubnet(tier: Tier, subnetId: string): void {
    refuse(this.path, resourceIdViolations("Microsoft.Network/virtualNetworks/subnets", subnetId));
    this.hubFor(tier)._admitSubnet(subnetId);
  }

  /** Plans a job of one of its domains. @internal */
  public _planJob(domain: Domain, name: string, props: PlannedJobProps): PlannedJob {
    const job = new PlannedJobs(this.holding, this, this.ownForwards).plan(domain, name, props);
    this.ownReaders.set(job.path, job);
    return job;
  }

  /** @internal */
  public _admitForward(forward: PlannedForward): PlannedForward {
    const clashes = forward.tiers.flatMap((tier) => this.carried.get(tier)?.clashes(forward.end(tier)) ?? []);
    const { name } = forward;
    refuse(
      forward.path,
      forward.tiers.flatMap((tier) => tierViolations(this.tiers, tier, `an end of "${name}" in ${tier}`)),
      [...new Set(clashes)],
      this.holding._hosts.violations(forward),
    );
    const hubs = forward.tiers.map((tier) => this.hubFor(tier));
    this.claimSecrets(hubs, [sendRuleSecretName(name), listenRuleSecretName(name)], name);
    hubs.forEach(({ tier }) => this.carried.get(tier)!.add(forward.end(tier)));
    this.holding._hosts.add(forward);
    this.ownForwards.add(forward);
    return forward;
  }

  /** Hubs of the holding that lie in a subscription. @internal */
  public _hubsIn(subscriptionId: string): HubPlan[] {
    return this.holding._hubsIn(subscriptionId);
  }

  /** Hosts on premises that tiers other than `tier` reach, and it does not. @internal */
  public _foreignHosts(tier: Tier): string[] {
    return this.holding._hosts.foreignTo(tier);
  }

  /** Whether `environment` is about to go in the whole holding. @internal */
  public _isRetired(environment: Environment): boolean {
    return this.holding._isRetired(environment);
  }

  /** Whether `environment` is the holding's first one of production. @internal */
  public _isMain(environment: Environment): boolean {
    return this.holding._isMain(environment);
  }

  private claimSecrets(hubs: readonly HubPlan[], names: readonly string[], owner: string): void {
    const claims = hubs.flatMap((hub) =>
      names.map((name) => ({ within: `secret of ${hub.keyVaultId}`, name, owner: `${this.path}/${owner}` })),
    );
    this.holding._claim(`${this.path}/${owner}`, claims);
  }

  private subscriptionOf(environmentName: string, tier: Tier): string {
    return this.props.environmentSubscriptionIds?.[environmentName] ?? this.hubFor(tier).subscriptionId;
  }
}

/** What is planned under this name in whatever case, found without looking at all others: planned names are lowercase. */
function namesakes<T>(planned: ReadonlyMap<string, T>, name: string): T[] {
  const namesake = planned.get(name.toLowerCase());
  return namesake === undefined ? [] : [namesake];
}
