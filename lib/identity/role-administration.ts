import { Role } from "./role";

/**
 * Azure's condition that narrows Role Based Access Control Administrator to one role and to service principals, on
 * writing an assignment and on deleting one. Source: Microsoft, delegate role assignment management with conditions.
 */
export function roleAdministrationCondition(role: Role): string {
  return ["write", "delete"].map((action) => narrowed(action, role)).join("\nAND\n");
}

function narrowed(action: string, role: Role): string {
  const assignment = `@${action === "write" ? "Request" : "Resource"}[Microsoft.Authorization/roleAssignments`;
  return [
    "(",
    ` (!(ActionMatches{'Microsoft.Authorization/roleAssignments/${action}'}))`,
    " OR",
    " (",
    `  ${assignment}:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${role.roleDefinitionId}}`,
    "  AND",
    `  ${assignment}:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}`,
    " )",
    ")",
  ].join("\n");
}
