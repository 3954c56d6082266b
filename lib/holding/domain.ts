import { Rule, refuse } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { Deployer } from "./deployer";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import { DomainNames } from "./names";
import { PlannedForward } from "./planned-forward";
import type { PlannedSecret } from "./planned-secret";
import { RelayAccess } from "./relay-access";
import { withRetired } from "./retired";
import { sendRuleSecretName } from "./secret-names";
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
export class Domain {
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
  private readonly byEnvironment = new Map<string, DomainPlan>();

  private constructor(
    private readonly subsidiary: Subsidiary,
    /** Name, for example `salesforce`. */
    public readonly name: string,
    private readonly props: DomainProps,
  ) {
    this.relayAccess = props.relayAccess ?? RelayAccess.IDENTITY;
    this.jobsReadSecrets = props.jobsReadSecrets ?? false;
    this.ownBlobs = props.ownBlobs ?? false;
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
    const gone = new Set(this.props.retiredForwards ?? []);
    return this._reached().filter((forward) => !forward.retired && !gone.has(forward));
  }

  /** What it may still reach on premises, and its programs are refused. */
  public get retiredForwards(): PlannedForward[] {
    const used = new Set(this.forwards);
    return this._reached().filter((forward) => !used.has(forward));
  }

  /** By what rights its jobs may send through the Relay: the current one, and the retired one. */
  public get relayAccesses(): RelayAccess[] {
    return withRetired(this.relayAccess, this.props.retiredRelayAccess);
  }

  /** One plan per environment in which it is deployed. */
  public get plans(): DomainPlan[] {
    return [...this.byEnvironment.values()];
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

  /** @internal */
  public _secrets(): PlannedSecret[] {
    return this.subsidiary.secrets.filter((secret) => secret.admits(this.name));
  }

  /** What it may reach on premises in `tier`, and its programs may use. @internal */
  public _forwardsIn(tier: Tier): Forward[] {
    return this.forwards.flatMap((forward) => forward._endsIn(tier));
  }

  /** What it may still reach there, and its programs are refused. @internal */
  public _retiredForwardsIn(tier: Tier): Forward[] {
    return this.retiredForwards.flatMap((forward) => forward._endsIn(tier));
  }

  /** Its way to send in `tier`, where that is by key, be it a retired way. @internal */
  public _sendRuleSecretNames(tier: Tier): string[] {
    const byKey = this.relayAccesses.includes(RelayAccess.SHARED_ACCESS_KEY);
    return byKey ? secretNamesOf([...this._forwardsIn(tier), ...this._retiredForwardsIn(tier)]) : [];
  }

  /** Secrets that it may still read in `tier`, and its programs are refused. @internal */
  public _retiredSecretNames(tier: Tier): string[] {
    const planned = this._secrets().filter((secret) => secret._isRetiredFor(this.name));
    const used = this.relayAccess === RelayAccess.SHARED_ACCESS_KEY ? secretNamesOf(this._forwardsIn(tier)) : [];
    const sending = this._sendRuleSecretNames(tier).filter((name) => !used.includes(name));
    return [...planned.map(({ name }) => name), ...sending];
  }

  /** What it may reach on premises, be it that its programs are refused. @internal */
  public _reached(): PlannedForward[] {
    const { forwards = this.subsidiary.forwards, retiredForwards = [] } = this.props;
    return [...new Set([...forwards, ...retiredForwards])];
  }
}

function secretNamesOf(forwards: readonly Forward[]): string[] {
  return forwards.map(({ name }) => sendRuleSecretName(name));
}
