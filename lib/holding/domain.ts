import { Rule, refuse } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { Deployer } from "./deployer";
import { DomainPlan } from "./domain-plan";
import { Environment } from "./environment";
import { DomainNames } from "./names";
import { PlannedForward } from "./planned-forward";
import type { PlannedSecret } from "./planned-secret";
import { RelayAccess } from "./relay-access";
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

  /** What it may reach on premises. */
  public get forwards(): PlannedForward[] {
    return [...(this.props.forwards ?? this.subsidiary.forwards)];
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

  /** What it may reach on premises in `tier`. @internal */
  public _forwardsIn(tier: Tier): Forward[] {
    return this.forwards.flatMap((forward) => forward._endsIn(tier));
  }

  /** Its way to send in `tier`, where that is by key. @internal */
  public _sendRuleSecretNames(tier: Tier): string[] {
    const byKey = this.relayAccess === RelayAccess.SHARED_ACCESS_KEY ? this._forwardsIn(tier) : [];
    return byKey.map((forward) => sendRuleSecretName(forward.name));
  }
}
