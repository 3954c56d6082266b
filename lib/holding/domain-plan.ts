import { resourceGroupId, resourceId } from "../core/resource-id";
import { deriveName } from "../core/resource-name";
import { Violation } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { PortPlan } from "../tunnel/port-plan";
import { Deployer } from "./deployer";
import type { Domain } from "./domain";
import { Environment } from "./environment";
import type { HandoffPlan } from "./handoff";
import { HubPlan } from "./hub-plan";
import { JobPlan } from "./job-plan";
import { DomainNames } from "./names";
import { PlannedForward } from "./planned-forward";
import { RelayAccess } from "./relay-access";
import { retiredViolations } from "./retired";
import { RuntimePlan } from "./runtime-plan";
import { Tier } from "../ownership/tier";

/** What a {@link DomainPlan} is told when it is planned. */
interface DomainPlanProps {
  readonly subscriptionId: string;
  readonly names: DomainNames;
  readonly retiredRuntimes: readonly RuntimePlan[];
}

/** One domain in one environment: its names and IDs, its hub, and what it may use there. */
export class DomainPlan {
  /** Name of its stack, for example `retail-prod-salesforce`. */
  public readonly stackName: string;
  /** Name of the stack in which the platform team says what the domain may, for example `access-retail-prod-salesforce`. */
  public readonly accessStackName: string;
  /** Resource group that holds everything of the domain; the access stack makes it. */
  public readonly resourceGroupName: string;
  /**
   * As whom the factory comes: a user-assigned identity in the hub's resource group, which the access stack makes. Its
   * region is part of the name, so that nothing makes another identity of the same name: what uses it would not notice.
   */
  public readonly factoryIdentityName: string;
  /** As whom the jobs come: likewise. */
  public readonly jobIdentityName: string;
  /** The domain's own factory. */
  public readonly dataFactoryName: string;
  /** The linked runtime in the domain's own factory. */
  public readonly integrationRuntimeName: string;
  /** Holds the file shares of the domain's jobs. */
  public readonly storageAccountName: string;
  /** Subscription in which it lies; its hub may lie in another. */
  public readonly subscriptionId: string;
  /** Azure region. */
  public readonly location: string;
  /** Runtimes that it may still link, and its programs are refused. */
  public readonly retiredRuntimes: RuntimePlan[];
  private readonly handoffs: HandoffPlan[] = [];

  /** @internal */
  public static _of(
    domain: Domain,
    environment: Environment,
    hub: HubPlan,
    runtime: RuntimePlan,
    props: DomainPlanProps,
  ): DomainPlan {
    return new DomainPlan(domain, environment, hub, runtime, props);
  }

  private constructor(
    private readonly domain: Domain,
    /** Stage in which the domain is deployed. */
    public readonly environment: Environment,
    /** The hub that serves it. */
    public readonly hub: HubPlan,
    /** The physical runtime that its linked runtime points to. */
    public readonly runtime: RuntimePlan,
    props: DomainPlanProps,
  ) {
    const parts = this.nameParts();
    const { names } = props;
    this.stackName = `${hub.subsidiaryName}-${environment.name}-${domain.name}`;
    this.accessStackName = `access-${this.stackName}`;
    this.subscriptionId = props.subscriptionId;
    this.location = hub.location;
    this.retiredRuntimes = [...props.retiredRuntimes];
    this.resourceGroupName = names.resourceGroup ?? deriveName("resourceGroup", parts);
    this.dataFactoryName = names.dataFactory ?? deriveName("dataFactory", parts);
    this.integrationRuntimeName = names.integrationRuntime ?? runtime.runtimeName;
    this.storageAccountName = names.storageAccount ?? deriveName("storageAccount", parts);
    this.factoryIdentityName = names.factoryIdentity ?? this.identityName("factory");
    this.jobIdentityName = names.jobIdentity ?? this.identityName("jobs");
  }

  /** Name of the domain, for example `salesforce`. */
  public get domainName(): string {
    return this.domain.name;
  }

