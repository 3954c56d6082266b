import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { refuse, warn } from "../core/rule";
import { distinctIds } from "../core/resource-id";
import { DataFactory } from "../data-factory/data-factory";
import { SharedIntegrationRuntime } from "../data-factory/shared-integration-runtime";
import { Deployer } from "../holding/deployer";
import { HubPlan } from "../holding/hub-plan";
import { refuseOtherProviders } from "../holding/planned-providers";
import { RegistryPlan } from "../holding/planned-registry";
import { OperatorKind } from "../holding/operator";
import { linkLimitWarnings } from "../ownership/link-limit";
import { RuntimePlan } from "../holding/runtime-plan";
import { Site } from "../holding/site";
import { Principal } from "../identity/principal";
import { ContainerRegistry, IContainerRegistry } from "../registry/container-registry";
import { HybridConnection } from "../relay/hybrid-connection";
import { RelayNamespace } from "../relay/relay-namespace";
import { BlobContainer } from "../storage/blob-container";
import { IStorageAccount, StorageAccount } from "../storage/storage-account";
import { Forward } from "../tunnel/forward";
import { KeyVault } from "../vault/key-vault";
import { nodeAddressViolations } from "../vault/node-address";
import { SecretValue } from "../vault/secret-value";
import { addHandoffs } from "./hub-handoffs";
import { admitOperatorTo } from "./hub-operators";
import { admissionViolations, deployerViolations, plannedIn, secretValueViolations } from "./hub-rules";
import { writeSecrets } from "./hub-secrets";

/** How to make a {@link ConnectivityHub}. */
export interface ConnectivityHubProps {
  /** What the hub is called and holds. */
  readonly plan: HubPlan;
  /**
   * Values of the planned secrets that the hub writes, by name: stored ones, or write-only ones.
   *
   * @default - none: the plan lists no such secret
   */
  readonly secretValues?: Record<string, SecretValue>;
  /**
   * Who runs Terraform for the hub, and so writes its secrets.
   *
   * @default - as planned
   */
  readonly deployer?: Deployer;
  /**
   * A storage account of yours instead of one in the hub.
   *
   * @default - the hub has one of its own
   */
  readonly storageAccount?: IStorageAccount;
  /**
   * Resource IDs of further subnets that the vault admits, beside the planned ones and the planned addresses; that of
   * a deployer without addresses is one of them.
   *
   * @default - none
   */
  readonly admittedSubnetIds?: string[];
  /**
   * How long Azure may take until rights count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/** What the domains of one subsidiary and tier share, wired the recommended way from its plan. What each domain may there, `DomainAccess` says. */
export class ConnectivityHub extends Construct {
  /** What the hub is called and holds. */
  public readonly plan: HubPlan;
  /** Resource group that holds everything of the hub. */
  public readonly resourceGroupName: string;
  /** The infrastructure factory, which owns the shared runtimes. */
  public readonly dataFactory: DataFactory;
  /** The runtime that all domains share, but those with a dedicated one. */
  public readonly runtime: SharedIntegrationRuntime;
  /** Where senders and listeners meet. */
  public readonly relayNamespace: RelayNamespace;
  /** The vault of all its secrets. */
  public readonly vault: KeyVault;
  /** Storage of the hub itself; domains have accounts of their own. */
  public readonly storageAccount: IStorageAccount;
  /** Where its domains pull images from, as planned. */
  public readonly registry: IContainerRegistry;
  /** The same, and the retired one. @internal */
  public readonly _registries: IContainerRegistry[];
  private readonly runtimesByName: ReadonlyMap<string, SharedIntegrationRuntime>;
  private readonly carried: ReadonlyMap<string, Forward>;
  private readonly connections: ReadonlyMap<string, HybridConnection>;

