import { Construct } from "constructs";
import { refuse } from "../core/rule";
import { IDataDomain, StoreReach } from "../copy/data-domain";
import { HandoffExport } from "../copy/handoff-export";
import { HandoffImport } from "../copy/handoff-import";
import { DataFactory, IDataFactory } from "../data-factory/data-factory";
import { IIntegrationRuntime } from "../data-factory/integration-runtime";
import { KeyVaultLinkedService } from "../data-factory/key-vault-linked-service";
import { LinkedIntegrationRuntime } from "../data-factory/linked-integration-runtime";
import { Pipeline } from "../data-factory/pipeline";
import { ISharedIntegrationRuntime, SharedIntegrationRuntime } from "../data-factory/shared-integration-runtime";
import { DbtContainerAppJob } from "../dbt/container-app/dbt-container-app-job";
import { DbtJob } from "../dbt/container-group/dbt-job";
import { DomainPlan } from "../holding/domain-plan";
import { refuseOtherProviders } from "../holding/planned-providers";
import { PlannedForward } from "../holding/planned-forward";
import { IUserAssignedIdentity, UserAssignedIdentity } from "../identity/user-assigned-identity";
import { ContainerRegistry, IContainerRegistry } from "../registry/container-registry";
import { IRelayNamespace, RelayNamespace } from "../relay/relay-namespace";
import { StorageAccount } from "../storage/storage-account";
import { Forward } from "../tunnel/forward";
import { IKeyVault, KeyVault } from "../vault/key-vault";
import {
  DomainDbtContainerAppJobProps,
  DomainDbtJobProps,
  DomainGivingProps,
  DomainLoadProps,
  DomainPipelineProps,
  DomainTakingProps,
  SourceDomainProps,
} from "./domain-props";
import { giveHandoff, takeHandoff } from "./handoff-sides";
import { DomainJobs } from "./jobs";
import { addLoad, addPipeline } from "./movement";
import { storeViolations } from "./store-rules";

/**
 * One source system in one environment, wired the recommended way from its plan; it knows its hub by names alone, and so
 * its resource group and as whom it comes. It gives no right: those that it has, `DomainAccess` gave before. Stores lie
 * within it (`new SqlServerStore(domain, "Dwh", { within: domain, … })`), and so do things of its storage account.
 */
export class SourceDomain extends Construct implements IDataDomain {
  /** What the domain is called in this environment, and which hub serves it. */
  public readonly plan: DomainPlan;
  /** Resource group that holds everything of the domain, and is there already. */
  public readonly resourceGroupName: string;
  /** The domain's own factory. */
  public readonly dataFactory: IDataFactory;
  /** The runtime in the domain's factory, linked to the hub's. */
  public readonly runtime: IIntegrationRuntime;
  /** The hub's vault; only secrets that the plan lets the domain, or a planned job of it, read can be looked up. */
  public readonly vault: IKeyVault;
  /** The registry that images are pulled from, as planned: the hub's own, or one of yours. */
  public readonly registry: IContainerRegistry;
  /** The hub's Relay namespace. */
  public readonly relayNamespace: IRelayNamespace;
  private readonly jobs: DomainJobs;
  private readonly factory: DataFactory;
  private account?: StorageAccount;
  private secrets?: KeyVaultLinkedService;

