import { Construct } from "constructs";
import { Rule, Violation, refuse } from "../core/rule";
import { DataFactory } from "../data-factory/data-factory";
import { LinkedIntegrationRuntime } from "../data-factory/linked-integration-runtime";
import { ISharedIntegrationRuntime, SharedIntegrationRuntime } from "../data-factory/shared-integration-runtime";
import { DbtCommand } from "../dbt/job/dbt-command";
import { DbtContainerAppJob } from "../dbt/container-app/dbt-container-app-job";
import { DbtContainerAppJobOptions } from "../dbt/container-app/dbt-container-app-job-props";
import { DbtJob } from "../dbt/container-group/dbt-job";
import { DbtJobOptions } from "../dbt/container-group/dbt-job-props";
import { DbtRunOptions } from "../dbt/job/dbt-run-options";
import { JobRelay } from "../dbt/job/job-relay";
import { DomainPlan } from "../holding/domain-plan";
import { RelayAccess } from "../holding/relay-access";
import { IWorkloadIdentity, UserAssignedIdentity } from "../identity/user-assigned-identity";
import { ContainerRegistry, IContainerRegistry } from "../registry/container-registry";
import { IRelayNamespace, RelayNamespace } from "../relay/relay-namespace";
import { FileShare } from "../storage/file-share";
import { StorageAccount } from "../storage/storage-account";
import { Forward } from "../tunnel/forward";
import { IKeyVault, KeyVault } from "../vault/key-vault";
import { MovingDomain, dashed, forwardViolations } from "./moving-domain";
import { takePlaces } from "./written-places";

const JOB_NAME = new Rule({
  id: "domain/job-name",
  why: "The job's resource in Azure and its semaphore are named after it.",
  fix: "Give every job of a domain a name of its own, of lowercase letters, digits and single inner hyphens.",
  source: "this library: names derived from the plan",
});

const JOB_SECRETS = new Rule({
  id: "domain/job-secrets",
  why: "Container Apps reads a job's secrets from the vault by the job's identity, and the plan gives that no right there.",
  fix: "Plan the domain with jobsReadSecrets, or run dbt in a container group.",
  source: "this library: the plan of a holding",
});

/** How to make a {@link SourceDomain}. */
export interface SourceDomainProps {
  /** What the domain is called in this environment, and which hub serves it. */
  readonly plan: DomainPlan;
  /**
   * Another runtime to link than the planned one; the domain's access stack lets it (`DomainAccess.giveFactory`).
   *
   * @default - the runtime that the plan names
   */
  readonly sharedRuntime?: ISharedIntegrationRuntime;
  /**
   * Another registry to pull images from than the hub's; the domain's access stack lets it (`DomainAccess`, `registry`).
   *
   * @default - the hub's registry
   */
  readonly registry?: IContainerRegistry;
}

/** A dbt job of a {@link SourceDomain}. */
export interface DomainDbtJobProps extends DbtJobOptions {
  /**
   * Name of the job within its domain, from which the container group's is derived.
   *
   * @default - the construct's ID in lowercase, its words joined with hyphens
   */
  readonly jobName?: string;
}

/** A dbt job of a {@link SourceDomain} in Container Apps. */
export interface DomainDbtContainerAppJobProps extends DbtContainerAppJobOptions {
  /**
   * Name of the job within its domain, from which that of the job in Azure is derived.
   *
   * @default - the construct's ID in lowercase, its words joined with hyphens
   */
  readonly jobName?: string;
}

/**
 * One source system in one environment, wired the recommended way from its plan; it knows its hub by names alone, and so
 * its resource group and as whom it comes. It gives no right: those that it has, `DomainAccess` gave before.
 */
export class SourceDomain extends MovingDomain {
  /** What the domain is called in this environment, and which hub serves it. */
  public readonly plan: DomainPlan;
  /** Resource group that holds everything of the domain, and is there already. */
  public readonly resourceGroupName: string;
  /** The domain's own factory. */
  public readonly dataFactory: DataFactory;
  /** The runtime in the domain's factory, linked to the hub's. */
  public readonly runtime: LinkedIntegrationRuntime;
  /** The hub's vault; only secrets that the plan lets the domain read can be looked up. */
  public readonly vault: IKeyVault;
  /** The registry that images are pulled from: the hub's, unless another was given. */
  public readonly registry: IContainerRegistry;
  /** The hub's Relay namespace. */
  public readonly relayNamespace: IRelayNamespace;
  private readonly jobIdentity: IWorkloadIdentity;
  private readonly jobNames = new Set<string>();
  private account?: StorageAccount;

