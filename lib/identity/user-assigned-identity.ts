import { UserAssignedIdentity as UserAssignedIdentityResource } from "@cdktf/provider-azurerm/lib/user-assigned-identity";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { versioned } from "../azapi/api-versions";
import { DataAzapiResource } from "../azapi/data-azapi-resource";
import { ownNameViolations } from "../core/one-name";
import { resourceIdViolations } from "../core/resource-id";
import { refuse } from "../core/rule";
import { Grant } from "./grant";
import { IAzureResource, IPrincipal, Principal } from "./principal";
import { Role } from "./role";

const AZURE_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities";

/** An identity that exists apart from what uses it. */
export interface IUserAssignedIdentity extends IPrincipal, IAzureResource {}

/** An identity as which containers come, which are told its application ID. */
export interface IWorkloadIdentity extends IUserAssignedIdentity {
  /** Application ID, by which a workload picks it (`AZURE_CLIENT_ID`). */
  readonly clientId: string;
}

/** How to refer to an identity that another stack or team owns. */
export interface UserAssignedIdentityAttributes {
  /** Azure resource ID. */
  readonly resourceId: string;
  /** Object ID (UUID). */
  readonly principalId: string;
}

/** How to make a {@link UserAssignedIdentity}. */
export interface UserAssignedIdentityProps {
  /** 3-128 letters, digits, `-` and `_`, a letter or digit first. */
  readonly identityName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
}

/**
 * An identity that exists before what uses it, so that its rights can be in effect when that starts: a container
 * group starts as it is created, too early for rights of its own system-assigned identity.
 */
export class UserAssignedIdentity extends Construct implements IWorkloadIdentity {
  /** Refers to an identity that another stack or team owns. @throws `core/resource-id`, `identity/principal-id` */
  public static fromAttributes(
    scope: Construct,
    id: string,
    attributes: UserAssignedIdentityAttributes,
  ): IUserAssignedIdentity {
    class Imported extends Principal implements IUserAssignedIdentity {
      public readonly resourceId = attributes.resourceId;
    }
    const identity = new Imported(scope, id, attributes.principalId);
    refuse(identity, resourceIdViolations(AZURE_TYPE, attributes.resourceId));
    return identity;
  }

  /**
   * Refers to an identity that another stack makes, and to which that one gives its rights: what is granted to it here
   * is taken for given, and makes nothing. Its IDs in Entra are looked up where they are asked for.
   *
   * @throws `core/resource-id`
   */
  public static fromResourceId(scope: Construct, id: string, resourceId: string): IWorkloadIdentity {
    return new GivenIdentity(scope, id, resourceId);
  }

  /** Azure resource ID, to attach the identity by. */
  public readonly resourceId: string;
  public readonly principalId: string;
  public readonly clientId: string;
  /** What to put into `dependsOn` of whatever it must outlive. */
  public readonly dependable: ITerraformDependable;
  private readonly principal: Principal;

  /** @throws `core/one-name`, `identity/identity-name` */
  constructor(scope: Construct, id: string, props: UserAssignedIdentityProps) {
    super(scope, id);
    refuse(this, ownNameViolations(this, "userAssignedIdentity", props.resourceGroupName, props.identityName));
    const resource = new UserAssignedIdentityResource(this, "Resource", {
      name: props.identityName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
    });
    this.resourceId = resource.id;
    this.principalId = resource.principalId;
    this.clientId = resource.clientId;
    this.dependable = resource;
    this.principal = new Principal(this, "Principal", resource.principalId);
  }

  public grant(role: Role, resource: IAzureResource): Grant | undefined {
    return this.principal.grant(role, resource);
  }
}

/** An identity that has its rights from elsewhere. */
class GivenIdentity extends Construct implements IWorkloadIdentity {
  private found?: DataAzapiResource;

  constructor(
    scope: Construct,
    id: string,
    public readonly resourceId: string,
  ) {
    super(scope, id);
    refuse(this, resourceIdViolations(AZURE_TYPE, resourceId));
  }

  public get principalId(): string {
    return this.lookUp().output("principalId");
  }

  public get clientId(): string {
    return this.lookUp().output("clientId");
  }

  public grant(): undefined {
    return undefined;
  }

  private lookUp(): DataAzapiResource {
    this.found ??= new DataAzapiResource(this, "Lookup", {
      type: versioned(AZURE_TYPE),
      resourceId: this.resourceId,
      responseExportValues: { clientId: "properties.clientId", principalId: "properties.principalId" },
    });
    return this.found;
  }
}
