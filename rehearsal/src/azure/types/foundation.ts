import { resourceGroupId, segment, uuidOf } from "../ids";
import { text } from "../operation";
import { ROLES, roleNamed } from "../roles";
import { DELETE_SECONDS, TypedKinds, ownId, topLevel } from "./kind";

/** The provider reads a role assignment back ten times before it believes in it. */
const ROLE_ASSIGNMENT_SECONDS = 20;

/** Resource groups, identities and roles. */
export const FOUNDATION: TypedKinds = {
  azurerm_resource_group: {
    takes: { delete: DELETE_SECONDS }, // with whatever is in it
    id: (values, { subscriptionId }) => resourceGroupId(subscriptionId, text(values, "name")),
    idOf: ownId,
    spelling: {
      type: "Microsoft.Resources/resourceGroups",
      body: ({ values: { location, tags } }) => ({ location, ...(tags === null ? {} : { tags }), properties: {} }),
      values: ({ location = null, tags = null }, id) => ({ name: id.split("/").pop()!, location, tags }),
    },
  },
  azurerm_user_assigned_identity: {
    ...topLevel("Microsoft.ManagedIdentity", "userAssignedIdentities"),
    computed: (_, { id, seed, tenantId }) => ({
      principal_id: uuidOf(`principal of ${id} ${seed}`),
      client_id: uuidOf(`client of ${id} ${seed}`),
      tenant_id: tenantId,
    }),
    spelling: {
      type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      body: ({ values: { location, tags, principal_id: principalId, client_id: clientId, tenant_id: tenantId } }) => ({
        location,
        ...(tags === null ? {} : { tags }),
        properties: { principalId, clientId, tenantId },
      }),
      values: ({ location = null, tags = null }, id) => ({
        name: id.split("/").pop()!,
        resource_group_name: segment(id, "resourceGroups")!,
        location,
        tags,
      }),
    },
  },
  azurerm_role_assignment: {
    id: (values, _, seed) =>
      `${text(values, "scope")}/providers/Microsoft.Authorization/roleAssignments/${text(values, "name") || uuidOf(seed)}`,
    idOf: ownId,
    parent: (_, values) => text(values, "scope"),
    takes: { create: ROLE_ASSIGNMENT_SECONDS },
    computed: (values, { id, world }) => {
      const roleId = text(values, "role_definition_id").split("/").pop();
      const roleName = roleNamed(world, roleId ?? "") ?? "";
      const subscription = segment(id, "subscriptions");
      const definition = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
      return {
        name: id.split("/").pop()!,
        principal_type: "ServicePrincipal",
        role_definition_name: roleName,
        role_definition_id: `${definition}/${ROLES[text(values, "role_definition_name")]}`,
      };
    },
  },
  azurerm_role_definition: {
    id: (values, _, seed) =>
      `${text(values, "scope")}/providers/Microsoft.Authorization/roleDefinitions/${text(values, "role_definition_id") || uuidOf(seed)}`,
    idOf: (values) => text(values, "role_definition_resource_id"),
    parent: (_, values) => text(values, "scope"),
    computed: (values, { id }) => ({
      id: `${id}|${text(values, "scope")}`,
      role_definition_id: id.split("/").pop()!,
      role_definition_resource_id: id,
      assignable_scopes: [text(values, "scope")],
    }),
  },
};
