import { Rule, refuse } from "../core/rule";
import { Deployer } from "./deployer";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import { ForwardReach } from "./forward-reach";
import type { HubPlan } from "./hub-plan";
import { DomainNames } from "./names";
import { PlannedForward } from "./planned-forward";
import { PlannedJob, PlannedJobProps } from "./planned-job";
import { RelayAccess } from "./relay-access";
import { withRetired } from "./retired";
import { SecretReach } from "./secret-reach";
import { ISecretReader } from "./secret-reader";
import type { Subsidiary } from "./subsidiary";
import { Tier } from "../ownership/tier";

const KNOWN_ENVIRONMENT = new Rule({
  id: "holding/known-environment",
  why: "The domain is not planned in that environment, so nothing there has a name.",
  fix: "Use an environment of the holding in which the domain is deployed.",
  source: "this library",
});

/** How to plan a {@link Domain}. */
export interface DomainProps {
  /**
   * Tiers in which the domain has a self-hosted runtime for itself: in the hub's factory, its keys in the hub's
   * vault, linked by this domain alone.
   *
   * @default - none: it shares the hub's runtime
   */
  readonly dedicatedRuntimeIn?: Tier[];
  /**
   * Where it is deployed.
   *
   * @default - every environment of the holding
   */
  readonly environments?: Environment[];
  /**
   * What it may reach on premises.
   *
   * @default - every forward of the subsidiary
   */
  readonly forwards?: PlannedForward[];
  /**
   * By what right its jobs send through the Relay.
   *
   * @default RelayAccess.IDENTITY
   */
  readonly relayAccess?: RelayAccess;
  /**
   * Whether it is about to go: its access stacks keep what it has, and its programs are refused, everywhere.
   *
   * @default false
   */
  readonly retired?: boolean;
  /**
   * Environments in which it is about to go, likewise.
   *
   * @default - none
   */
  readonly retiredIn?: Environment[];
  /**
   * What it reached until now: it still may, and its programs are refused it.
   *
   * @default - none, but for forwards that are retired themselves
   */
  readonly retiredForwards?: PlannedForward[];
  /**
   * By what right its jobs sent until now, which they keep beside the new one.
   *
   * @default - none
   */
  readonly retiredRelayAccess?: RelayAccess;
  /**
   * Tiers in which it may still link the runtime that it had until now: the hub's shared one where it has a dedicated
   * one now, and the dedicated one where it shares the hub's now.
   *
   * @default - none
   */
  readonly retiredRuntimeIn?: Tier[];
  /**
   * Whether its jobs read its secrets in the hub's vault by their identity, as those in Container Apps do. A container
   * group does not: its deployer looks them up.
   *
   * @default false
   */
  readonly jobsReadSecrets?: boolean;
  /**
   * Whether its factory reads and writes blobs in storage accounts of the domain's own resource group.
   *
   * @default false
   */
  readonly ownBlobs?: boolean;
  /**
   * Who runs Terraform for it in development environments: its access stacks admit this deployer, and its hub's vault
   * these addresses.
   *
   * @default - not planned: given to `DomainAccess`
   */
  readonly developmentDeployer?: Deployer;
  /**
   * Who runs Terraform for it in production environments, likewise.
   *
   * @default - not planned: given to `DomainAccess`
   */
  readonly productionDeployer?: Deployer;
  /**
   * Names that differ from the derived ones, by name of the environment.
   *
   * @default - every name is derived
   */
  readonly names?: Record<string, DomainNames>;
}

/** One source system of one subsidiary, deployed once per environment. */
export class Domain implements ISecretReader {
  /** @internal */
  public static _of(subsidiary: Subsidiary, name: string, props: DomainProps): Domain {
    return new Domain(subsidiary, name, props);
  }

  /** By what right its jobs send through the Relay. */
  public readonly relayAccess: RelayAccess;
  /** Whether its jobs read its secrets in the hub's vault by their identity. */
  public readonly jobsReadSecrets: boolean;
  /** Whether its factory reads and writes blobs in storage accounts of the domain's own resource group. */
  public readonly ownBlobs: boolean;
  /** What it may reach on premises. @internal */
  public readonly _reach: ForwardReach;
  /** What it may read. @internal */
  public readonly _secrets: SecretReach;
  private readonly byEnvironment = new Map<string, DomainPlan>();
  private readonly ownJobs = new Map<string, PlannedJob>();

