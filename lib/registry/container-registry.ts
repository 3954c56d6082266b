import { ContainerRegistry as ContainerRegistryResource } from "@cdktf/provider-azurerm/lib/container-registry";
import { Construct } from "constructs";
import { ownNameViolations } from "../core/one-name";
import { nameIn, resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { Grant } from "../identity/grant";
import { IAzureResource, IPrincipal } from "../identity/principal";
import { Role } from "../identity/role";

/** An Azure container registry. */
export interface IContainerRegistry extends IAzureResource {
  /** Name, global in Azure. */
  readonly registryName: string;
  /** Host name that image references begin with, for example `contosoretail.azurecr.io`. */
  readonly loginServer: string;
  /** By what role every image in it is pulled: AcrPull, or Container Registry Repository Reader. */
  readonly pullRole: Role;
  /** Lets `principal` pull every image in it. */
  grantPull(principal: IPrincipal): Grant | undefined;
}

/** Sizes of a registry. */
export enum ContainerRegistrySku {
  /** For trying out: little storage, few pulls a minute. */
  BASIC = "Basic",
  /** For most holdings. */
  STANDARD = "Standard",
  /** With private endpoints and geo-replication. */
  PREMIUM = "Premium",
}

/** How to make a {@link ContainerRegistry}. */
export interface ContainerRegistryProps {
  /** 5-50 letters and digits; global in Azure. */
  readonly registryName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /** @default ContainerRegistrySku.STANDARD */
  readonly sku?: ContainerRegistrySku;
}

abstract class ContainerRegistryBase extends Construct implements IContainerRegistry {
  public abstract readonly resourceId: string;
  public abstract readonly registryName: string;
  public readonly pullRole: Role = Role.ACR_PULL;

  public get loginServer(): string {
    return `${this.registryName.toLowerCase()}.azurecr.io`;
  }

  public grantPull(principal: IPrincipal): Grant | undefined {
    return principal.grant(this.pullRole, this);
  }
}

/** A registry that this stack owns; images are pulled by identity, its admin user is off. */
export class ContainerRegistry extends ContainerRegistryBase implements IContainerRegistry {
  /**
   * Refers to a registry that another stack or team owns.
   *
   * @param repositoryPermissions whether its role assignments are made by repository (role assignment permissions mode
   * `RBAC Registry + ABAC Repository Permissions`), where AcrPull counts for nothing.
   * @throws `core/resource-id`
   */
  public static fromResourceId(
    scope: Construct,
    id: string,
    resourceId: string,
    repositoryPermissions = false,
  ): IContainerRegistry {
    class Imported extends ContainerRegistryBase {
      public readonly resourceId = resourceId;
      public readonly registryName = nameIn(resourceId);
      public override readonly pullRole = repositoryPermissions
        ? Role.CONTAINER_REGISTRY_REPOSITORY_READER
        : Role.ACR_PULL;
    }
    const registry = new Imported(scope, id);
    refuse(registry, resourceIdViolations("Microsoft.ContainerRegistry/registries", resourceId));
    return registry;
  }

  public readonly resourceId: string;
  public readonly registryName: string;

  /** Its role assignments are made on the whole of it [assumed A17]. @throws `core/one-name`, `registry/registry-name` */
  constructor(scope: Construct, id: string, props: ContainerRegistryProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "containerRegistry", "", props.registryName));
    const resource = new ContainerRegistryResource(this, "Resource", {
      name: props.registryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      sku: props.sku ?? ContainerRegistrySku.STANDARD,
      adminEnabled: false,
    });
    this.resourceId = resource.id;
    this.registryName = props.registryName;
  }
}
