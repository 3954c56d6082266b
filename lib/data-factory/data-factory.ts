import { DataFactoryIdentity, DataFactory as DataFactoryResource } from "@cdktf/provider-azurerm/lib/data-factory";
import { Construct } from "constructs";
import { nameIn, resourceIdViolations } from "../core/resource-id";
import { nameViolations } from "../core/resource-name";
import { refuse } from "../core/rule";
import { IAzureResource, IPrincipal, Principal } from "../identity/principal";
import { IUserAssignedIdentity } from "../identity/user-assigned-identity";

/** A Data Factory. */
export interface IDataFactory extends IAzureResource {
  /** Name, global in Azure. */
  readonly factoryName: string;
  /** Its system-assigned identity, which linked runtimes need. */
  readonly identity: IPrincipal;
}

/** How to refer to a Data Factory that another stack or team owns. */
export interface DataFactoryAttributes {
  /** Azure resource ID. */
  readonly resourceId: string;
  /** Object ID (UUID) of its system-assigned identity. */
  readonly principalId: string;
}

/** How to make a {@link DataFactory}. */
export interface DataFactoryProps {
  /** 3-63 letters, digits and single inner hyphens; global in Azure. */
  readonly factoryName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /**
   * Identities that it carries beside its own, so that parts of it can come as these: `ManagedIdentityCredential`.
   *
   * @default - none
   */
  readonly userAssignedIdentities?: IUserAssignedIdentity[];
}

/**
 * A Data Factory that this stack owns, with a system-assigned identity. Name and region are for good: another region
 * under the same name could not be deployed, since its parts are replaced by making the new ones first. It is not connected to git: a factory in git
 * hides runtimes that were linked outside git, and publishing can overwrite them.
 */
export class DataFactory extends Construct implements IDataFactory {
  /** Refers to a Data Factory that another stack or team owns. @throws `core/resource-id` */
  public static fromAttributes(scope: Construct, id: string, attributes: DataFactoryAttributes): IDataFactory {
    class Imported extends Construct implements IDataFactory {
      public readonly resourceId = attributes.resourceId;
      public readonly factoryName = nameIn(attributes.resourceId);
      public readonly identity: IPrincipal = new Principal(this, "Identity", attributes.principalId);
    }
    const factory = new Imported(scope, id);
    refuse(factory, resourceIdViolations("Microsoft.DataFactory/factories", attributes.resourceId));
    return factory;
  }

  public readonly resourceId: string;
  public readonly factoryName: string;
  public readonly identity: IPrincipal;

  /** @throws `core/known-name`, `data-factory/factory-name` */
  constructor(scope: Construct, id: string, props: DataFactoryProps) {
    super(scope, id);
    refuse(this, nameViolations("dataFactory", props.factoryName));
    const resource = new DataFactoryResource(this, "Resource", {
      name: props.factoryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      identity: identityOf(props.userAssignedIdentities ?? []),
    });
    this.resourceId = resource.id;
    this.factoryName = props.factoryName;
    this.identity = new Principal(this, "Identity", resource.identity.principalId);
  }
}

function identityOf(carried: readonly IUserAssignedIdentity[]): DataFactoryIdentity {
  return carried.length === 0
    ? { type: "SystemAssigned" }
    : { type: "SystemAssigned, UserAssigned", identityIds: carried.map(({ resourceId }) => resourceId) };
}
