import { Rule, refuse } from "../core/rule";
import { isUuid } from "../core/uuid";
import { ClaimedNames, NameClaim } from "./claimed-names";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import { GatewayPlan } from "./gateway-plan";
import { Handoff, HandoffProps } from "./handoff";
import { HubPlan } from "./hub-plan";
import { locationViolations } from "./locations";
import { dashedNameViolations, duplicateViolations, holdingNameViolations } from "./plan-names";
import { retiresNothing } from "./retired";
import { Subsidiary } from "./subsidiary";
import { SubsidiaryProps } from "./subsidiary-props";
import { Tier } from "../ownership/tier";
import { TierHosts } from "./tier-hosts";

const TENANT_ID = new Rule({
  id: "holding/tenant-id",
  why: "Vaults belong to an Entra tenant.",
  fix: "Give the tenant's UUID, or leave it out to use the deployer's.",
  source: "Microsoft: Entra tenants",
});

const ROLE_ID = new Rule({
  id: "holding/role-id",
  why: "A role of your own is given by the ID of its definition, under which it is known in every subscription.",
  fix: "Give the UUID that 'az role definition list --custom-role-only --query [].name' prints.",
  source: "Microsoft: Azure custom roles",
});

/** How to plan a {@link Holding}. */
export interface HoldingProps {
  /** 2-12 lowercase letters and digits, a letter first: it begins every name that is global in Azure. */
  readonly name: string;
  /** Azure region by its short name, for example `westeurope`. */
  readonly location: string;
  /**
   * Short names of regions that are newer than this version of the library, which admits no others by itself.
   *
   * @default - none
   */
  readonly unlistedLocations?: string[];
  /**
   * The stages in which domains are deployed.
   *
   * @default - play and test, which share development hubs, and prod
   */
  readonly environments?: Environment[];
  /**
   * Those of the environments that are about to go: what is deployed there keeps its rights, and its programs are
   * refused.
   *
   * @default - none
   */
  readonly retiredEnvironments?: Environment[];
  /**
   * Entra tenant (UUID) of all subscriptions: linked runtimes work within one tenant only.
   *
   * @default - the tenant of whoever deploys
   */
  readonly tenantId?: string;
  /**
   * Roles that an administrator of the tenant has made, of the definitions that come with this library, so that rights
   * are narrower than the built-in ones.
   *
   * @default - built-in roles
   */
  readonly roles?: PlannedRoles;
}

/** Roles narrower than Azure's own: UUIDs of their definitions, which every subscription with a hub must be able to give. */
export interface PlannedRoles {
  /**
   * Links a shared runtime: `roles/link-runtime.json` of the package.
   *
   * @default - Contributor on the runtime
   */
  readonly linkRuntime?: string;
  /**
   * Reads the keys with which nodes join a runtime: `roles/read-runtime-keys.json`. Whoever installs nodes has it on the
   * runtimes of the site.
   *
   * @default - Data Factory Contributor on the runtime
   */
  readonly readRuntimeKeys?: string;
}

/**
 * All subsidiaries, as plain data: every name, resource ID and address follows from it. It is checked as it is built,
 * and what is refused leaves no trace in it.
 */
export class Holding {
  /** Name, with which every name that is global in Azure begins. */
  public readonly name: string;
  /** Azure region of what does not say its own. */
  public readonly location: string;
  /** Entra tenant; undefined where the plan does not say. */
  public readonly tenantId?: string;
  /** Roles narrower than Azure's own. */
  public readonly roles: PlannedRoles;
  /** Regions that are taken on trust. @internal */
  public readonly _unlistedLocations: readonly string[];
  private readonly stages: readonly Environment[];
  private readonly retiredStages: readonly Environment[];
  private readonly entities = new Map<string, Subsidiary>();
  private readonly hubsBySubscription = new Map<string, HubPlan[]>();
  private readonly exchanges = new Map<string, Handoff>();
  private readonly names = new ClaimedNames();
  /** Which tier reaches which hosts on premises. @internal */
  public readonly _hosts = new TierHosts();

