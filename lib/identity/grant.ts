import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { PrincipalType } from "./principal-type";
import { Role } from "./role";

/** How to make a {@link Grant}. */
export interface GrantProps {
  /** What is allowed. */
  readonly role: Role;
  /** Azure resource ID on which it is allowed. */
  readonly scopeId: string;
  /** Object ID of who is allowed. */
  readonly principalId: string;
  /** Kind of who is allowed. */
  readonly principalType: PrincipalType;
}

/** One role for one principal on one resource. Depend on it to run only once it is made; on {@link GrantsInEffect} to run only once it counts. */
export class Grant extends Construct {
  /** Resource ID of the role assignment, known after apply. */
  public readonly grantId: string;
  /** What to put into `dependsOn` of whatever it must outlive. */
  public readonly dependable: ITerraformDependable;

  constructor(scope: Construct, id: string, props: GrantProps) {
    super(scope, id);
    const isServicePrincipal = props.principalType === PrincipalType.SERVICE_PRINCIPAL;
    const assignment = new RoleAssignment(this, "Resource", {
      scope: props.scopeId,
      ...roleOf(props.role),
      principalId: props.principalId,
      principalType: props.principalType,
      skipServicePrincipalAadCheck: isServicePrincipal ? true : undefined,
    });
    this.grantId = assignment.id;
    this.dependable = assignment;
  }
}

function roleOf({ roleName, _definitionId: roleDefinitionId }: Role) {
  return roleDefinitionId === undefined ? { roleDefinitionName: roleName } : { roleDefinitionId };
}
