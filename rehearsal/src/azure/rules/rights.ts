import { parentOf } from "../ids";
import { Operation, Refusal, text } from "../operation";
import { Right, conditionAllows, roleIdIn } from "../roles";
import { RUNTIME } from "../types/data-factory";
import { attachedIdentities } from "../types/kind";

/** What is written through a service of its own or by rights of its own, not through Resource Manager. */
const APART = ["azurerm_role_assignment", "azurerm_role_definition", "azurerm_key_vault_secret"];

/** What lets somebody start what runs containers. */
const STARTING: Readonly<Record<string, { readonly right: Right; readonly action: string }>> = {
  azurerm_container_group: {
    right: "startGroups",
    action: "Microsoft.ContainerInstance/containerGroups/start/action",
  },
  azurerm_container_app_job: { right: "startJobs", action: "Microsoft.App/jobs/start/action" },
};

/** What is asked of something with a right of its own. */
const RIGHTS_OF_ACTIONS: Readonly<Record<string, Right>> = { [`${RUNTIME}/listAuthKeys`]: "listRuntimeKeys" };

const lacks = ({ caller, id }: Operation, what: string): string =>
  `The client with object id '${caller.principalId}' does not have authorization to perform action '${what}' over scope '${id}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;

/** What the caller may do. */
export const RIGHTS: readonly Refusal[] = [
  {
    id: "rights/write",
    refuses: "Who makes, changes or deletes a resource needs Contributor or Owner on it or above it.",
    source: "Microsoft: Azure built-in roles",
    status: 403,
    code: "AuthorizationFailed",
    kinds: ["create", "update", "delete"],
    says: (operation) => {
      const { world, caller, id, type } = operation;
      const allowed = APART.includes(type) || world.has("write", caller.principalId, id);
      return allowed ? undefined : lacks(operation, "write");
    },
  },
  {
    id: "rights/read",
    refuses: "Who refreshes a resource needs Reader, or a role that includes it, on it or above it.",
    source: "Microsoft: Azure built-in roles",
    status: 403,
    code: "AuthorizationFailed",
    kinds: ["read"],
    says: (operation) => {
      const { world, caller, id, type } = operation;
      const allowed = type === "azurerm_key_vault_secret" || world.has("read", caller.principalId, id);
      return allowed ? undefined : lacks(operation, "read");
    },
  },
  {
    id: "rights/role-assignment",
    refuses:
      "Who gives or takes a role needs Owner, User Access Administrator or Role Based Access Control Administrator " +
      "on its scope, and a condition on that role must admit it.",
    source: "Microsoft: delegate Azure role assignment management to others with conditions",
    status: 403,
    code: "AuthorizationFailed",
    types: ["azurerm_role_assignment"],
    kinds: ["create", "delete"],
    says: (operation) => {
      const { world, caller, values, kind } = operation;
      const action = kind === "create" ? "write" : "delete";
      const roleId = roleIdIn(values);
      const principalType = text(values, "principal_type") || "ServicePrincipal";
      const holds = world
        .effective("assignRoles", caller.principalId, text(values, "scope"))
        .some(({ condition }) => conditionAllows(condition, action, roleId, principalType));
      return holds ? undefined : lacks(operation, `Microsoft.Authorization/roleAssignments/${action}`);
    },
  },
  {
    id: "rights/assign-identity",
    refuses:
      "Who attaches a user-assigned identity to a resource needs Managed Identity Operator on it, or Contributor.",
    source: "Microsoft: Azure built-in roles, Managed Identity Operator; LinkedAuthorizationFailed",
    status: 403,
    code: "LinkedAuthorizationFailed",
    kinds: ["create", "update"],
    says: ({ world, caller, id, values }) => {
      const foreign = attachedIdentities(values).find(
        (one) => world.find(one) !== undefined && !world.has("assignIdentities", caller.principalId, one),
      );
      return (
        foreign &&
        `The client with object id '${caller.principalId}' has permission to perform action 'write' on scope '${id}'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '${foreign}' or the linked scope(s) are invalid.`
      );
    },
  },
  {
    id: "rights/role-definition",
    refuses: "Who defines a role needs Owner or User Access Administrator on its scope.",
    source: "Microsoft: Azure custom roles, who can create, delete, update, or view a custom role",
    status: 403,
    code: "AuthorizationFailed",
    types: ["azurerm_role_definition"],
    kinds: ["create", "update", "delete"],
    says: (operation) => {
      const { world, caller, values } = operation;
      const allowed = world.has("defineRoles", caller.principalId, text(values, "scope"));
      return allowed ? undefined : lacks(operation, "Microsoft.Authorization/roleDefinitions/write");
    },
  },
  {
    id: "rights/start",
    refuses: "Who starts a container group, a job or a trigger needs a role on it that lets it do so.",
    source: "Microsoft: Azure Container Instances Contributor Role; Azure custom roles; jobs in Azure Container Apps",
    status: 403,
    code: "AuthorizationFailed",
    kinds: ["start"],
    says: (operation) => {
      const { world, caller, id, type } = operation;
      const { right, action } = STARTING[type] ?? { right: "write", action: `${type}/start/action` };
      return world.has(right, caller.principalId, id) ? undefined : lacks(operation, action);
    },
  },
  {
    id: "rights/act",
    refuses:
      "Who lists or regenerates keys, or stops a trigger, needs Contributor or Owner on the resource or above it; a runtime's keys are listed with Data Factory Contributor too, or by a role with that action.",
    source: "Microsoft: Azure built-in roles, Reader has no actions; permissions for Analytics, Microsoft.DataFactory",
    status: 403,
    code: "AuthorizationFailed",
    kinds: ["act", "stop"],
    says: (operation) => {
      const { world, caller, id, type, action = "stop" } = operation;
      const right = RIGHTS_OF_ACTIONS[`${type}/${action}`] ?? "write";
      return world.has(right, caller.principalId, id) ? undefined : lacks(operation, `${type}/${action}/action`);
    },
  },
  {
    id: "rights/vault-settings",
    refuses: "The provider reads the vault before the secret, for which its caller needs Reader on the vault.",
    source: "azurerm: key_vault_secret data source",
    status: 403,
    code: "AuthorizationFailed",
    types: ["azurerm_key_vault_secret"],
    kinds: ["look-up"],
    says: (operation) => {
      const vaultId = parentOf(operation.id);
      const allowed = operation.world.has("read", operation.caller.principalId, vaultId);
      return allowed ? undefined : lacks({ ...operation, id: vaultId }, "Microsoft.KeyVault/vaults/read");
    },
  },
];
