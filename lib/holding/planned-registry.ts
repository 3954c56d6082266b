import { nameIn, resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { isSame } from "../core/same";

/** What to know of a registry of yours. */
export interface ExistingRegistryProps {
  /**
   * Whether its role assignments are made by repository (role assignment permissions mode `RBAC Registry + ABAC Repository
   * Permissions`). There AcrPull counts for nothing, and whoever pulls has Container Registry Repository Reader.
   *
   * @default false
   */
  readonly repositoryPermissions?: boolean;
}

/** From where what a subsidiary runs in one tier is pulled: the registry that its hub makes, or one of yours. */
export class PlannedRegistry {
  /** The registry that the hub makes. */
  public static readonly OF_HUB = new PlannedRegistry();

  /**
   * A registry that is there already, in whatever subscription of the tenant; several hubs may share it. Whoever deploys
   * the access stacks must be allowed to give rights on it.
   *
   * @param resourceId its Azure resource ID.
   * @throws `core/resource-id`
   */
  public static existing(resourceId: string, props: ExistingRegistryProps = {}): PlannedRegistry {
    refuse("PlannedRegistry", resourceIdViolations("Microsoft.ContainerRegistry/registries", resourceId));
    return new PlannedRegistry(resourceId, props.repositoryPermissions);
  }

  private constructor(
    /** Azure resource ID of a registry of yours; undefined of the hub's. */
    public readonly resourceId?: string,
    /** Whether rights in it are given by repository. */
    public readonly repositoryPermissions: boolean = false,
  ) {}

  /** Whether both are the same registry of one hub. @internal */
  public _isSame({ resourceId = "" }: PlannedRegistry): boolean {
    return isSame(this.resourceId ?? "", resourceId);
  }
}

/** A registry from which what belongs to a hub is pulled. */
export interface RegistryPlan {
  /** Name, global in Azure. */
  readonly registryName: string;
  /** Azure resource ID. */
  readonly resourceId: string;
  /** Whether the hub makes it. */
  readonly ofHub: boolean;
  /** Whether rights in it are given by repository. */
  readonly repositoryPermissions: boolean;
}

/** What `planned` means at a hub, which would make the registry `own`. */
export function registryPlan(
  planned: PlannedRegistry,
  own: Pick<RegistryPlan, "registryName" | "resourceId">,
): RegistryPlan {
  const { resourceId, repositoryPermissions } = planned;
  return resourceId === undefined
    ? { ...own, ofHub: true, repositoryPermissions }
    : { registryName: nameIn(resourceId), resourceId, ofHub: false, repositoryPermissions };
}