  /** @throws `link/…` where another runtime is given that does not fit, and what its parts refuse */
  constructor(scope: Construct, id: string, props: SourceDomainProps) {
    super(scope, id);
    const { plan } = props;
    this.plan = plan;
    this.resourceGroupName = plan.resourceGroupName;
    this.jobIdentity = UserAssignedIdentity.fromResourceId(this, "JobIdentity", plan.jobIdentityId);
    this.vault = KeyVault.fromAttributes(this, "Vault", {
      resourceId: plan.hub.keyVaultId,
      readableSecretNames: plan.readableSecretNames,
      lookedUpSecretNames: plan.lookedUpSecretNames,
    });
    this.registry = props.registry ?? ContainerRegistry.fromResourceId(this, "Registry", plan.hub.containerRegistryId);
    this.relayNamespace = RelayNamespace.fromResourceId(this, "Relay", plan.hub.relayNamespaceId);
    this.dataFactory = new DataFactory(this, "DataFactory", {
      ...this.place(),
      factoryName: plan.dataFactoryName,
      identity: UserAssignedIdentity.fromResourceId(this, "FactoryIdentity", plan.factoryIdentityId),
    });
    this.runtime = new LinkedIntegrationRuntime(this, "Runtime", {
      dataFactory: this.dataFactory,
      sharedRuntime: props.sharedRuntime ?? this.plannedRuntime(),
      runtimeName: plan.integrationRuntimeName,
      subsidiaryName: plan.subsidiaryName,
      tier: plan.tier,
      domainName: plan.domainName,
    });
  }

  /** The domain's own storage account, made when first asked for: its key opens no other domain's shares. */
  public get storageAccount(): StorageAccount {
    this.account ??= new StorageAccount(this, "Storage", {
      ...this.place(),
      accountName: this.plan.storageAccountName,
    });
    return this.account;
  }

  /**
   * Adds a file share to the domain's own storage account, for jobs that leave a trace.
   *
   * @throws `storage/share-name`
   */
  public addFileShare(shareName: string): FileShare {
    return new FileShare(this, `Share-${shareName}`, { storageAccount: this.storageAccount, shareName });
  }

  /**
   * Adds a container group that runs dbt.
   *
   * @throws `domain/planned-forward`, `domain/job-name`, `dbt/…`, `tunnel/…`
   */
  public addDbtJob(id: string, props: DomainDbtJobProps): DbtJob {
    const jobName = this.takeJobName(props.jobName ?? dashed(id), props);
    return new DbtJob(this, id, {
      ...this.jobDefaults(),
      ...props,
      ...this.jobPlace(props.forwards),
      subscriptionId: this.plan.subscriptionId,
      groupName: this.plan.containerGroupName(jobName),
    });
  }

  /**
   * Adds a Container Apps job that runs dbt, in a domain whose jobs read secrets.
   *
   * @throws `domain/job-secrets`, `domain/planned-forward`, `domain/job-name`, `dbt/…`, `tunnel/…`
   */
  public addDbtContainerAppJob(id: string, props: DomainDbtContainerAppJobProps): DbtContainerAppJob {
    const { domainName, jobsReadSecrets } = this.plan;
    const unread = JOB_SECRETS.when(!jobsReadSecrets, `a Container Apps job of ${domainName}`);
    const jobName = this.takeJobName(props.jobName ?? dashed(id), props, unread);
    return new DbtContainerAppJob(this, id, {
      ...this.jobDefaults(),
      ...props,
      ...this.jobPlace(props.forwards),
      jobName: this.plan.containerAppJobName(jobName),
    });
  }

  /** Takes the name within this domain of a job, and what it writes. */
  private takeJobName(jobName: string, { forwards, profile }: DbtRunOptions, further: Violation[] = []): string {
    refuse(
      this,
      further,
      JOB_NAME.when(!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(jobName), `"${jobName}"`),
      JOB_NAME.when(this.jobNames.has(jobName), `"${jobName}" twice`),
      forwards.flatMap((forward) => forwardViolations(this.plan, forward)),
      takePlaces(this, this.plan, profile._places),
    );
    this.jobNames.add(jobName);
    return jobName;
  }

  private jobDefaults() {
    return { command: DbtCommand.run({ select: this.plan.domainName }) };
  }

  private jobPlace(forwards: readonly Forward[]) {
    return { ...this.place(), identity: this.jobIdentity, relay: this.jobRelay(forwards) };
  }

  private jobRelay(forwards: readonly Forward[]): JobRelay {
    if (this.plan.relayAccess === RelayAccess.IDENTITY) {
      return JobRelay.byIdentity(this.relayNamespace);
    }
    const { hub } = this.plan;
    const secrets = forwards.map(
      (forward) => [forward.name, this.vault.secret(hub.sendRuleSecretName(forward))] as const,
    );
    return JobRelay.bySecrets(this.relayNamespace, Object.fromEntries(secrets));
  }

  private plannedRuntime(): ISharedIntegrationRuntime {
    const { runtimeId, subsidiaryName, tier, dedicatedTo } = this.plan.runtime;
    const nodesHaveJava = this.plan.runtimeHasJava;
    return SharedIntegrationRuntime.fromResourceId(this, "SharedRuntime", runtimeId, {
      subsidiaryName,
      tier,
      dedicatedTo,
      nodesHaveJava,
    });
  }

  private place(): { resourceGroupName: string; location: string } {
    return { resourceGroupName: this.resourceGroupName, location: this.plan.location };
  }
}