  private constructor(
    private readonly subsidiary: Subsidiary,
    /** Name, for example `salesforce`. */
    public readonly name: string,
    private readonly props: DomainProps,
  ) {
    this.relayAccess = props.relayAccess ?? RelayAccess.IDENTITY;
    this.jobsReadSecrets = props.jobsReadSecrets ?? false;
    this.ownBlobs = props.ownBlobs ?? false;
    this._reach = new ForwardReach(() => props.forwards ?? subsidiary.forwards, props.retiredForwards ?? []);
    this._secrets = new SecretReach(this, () => subsidiary.secrets, this._reach, this);
  }

  /** Path in the plan, for example `contoso/retail/salesforce`. */
  public get path(): string {
    return `${this.subsidiary.path}/${this.name}`;
  }

  /** The legal entity that it belongs to. */
  public get subsidiaryName(): string {
    return this.subsidiary.name;
  }

  /** What it may reach on premises, and its programs may use. */
  public get forwards(): PlannedForward[] {
    return this._reach.used;
  }

  /** What it may still reach on premises, and its programs are refused. */
  public get retiredForwards(): PlannedForward[] {
    return this._reach.retired;
  }

  /** By what rights its jobs may send through the Relay: the current one, and the retired one. */
  public get relayAccesses(): RelayAccess[] {
    return withRetired(this.relayAccess, this.props.retiredRelayAccess);
  }

  /** One plan per environment in which it is deployed. */
  public get plans(): DomainPlan[] {
    return [...this.byEnvironment.values()];
  }

  /** Its jobs that come as identities of their own. */
  public get jobs(): PlannedJob[] {
    return [...this.ownJobs.values()];
  }

  /**
   * Plans a job that comes as an identity of its own, with forwards of its own, and with the secrets of which it is a
   * reader: what the domain's other jobs may, it may not, and the other way round.
   *
   * @param name 2-40 lowercase letters, digits and single inner hyphens; so the job is called.
   * @throws `holding/dashed-name`, `holding/unique-name`, `holding/own-subsidiary`, `holding/plan-in-use`,
   * `holding/retires-nothing`, `holding/name-collision`, `identity/identity-name`
   */
  public addJob(name: string, props: PlannedJobProps): PlannedJob {
    const job = this.subsidiary._planJob(this, name, props);
    this.ownJobs.set(name, job);
    return job;
  }

  /**
   * The plan of this domain in `environment`.
   *
   * @throws `holding/known-environment`
   */
  public planFor(environment: Environment): DomainPlan {
    const plan = this.byEnvironment.get(environment.name);
    const planned = this.plans.map(({ environment: { name, tier } }) => `${name} (${tier})`).join(", ");
    refuse(
      this.path,
      KNOWN_ENVIRONMENT.when(
        plan === undefined || plan.tier !== environment.tier,
        `"${environment.name}" (${environment.tier})`,
        `Planned: ${planned}.`,
      ),
    );
    return plan!;
  }

  /** Whether it is about to go in `environment`. @internal */
  public _isRetiredIn(environment: Environment): boolean {
    const { retired = false, retiredIn = [] } = this.props;
    const here = retiredIn.some(({ name }) => name === environment.name);
    return retired || here || this.subsidiary._isRetired(environment);
  }

  /** Whether `environment` is the holding's first one of production. @internal */
  public _isMain(environment: Environment): boolean {
    return this.subsidiary._isMain(environment);
  }

  /** Hubs of the holding that lie in a subscription. @internal */
  public _hubsIn(subscriptionId: string): HubPlan[] {
    return this.subsidiary._hubsIn(subscriptionId);
  }

  /** Hosts on premises that tiers other than `tier` reach, and it does not. @internal */
  public _foreignHosts(tier: Tier): string[] {
    return this.subsidiary._foreignHosts(tier);
  }

  /** @internal */
  public get _holdingName(): string {
    return this.subsidiary.holdingName;
  }

  /** @internal */
  public _addPlan(plan: DomainPlan): void {
    this.byEnvironment.set(plan.environment.name, plan);
  }

  /** @internal */
  public _deployerIn(tier: Tier): Deployer | undefined {
    return tier === Tier.PRODUCTION ? this.props.productionDeployer : this.props.developmentDeployer;
  }

  /** @internal */
  public _nodesHaveJavaAt(siteName: string): boolean {
    return this.subsidiary.sites.some((site) => site.name === siteName && site.nodesHaveJava);
  }
}