  /** @throws `holding/holding-name`, `holding/location`, `holding/tenant-id`, `holding/unique-name`, `holding/retires-nothing`, `holding/role-id` */
  constructor(props: HoldingProps) {
    this.name = props.name;
    this.location = props.location;
    this.tenantId = props.tenantId;
    this.roles = { ...props.roles };
    this._unlistedLocations = [...(props.unlistedLocations ?? [])];
    this.stages = props.environments ?? [Environment.PLAY, Environment.TEST, Environment.PROD];
    this.retiredStages = props.retiredEnvironments ?? [];
    refuse(
      `holding ${props.name}`,
      holdingNameViolations(props.name),
      Object.entries({ ...props.roles } as Record<string, string | undefined>).flatMap(([role, id]) =>
        ROLE_ID.when(id !== undefined && !isUuid(id), `roles.${role} "${id}"`),
      ),
      locationViolations(props.location, props.unlistedLocations),
      TENANT_ID.when(props.tenantId !== undefined && !isUuid(props.tenantId), `tenantId "${props.tenantId}"`),
      this.stages.flatMap((stage, index) =>
        duplicateViolations("environment", stage.name, this.stages.slice(0, index)),
      ),
      this.retiredStages.flatMap(({ name, tier }) =>
        retiresNothing(!this._hasEnvironment(name, tier), `the environment "${name}" (${tier})`),
      ),
    );
  }

  /** The stages in which domains are deployed. */
  public get environments(): Environment[] {
    return [...this.stages];
  }

  /** Its legal entities. */
  public get subsidiaries(): Subsidiary[] {
    return [...this.entities.values()];
  }

  /** Every hub of every subsidiary. */
  public get hubPlans(): HubPlan[] {
    return this.subsidiaries.flatMap((subsidiary) => subsidiary.hubPlans);
  }

  /** Every gateway of every subsidiary. */
  public get gatewayPlans(): GatewayPlan[] {
    return this.subsidiaries.flatMap((subsidiary) => subsidiary.gatewayPlans);
  }

  /** Every domain of every subsidiary, once per environment. */
  public get domainPlans(): DomainPlan[] {
    return this.subsidiaries.flatMap((subsidiary) => subsidiary.domains.flatMap((domain) => domain.plans));
  }

  /**
   * Plans a legal entity with a hub for each tier that it has: development, production or both.
   *
   * @param name 2-40 lowercase letters and digits, a letter first.
   * @throws `holding/…` for whatever is wrong with it
   */
  public addSubsidiary(name: string, props: SubsidiaryProps): Subsidiary {
    const subsidiary = Subsidiary._of(this, name, props);
    this.entities.set(name, subsidiary);
    subsidiary.hubPlans.forEach((hub) => {
      const key = hub.subscriptionId.toLowerCase();
      this.hubsBySubscription.set(key, [...(this.hubsBySubscription.get(key) ?? []), hub]);
    });
    return subsidiary;
  }

  /** What its subsidiaries hand over to each other. */
  public get handoffs(): Handoff[] {
    return [...this.exchanges.values()];
  }

  /**
   * Plans that a domain gives data to a domain of another subsidiary, by contract.
   *
   * @param name 2-40 lowercase letters, digits and single inner hyphens.
   * @throws `holding/dashed-name`, `holding/unique-name`, `holding/handoff-parties`, `ownership/data-contract`
   */
  public addHandoff(name: string, props: HandoffProps): Handoff {
    refuse(
      `${this.name}/${name}`,
      dashedNameViolations(name),
      duplicateViolations("handoff", name, this.exchanges.values()),
    );
    const handoff = Handoff._of(this.name, name, props);
    this.exchanges.set(name, handoff);
    return handoff;
  }

  /** Whether it has an environment of this name, and where a tier is given, in that tier. @internal */
  public _hasEnvironment(name: string, tier?: Tier): boolean {
    return this.stages.some((stage) => stage.name === name && stage.tier === (tier ?? stage.tier));
  }

  /** Hubs that lie in a subscription, in whatever case that is written. @internal */
  public _hubsIn(subscriptionId: string): HubPlan[] {
    return [...(this.hubsBySubscription.get(subscriptionId.toLowerCase()) ?? [])];
  }

  /** Whether `environment` is about to go. @internal */
  public _isRetired(environment: Environment): boolean {
    return this.retiredStages.some(({ name }) => name === environment.name);
  }

  /** Whether `environment` is the first one of production. @internal */
  public _isMain(environment: Environment): boolean {
    return this.stages.find(({ tier }) => tier === Tier.PRODUCTION)?.name === environment.name;
  }

  /** Gives names away, all or none. @internal */
  public _claim(path: string, claims: readonly NameClaim[]): void {
    refuse(path, this.names.collisions(claims));
    this.names.take(claims);
  }
}