  /** The legal entity that it belongs to. */
  public get subsidiaryName(): string {
    return this.hub.subsidiaryName;
  }

  /** Tier of its environment, and so of its hub. */
  public get tier(): Tier {
    return this.environment.tier;
  }

  /** Azure resource ID of its resource group. */
  public get resourceGroupId(): string {
    return resourceGroupId(this);
  }

  /** Azure resource ID of its factory. */
  public get dataFactoryId(): string {
    return resourceId(this, "Microsoft.DataFactory", "factories", this.dataFactoryName);
  }

  /** Azure resource ID of the identity as which its factory comes. */
  public get factoryIdentityId(): string {
    return this.hub._identityId(this.factoryIdentityName);
  }

  /** Azure resource ID of the identity as which its jobs come. */
  public get jobIdentityId(): string {
    return this.hub._identityId(this.jobIdentityName);
  }

  /** Whether its jobs read secrets of the hub's vault by their identity, as those in Container Apps do. */
  public get jobsReadSecrets(): boolean {
    return this.domain.jobsReadSecrets;
  }

  /** Whether its factory reads and writes blobs in storage accounts of the domain's own resource group. */
  public get ownBlobs(): boolean {
    return this.domain.ownBlobs;
  }

  /** What the domain may reach on premises in its tier. */
  public get forwards(): Forward[] {
    return this.domain._reach.usedIn(this.tier);
  }

  /** What it may still reach on premises there, and its programs are refused. */
  public get retiredForwards(): Forward[] {
    return this.domain._reach.retiredIn(this.tier);
  }

  /**
   * The end in this domain's tier of a service on premises.
   *
   * @throws `holding/forward-of-domain` where the plan does not give it to the domain, `holding/forward-tier` where it
   * does not exist in the tier, `holding/retired` where it is about to go
   */
  public forward(planned: PlannedForward): Forward {
    return this.domain._reach.end(planned, this.tier, this.stackName);
  }

  /**
   * A name for what environments must not share, such as a database or a schema: `dwh` in the holding's first production
   * environment, `dwh_play` in the environment play.
   */
  public own(name: string): string {
    return this.domain._isMain(this.environment) ? name : `${name}_${this.environment.name}`;
  }

  /** Whether all nodes of its runtime have a Java runtime, which Parquet needs. */
  public get runtimeHasJava(): boolean {
    const { nodes } = this.runtime;
    return nodes.length > 0 && nodes.every(({ siteName }) => this.domain._nodesHaveJavaAt(siteName));
  }

  /** Where the sender beside its jobs listens for each of them, 1:1. */
  public get portPlan(): PortPlan {
    return PortPlan.sidecar(this.forwards);
  }

  /** Its jobs that come as identities of their own. */
  public get jobs(): JobPlan[] {
    return this.domain.jobs.map((job) => job.planFor(this.environment));
  }

  /** By what right its jobs send through the Relay. */
  public get relayAccess(): RelayAccess {
    return this.domain.relayAccess;
  }

  /** By what rights they may send: the current one, and the retired one. */
  public get relayAccesses(): RelayAccess[] {
    return this.domain.relayAccesses;
  }

  /** Whether it is about to go: what it has stays, and its programs are refused. */
  public get retired(): boolean {
    return this.domain._isRetiredIn(this.environment);
  }

  /** What it gives to domains of other subsidiaries. */
  public get givenHandoffs(): HandoffPlan[] {
    return this.handoffs.filter(({ provider }) => provider === this);
  }

  /** What it takes from domains of other subsidiaries; it lies in their hubs. */
  public get takenHandoffs(): HandoffPlan[] {
    return this.handoffs.filter(({ consumer }) => consumer === this);
  }

  /** Who runs Terraform for it; undefined where the plan does not say. */
  public get deployer(): Deployer | undefined {
    return this.domain._deployerIn(this.tier);
  }

