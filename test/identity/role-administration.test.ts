import { Role } from "../../lib";
import { roleAdministrationCondition } from "../../lib/identity/role-administration";

describe("the condition of who administers one role", () => {
  test("narrows writing and deleting to that role and to service principals", () => {
    expect(roleAdministrationCondition(Role.ACR_PULL)).toBe(
      [
        "(",
        " (!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))",
        " OR",
        " (",
        "  @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d}",
        "  AND",
        "  @Request[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}",
        " )",
        ")",
        "AND",
        "(",
        " (!(ActionMatches{'Microsoft.Authorization/roleAssignments/delete'}))",
        " OR",
        " (",
        "  @Resource[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {7f951dda-4ed3-4680-a7ca-43fe172d538d}",
        "  AND",
        "  @Resource[Microsoft.Authorization/roleAssignments:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}",
        " )",
        ")",
      ].join("\n"),
    );
  });
});