  /** @throws `holding/retired`, `holding/one-tenant`, `link/…` where another runtime is given that does not fit, and what its parts refuse */
  constructor(scope: Construct, id: string, props: SourceDomainProps) {
    super(scope, id);
    const { plan } = props;
    refuse(this, plan._programViolations(props.sharedRuntime?.resourceId));
    this.plan = plan;
    refuseOtherProviders(this, plan.hub, plan.subscriptionId);
    this.resourceGroupName = plan.resourceGroupName;
    this.jobs = new DomainJobs(this);
    this.vault = KeyVault.fromAttributes(this, "Vault", {
      resourceId: plan.hub.keyVaultId,
      readableSecretNames: plan._askedSecretNames,
      lookedUpSecretNames: plan.lookedUpSecretNames,
      retiredSecretNames: plan._goneSecretNames,
    });
    const { resourceId, repositoryPermissions } = plan.hub.registry;
    this.registry = ContainerRegistry.fromResourceId(this, "Registry", resourceId, repositoryPermissions);
    this.relayNamespace = RelayNamespace.fromResourceId(this, "Relay", plan.hub.relayNamespaceId);
    this.factory = new DataFactory(this, "DataFactory", {
      resourceGroupName: this.resourceGroupName,
      location: plan.location,
      factoryName: plan.dataFactoryName,
      identity: UserAssignedIdentity.fromResourceId(this, "FactoryIdentity", plan.factoryIdentityId),
    });
    this.dataFactory = this.factory;
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
      resourceGroupName: this.resourceGroupName,
      location: this.plan.location,
      accountName: this.plan.storageAccountName,
    });
    return this.account;
  }

  /** The legal entity that it belongs to. */
  public get subsidiaryName(): string {
    return this.plan.subsidiaryName;
  }

  /** The way of the domain's factory to secrets of the hub's vault, made when first asked for. */
  public get keyVaultLinkedService(): KeyVaultLinkedService {
    this.secrets ??= new KeyVaultLinkedService(this, "Secrets", {
      dataFactory: this.dataFactory,
      vault: this.vault,
      linkedServiceName: "secrets",
    });
    return this.secrets;
  }

  /** Lets parts of the domain's factory come as a further identity: `ManagedIdentityCredential`. */
  public carry(identity: IUserAssignedIdentity): void {
    this.factory.carry(identity);
  }

  /**
   * The end in this domain's tier of a service on premises.
   *
   * @throws `holding/forward-of-domain` where the plan does not give it to the domain, `holding/forward-tier` where it
   * does not exist in the tier
   */
  public forward(planned: PlannedForward): Forward {
    return this.plan.forward(planned);
  }

  /**
   * What the plan says against a store of this domain that reaches this: a forward that is not the domain's
   * (`domain/planned-forward`), a secret that its factory does not read (`domain/planned-secret`), a host of the other tier (`domain/host-of-own-tier`), a container on which its factory has
   * no right (`domain/own-blobs`), or of nobody known (`domain/blob-owner`). What it may do in a container that is
   * neither its own nor its hub's, the domain's access stack says (`DomainAccess.giveFactory`).
   */
  public judge(reach: StoreReach): string[] {
    return storeViolations(this.plan, reach);
  }

  /** Adds a pipeline, and a trigger of the same name where it has a schedule. @throws `domain/one-id`, `domain/caught-failure`, `domain/one-environment`, `data-factory/…` */
  public addPipeline(id: string, props: DomainPipelineProps): Pipeline {
    return addPipeline(this, id, props);
  }

  /**
   * Adds what a domain does by default: activities such as copies, and when all of them have succeeded, a dbt job. It
   * does not wait for activities that run only when another one fails.
   *
   * @throws `domain/one-id`, `domain/own-job`, `domain/load-waits`, `domain/caught-failure`, `domain/one-environment`, `data-factory/…`, `dbt/pipeline-timeout`
   */
  public addLoad(id: string, props: DomainLoadProps): Pipeline {
    return addLoad(this, id, props);
  }

  /**
   * Gives data to a domain of another subsidiary: writes it into a container of this domain's hub.
   *
   * @throws `domain/one-id`, `domain/handoff-side`, `copy/…`
   */
  public giveHandoff(id: string, props: DomainGivingProps): HandoffExport {
    return giveHandoff(this, id, props);
  }

  /**
   * Takes data from a domain of another subsidiary: reads it from a container of that domain's hub, as the identity that
   * the giving side made for this.
   *
   * @throws `domain/one-id`, `domain/handoff-side`, `domain/one-environment`, `copy/…`
   */
  public takeHandoff(id: string, props: DomainTakingProps): HandoffImport {
    return takeHandoff(this, id, props);
  }

  /**
   * Adds a container group that runs dbt.
   *
   * @throws `domain/one-id`, `domain/planned-job`, `domain/planned-forward`, `domain/planned-secret`, `domain/job-name`,
   * `dbt/…`, `tunnel/…`
   */
  public addDbtJob(id: string, props: DomainDbtJobProps): DbtJob {
    return this.jobs.addDbtJob(id, props);
  }

  /**
   * Adds a Container Apps job that runs dbt, in a domain whose jobs read secrets.
   *
   * @throws `domain/one-id`, `domain/job-secrets`, `domain/planned-job`, `domain/planned-forward`, `domain/planned-secret`,
   * `domain/job-name`, `dbt/…`, `tunnel/…`
   */
  public addDbtContainerAppJob(id: string, props: DomainDbtContainerAppJobProps): DbtContainerAppJob {
    return this.jobs.addDbtContainerAppJob(id, props);
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
}