  /** @throws `hub/deployer`, `hub/deployer-admitted`, `hub/secret-values`, `hub/handoff-storage`, `vault/node-address`, `holding/one-tenant`, `holding/principal-id`, `holding/public-address`, and what its parts refuse */
  constructor(scope: Construct, id: string, props: ConnectivityHubProps) {
    super(scope, id);
    const { plan, propagation } = props;
    const deployer = props.deployer ?? plan.deployer;
    refuse(
      this,
      deployerViolations(deployer),
      admissionViolations(deployer, props.admittedSubnetIds ?? []),
      secretValueViolations(plan, props.secretValues ?? {}),
      plan.sites.flatMap((site) => nodeAddressViolations(site.path, site.egressAddresses, plan._nodesAt(site))),
    );
    this.plan = plan;
    refuseOtherProviders(this, plan, plan.subscriptionId);
    const group = new ResourceGroup(this, "ResourceGroup", { name: plan.resourceGroupName, location: plan.location });
    this.resourceGroupName = group.name;
    const place = { resourceGroupName: group.name, location: plan.location };
    this.dataFactory = new DataFactory(this, "DataFactory", { ...place, factoryName: plan.dataFactoryName });
    this.relayNamespace = new RelayNamespace(this, "Relay", {
      ...place,
      subscriptionId: plan.subscriptionId,
      namespaceName: plan.relayNamespaceName,
    });
    this.vault = new KeyVault(this, "Vault", {
      ...place,
      vaultName: plan.keyVaultName,
      tenantId: plan.tenantId,
      admittedAddresses: [...new Set([...plan.admittedAddresses, ...(deployer?.addresses ?? [])])],
      admittedSubnetIds: distinctIds([...plan.admittedSubnetIds, ...(props.admittedSubnetIds ?? [])]),
      propagation,
    });
    const ownStorage =
      props.storageAccount === undefined
        ? new StorageAccount(this, "Storage", { ...place, accountName: plan.storageAccountName })
        : undefined;
    this.storageAccount = props.storageAccount ?? ownStorage!;
    addHandoffs(this, plan, ownStorage);
    if (plan.gatewayPlan !== undefined) {
      const { storageAccount } = this;
      new BlobContainer(this, "Packages", { storageAccount, containerName: plan.packageContainerName });
    }
    const { ownRegistry } = plan;
    const made =
      ownRegistry && new ContainerRegistry(this, "Registry", { ...place, registryName: ownRegistry.registryName });
    this._registries = plan.registries.map((planned) => (planned.ofHub ? made! : this.registryOfYours(planned)));
    [this.registry] = this._registries;
    this.vault.grantWrite(new Principal(this, "Deployer", deployer!.principalId));
    this.runtimesByName = new Map(plan.runtimes.map((runtime) => [runtime.runtimeName, this.addRuntime(runtime)]));
    this.runtime = this._runtimeOf(plan.runtime);
    this.carried = new Map(plan.forwards.map((forward) => [forward.name, forward]));
    this.connections = new Map([...this.carried].map(([name, forward]) => [name, this.addConnection(forward)]));
    writeSecrets(this.vault, plan, props.secretValues ?? {}, this.connections);
    plan.sites.forEach((site) => site.operators.forEach((operator) => admitOperatorTo(this, operator, site)));
  }

  /** Every runtime of the hub, the shared one first. */
  public get runtimes(): SharedIntegrationRuntime[] {
    return [...this.runtimesByName.values()];
  }

  /**
   * The hybrid connection that carries `forward`, the end of this hub's tier.
   *
   * @throws `hub/planned-in-hub`
   */
  public hybridConnection(forward: Forward): HybridConnection {
    const { name, host, port } = forward;
    const isCarried = this.carried.get(name)?._isSame(forward) ?? false;
    refuse(this, plannedIn(this.plan, `forward "${name}" to ${host}:${port}`, isCarried));
    return this.connections.get(name)!;
  }

  /**
   * Lets whoever installs what `site` runs read what that takes, and nothing else: the listen-only connection strings
   * of the site's forwards in the vault and, but for a machine, the keys of the runtimes of which a node stands there,
   * from these themselves. Where the site's listeners are known by their identities there are no such strings, and a
   * machine may listen on the hybrid connections of the site's forwards instead. Where the site listens in containers,
   * they may pull images, too. Planned operators are admitted without asking.
   *
   * @param principalId object ID (UUID) of a group, person or machine.
   * @param kind which of these it is; by default a group.
   * @throws `hub/planned-in-hub`, `hub/one-operator-kind`, `holding/operator-id`
   */
  public admitOperator(principalId: string, site: Site, kind: OperatorKind = OperatorKind.GROUP): void {
    admitOperatorTo(this, { principalId, kind }, site);
  }

  /** @internal */
  public _runtimeOf(plan: RuntimePlan): SharedIntegrationRuntime {
    return this.runtimesByName.get(plan.runtimeName)!;
  }

  private registryOfYours(planned: RegistryPlan): IContainerRegistry {
    const { resourceId, repositoryPermissions } = planned;
    const id = planned === this.plan.registry ? "RegistryOfYours" : "RetiredRegistryOfYours";
    return ContainerRegistry.fromResourceId(this, id, resourceId, repositoryPermissions);
  }

  private addRuntime(plan: RuntimePlan): SharedIntegrationRuntime {
    const id = plan.dedicatedTo === undefined ? "Runtime" : `Runtime-${plan.dedicatedTo}`;
    const runtime = new SharedIntegrationRuntime(this, id, {
      ...ownershipOf(plan),
      dataFactory: this.dataFactory,
      selfContainedInteractiveAuthoringEnabled: plan.selfContainedInteractiveAuthoringEnabled,
    });
    warn(this, linkLimitWarnings(plan.runtimeName, plan.links));
    return runtime;
  }

  private addConnection(forward: Forward): HybridConnection {
    return new HybridConnection(this, `Forward-${forward.name}`, {
      relayNamespace: this.relayNamespace,
      hybridConnectionName: forward.hybridConnectionName,
      description: `${forward.host}:${forward.port}`,
    });
  }
}

function ownershipOf({ runtimeName, subsidiaryName, tier, dedicatedTo }: RuntimePlan) {
  return { runtimeName, subsidiaryName, tier, dedicatedTo };
}
