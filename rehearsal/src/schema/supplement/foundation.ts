import { PLACE, Supplements, azurerm } from "./supplement";

/** Resource groups, identities and roles. */
export const FOUNDATION: Supplements = {
  azurerm_resource_group: {
    module: azurerm("resource-group"),
    className: "ResourceGroup",
    forceNew: ["location", "name"],
  },
  azurerm_user_assigned_identity: {
    module: azurerm("user-assigned-identity"),
    className: "UserAssignedIdentity",
    forceNew: PLACE,
  },
  azurerm_role_assignment: {
    module: azurerm("role-assignment"),
    className: "RoleAssignment",
    changeable: ["skip_service_principal_aad_check"],
    exactlyOneOf: [["role_definition_id", "role_definition_name"]],
  },
  azurerm_role_definition: {
    module: azurerm("role-definition"),
    className: "RoleDefinition",
    forceNew: ["role_definition_id", "scope"],
  },
};