  /** Names of the secrets in the hub's vault that it may read, retired ones too; not those of planned jobs alone. */
  public get readableSecretNames(): string[] {
    return this.domain._secrets.namesIn(this.tier);
  }

  /** Those that Terraform may look up, for planned jobs too. */
  public get lookedUpSecretNames(): string[] {
    const ofJobs = this.jobs.flatMap(({ lookedUpSecretNames }) => lookedUpSecretNames);
    return [...new Set([...this.domain._secrets.lookedUpIn(this.tier), ...ofJobs])];
  }

  /** Those of its own that its workloads may read by their identities. */
  public get identitySecretNames(): string[] {
    return this.domain._secrets.planned.map(({ name }) => name);
  }

  /** Those of its own that its programs are refused, since they are about to go. */
  public get retiredSecretNames(): string[] {
    return this.domain._secrets.retiredIn(this.tier);
  }

  /** Whether its programs may read the secret of this name in the hub's vault. */
  public mayRead(secretName: string): boolean {
    return this.readableSecretNames.includes(secretName) && !this.retiredSecretNames.includes(secretName);
  }

  /** Whether its programs may reach `forward`. */
  public mayReach(forward: Forward): boolean {
    return this.domain._reach.admits(forward, this.tier);
  }

  /** Name of the container group of the job called `jobName`. */
  public containerGroupName(jobName: string): string {
    return deriveName("containerGroup", [...this.groupNameParts(), jobName]);
  }

  /** Name of the Container Apps job called `jobName`. */
  public containerAppJobName(jobName: string): string {
    return deriveName("containerAppJob", [...this.groupNameParts(), jobName]);
  }

  /** In words of the plan. @internal */
  public get _path(): string {
    return this.stackName;
  }

  /** Names of every secret that its vault is asked for: its own, and those of its planned jobs. @internal */
  public get _askedSecretNames(): string[] {
    const ofJobs = this.jobs.flatMap(({ readableSecretNames }) => readableSecretNames);
    return [...new Set([...this.readableSecretNames, ...ofJobs])];
  }

  /** Those of them that nothing in its programs may read any more. @internal */
  public get _goneSecretNames(): string[] {
    return this._askedSecretNames.filter((name) => ![this, ...this.jobs].some((user) => user.mayRead(name)));
  }

  /** Every runtime that it may link, the one that it does first. @internal */
  public get _runtimes(): RuntimePlan[] {
    return [this.runtime, ...this.retiredRuntimes];
  }

  /** Violations by a program that is to carry it out, and by the runtime that it is to link. @internal */
  public _programViolations(runtimeId?: string): Violation[] {
    const gone = this.retiredRuntimes.filter((runtime) => runtime.runtimeId === runtimeId);
    return [
      ...retiredViolations(this.retired, this.stackName),
      ...gone.flatMap(({ runtimeName }) => retiredViolations(true, `the runtime ${runtimeName} for ${this.stackName}`)),
    ];
  }

  /** Violations by what its programs are to use, of its forwards. @internal */
  public _retiredViolations(forward: { readonly name: string }): Violation[] {
    return this.domain._reach.retiredViolations(forward, this.stackName);
  }

  /** Hubs of the holding that lie in its subscription. @internal */
  public get _hubsBeside(): HubPlan[] {
    return this.domain._hubsIn(this.subscriptionId);
  }

  /** Hosts on premises that the other tier alone reaches. @internal */
  public _foreignHosts(): string[] {
    return this.domain._foreignHosts(this.tier);
  }

  /** @internal */
  public _addHandoff(handoff: HandoffPlan): void {
    this.handoffs.push(handoff);
  }

  private nameParts(): string[] {
    return [this.domain._holdingName, this.hub.subsidiaryName, this.environment.name, this.domain.name];
  }

  private identityName(whose: string): string {
    return deriveName("userAssignedIdentity", [...this.groupNameParts(), whose, this.hub.location]);
  }

  private groupNameParts(): string[] {
    return [this.hub.subsidiaryName, this.environment.name, this.domain.name];
  }
}
