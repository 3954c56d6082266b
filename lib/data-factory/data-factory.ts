import { DataFactoryIdentity, DataFactory as DataFactoryResource } from "@cdktf/provider-azurerm/lib/data-factory";
import { Construct } from "constructs";
import { ownNameViolations } from "../core/one-name";
import { distinctIds, nameIn, resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { IAzureResource, IPrincipal, Principal } from "../identity/principal";
import { IUserAssignedIdentity } from "../identity/user-assigned-identity";
import { ManagedIdentityCredential } from "./managed-identity-credential";

/** A Data Factory. */
export interface IDataFactory extends IAzureResource {
  /** Name, global in Azure. */
  readonly factoryName: string;
  /** As whom its parts come unless they say otherwise: its system-assigned identity, or that of {@link credential}. */
  readonly identity: IPrincipal;
  /** By which its parts come as a user-assigned identity; undefined where they come as the factory itself. */
  readonly credential?: ManagedIdentityCredential;
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
   * The only identity as which its parts come: it exists before the factory, with its rights in effect, and outlives it.
   * The factory then has no system-assigned one.
   *
   * @default - the factory's system-assigned identity
   */
  readonly identity?: IUserAssignedIdentity;
  /**
   * Identities that it carries beside, so that parts of it can come as these: `ManagedIdentityCredential`.
   *
   * @default - none
   */
  readonly userAssignedIdentities?: IUserAssignedIdentity[];
}

/** What the credential of a factory's own user-assigned identity is called. */
const OWN_CREDENTIAL = "factory-identity";

/**
 * A Data Factory that this stack owns, with a system-assigned identity, or a user-assigned one. Name and region are for good: another region
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
  public readonly credential?: ManagedIdentityCredential;
  private readonly resource: DataFactoryResource;
  private readonly own?: IUserAssignedIdentity;
  private readonly beside: IUserAssignedIdentity[];

  /** @throws `core/one-name`, `core/known-name`, `data-factory/factory-name` */
  constructor(scope: Construct, id: string, props: DataFactoryProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "dataFactory", "", props.factoryName));
    this.own = props.identity;
    this.beside = [...(props.userAssignedIdentities ?? [])];
    this.resource = new DataFactoryResource(this, "Resource", {
      name: props.factoryName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      identity: identityOf(this.own, this.beside),
    });
    this.resourceId = this.resource.id;
    this.factoryName = props.factoryName;
    this.identity = props.identity ?? new Principal(this, "Identity", this.resource.identity.principalId);
    this.credential =
      props.identity &&
      new ManagedIdentityCredential(this, "Credential", {
        dataFactory: this,
        credentialName: OWN_CREDENTIAL,
        identity: props.identity,
      });
  }

  /** Carries a further identity, so that parts of it can come as that: `ManagedIdentityCredential`. */
  public carry(identity: IUserAssignedIdentity): void {
    this.beside.push(identity);
    this.resource.putIdentity(identityOf(this.own, this.beside));
  }
}

function identityOf(
  own: IUserAssignedIdentity | undefined,
  beside: readonly IUserAssignedIdentity[],
): DataFactoryIdentity {
  const identityIds = distinctIds([...(own === undefined ? [] : [own]), ...beside].map(({ resourceId }) => resourceId));
  const types = [
    ...(own === undefined ? ["SystemAssigned"] : []),
    ...(identityIds.length === 0 ? [] : ["UserAssigned"]),
  ];
  return { type: types.join(", "), ...(identityIds.length === 0 ? {} : { identityIds }) };
}
