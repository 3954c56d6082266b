import { Construct } from "constructs";
import { SharedIntegrationRuntime } from "../data-factory/shared-integration-runtime";
import { HubPlan } from "../holding/hub-plan";
import { RuntimePlan } from "../holding/runtime-plan";
import { IAzureResource } from "../identity/principal";
import { ContainerRegistry, IContainerRegistry } from "../registry/container-registry";
import { HybridConnection } from "../relay/hybrid-connection";
import { BlobContainer } from "../storage/blob-container";
import { IStorageAccount, StorageAccount } from "../storage/storage-account";
import { Forward } from "../tunnel/forward";
import { IKeyVault, KeyVault } from "../vault/key-vault";

/** What a hub holds, by the names of its plan alone: what rights are given on. */
export class HubThings extends Construct {
  /** The vault of all its secrets. */
  public readonly vault: IKeyVault;
  /** From where what belongs to it is pulled, the retired one last. */
  public readonly registries: IContainerRegistry[];
  private readonly storageAccount: IStorageAccount;

  constructor(
    scope: Construct,
    id: string,
    private readonly plan: HubPlan,
  ) {
    super(scope, id);
    this.vault = KeyVault.fromAttributes(this, "Vault", { resourceId: plan.keyVaultId });
    this.registries = plan.registries.map(({ registryName, resourceId, repositoryPermissions }) =>
      ContainerRegistry.fromResourceId(this, `Registry-${registryName}`, resourceId, repositoryPermissions),
    );
    this.storageAccount = StorageAccount.fromResourceId(this, "Storage", plan.storageAccountId);
  }

  /** One of its physical runtimes. */
  public runtime({ runtimeId, ...ownership }: RuntimePlan): IAzureResource {
    return SharedIntegrationRuntime.fromResourceId(this, `Runtime-${runtimeId.split("/").pop()}`, runtimeId, ownership);
  }

  /** What carries `forward`, for whoever is given rights on it. */
  public hybridConnection(forward: Forward): IAzureResource {
    const id = `Forward-${forward.name}`;
    const known = this.node.tryFindChild(id) as IAzureResource | undefined;
    return known ?? HybridConnection.fromResourceId(this, id, this.plan.hybridConnectionId(forward));
  }

  /** A container in its storage. */
  public container(containerName: string): IAzureResource {
    return BlobContainer.fromName(this, `Container-${containerName}`, this.storageAccount, containerName);
  }
}
