import { Construct, IConstruct } from "constructs";
import { resourceKey } from "../core/resource-id";
import { Rule, refuse } from "../core/rule";
import { isUuid } from "../core/uuid";
import { Grant } from "./grant";
import { PrincipalType } from "./principal-type";
import { Role } from "./role";

const PRINCIPAL_ID = new Rule({
  id: "identity/principal-id",
  why: "Roles are given to object IDs; an application ID or a name reaches nobody.",
  fix: "Give the object ID (a UUID) of the service principal, group or user.",
  source: "Microsoft: assign Azure roles",
});

/** Something in Azure with a resource ID, so that roles can be given on it. */
export interface IAzureResource extends IConstruct {
  /** Azure resource ID, often known only after apply. */
  readonly resourceId: string;
}

/** An Entra identity that can be given roles. */
export interface IPrincipal extends IConstruct {
  /** Object ID (a UUID, usually known only after apply). */
  readonly principalId: string;

  /**
   * Gives this principal `role` on `resource`. The assignment lives beside the principal, so that
   * what is granted never depends on whom it is granted to. Asked twice, it is made once. Nothing is made, and
   * undefined comes back, where somebody else gives this principal its rights.
   */
  grant(role: Role, resource: IAzureResource): Grant | undefined;
}

/** An identity known by its object ID: a workload's, a group's, or a deployer's. */
export class Principal extends Construct implements IPrincipal {
  /**
   * @param principalId object ID (UUID), or a token of one.
   * @param principalType kind of identity; Azure wants to be told, since a fresh one is not yet visible everywhere.
   * @throws `identity/principal-id`
   */
  constructor(
    scope: Construct,
    id: string,
    public readonly principalId: string,
    public readonly principalType: PrincipalType = PrincipalType.SERVICE_PRINCIPAL,
  ) {
    super(scope, id);
    refuse(this, PRINCIPAL_ID.unless(isUuid, principalId));
  }

  public grant(role: Role, resource: IAzureResource): Grant | undefined {
    const id = `${role.roleName} ${resourceKey(resource)}`;
    const made = this.node.tryFindChild(id) as Grant | undefined;
    const { principalId, principalType } = this;
    return made ?? new Grant(this, id, { role, scopeId: resource.resourceId, principalId, principalType });
  }
}
