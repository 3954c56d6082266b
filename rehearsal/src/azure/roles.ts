import { Values } from "../provider/value";
import { sameId, within } from "./ids";
import { blocks, text } from "./operation";
import type { Resource, World } from "./world";

/** Built-in roles by name. Source: Microsoft, Azure built-in roles. */
export const ROLES: Readonly<Record<string, string>> = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  "Data Factory Contributor": "673868aa-7521-48a0-acc6-0f60742d39f5",
  "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
  "Azure Relay Owner": "2787bf04-f1f5-4bfe-8383-c8a24483ee38",
  "Azure Relay Sender": "26baccc8-eea7-41f1-98f4-1762cc7f685d",
  "Azure Relay Listener": "26e0b698-aa6d-4085-9386-aadae190014d",
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
  "Container Registry Repository Reader": "b93aa761-3e63-49ed-ac28-beffa264f7ac",
  "Azure Container Instances Contributor Role": "5d977122-f97e-4b4d-a52f-6b43003ddb4d",
  "Container Apps Jobs Operator": "b9a307c4-5aa3-4b52-ba60-2b17c136cd7b",
  "Log Analytics Contributor": "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
  "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
  "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
};

/** What can be done, with the roles that include it. Source: Microsoft, Azure built-in roles. */
export const RIGHTS = {
  write: ["Owner", "Contributor"],
  read: [
    "Owner",
    "Contributor",
    "Reader",
    "User Access Administrator",
    "Role Based Access Control Administrator",
    "Managed Identity Operator",
  ],
  assignIdentities: ["Owner", "Contributor", "Managed Identity Operator"],
  assignRoles: ["Owner", "User Access Administrator", "Role Based Access Control Administrator"],
  link: ["Owner", "Contributor"],
  listRuntimeKeys: ["Owner", "Contributor", "Data Factory Contributor"],
  pullImages: ["Owner", "Contributor", "Reader", "AcrPull", "AcrPush", "Role Based Access Control Administrator"],
  pullRepositories: ["Container Registry Repository Reader"],
  send: ["Azure Relay Owner", "Azure Relay Sender"],
  listen: ["Azure Relay Owner", "Azure Relay Listener"],
  readSecrets: ["Key Vault Administrator", "Key Vault Secrets Officer", "Key Vault Secrets User"],
  listWorkspaceKeys: ["Owner", "Contributor", "Log Analytics Contributor"],
  writeBlobs: ["Storage Blob Data Owner", "Storage Blob Data Contributor"],
  readBlobs: ["Storage Blob Data Owner", "Storage Blob Data Contributor", "Storage Blob Data Reader"],
  defineRoles: ["Owner", "User Access Administrator"],
  startGroups: ["Owner", "Contributor", "Azure Container Instances Contributor Role"],
  seeGroups: ["Owner", "Contributor", "Reader", "Azure Container Instances Contributor Role"],
  stopGroups: ["Owner", "Contributor", "Azure Container Instances Contributor Role"],
  startJobs: ["Owner", "Contributor", "Container Apps Jobs Operator"],
  seeExecutions: ["Owner", "Contributor", "Reader", "Container Apps Jobs Operator"],
  seeJobs: ["Owner", "Contributor", "Reader", "Container Apps Jobs Operator"],
  stopExecutions: ["Owner", "Contributor", "Container Apps Jobs Operator"],
  writeSecrets: ["Key Vault Administrator", "Key Vault Secrets Officer"],
} as const;

export type Right = keyof typeof RIGHTS;

/** The same for roles that somebody defines: the actions that give it together, where there are any. */
const ACTIONS: Partial<Record<Right, readonly string[]>> = {
  startGroups: ["Microsoft.ContainerInstance/containerGroups/start/action"],
  seeGroups: ["Microsoft.ContainerInstance/containerGroups/read"],
  stopGroups: ["Microsoft.ContainerInstance/containerGroups/stop/action"],
  startJobs: ["Microsoft.App/jobs/start/action"],
  seeExecutions: ["Microsoft.App/jobs/execution/read", "Microsoft.App/jobs/executions/read"], // [assumed A15]
  seeJobs: ["Microsoft.App/jobs/read"],
  stopExecutions: ["Microsoft.App/jobs/stop/execution/action"],
  listWorkspaceKeys: ["Microsoft.OperationalInsights/workspaces/sharedKeys/action"],
  link: ["Microsoft.DataFactory/factories/integrationruntimes/linkedIntegrationRuntime/action"], // [assumed A4]
  listRuntimeKeys: ["Microsoft.DataFactory/factories/integrationruntimes/listauthkeys/action"],
};

/** Whether a role that somebody defines gives a right. */
function isDefinedFor(right: Right, actions: readonly string[]): boolean {
  return ACTIONS[right]?.every((action) => actions.some((given) => sameId(given, action))) ?? false;
}

const definitionOf = (world: World, roleId: string): Resource | undefined =>
  world.ofType("azurerm_role_definition").find(({ values }) => sameId(text(values, "role_definition_id"), roleId));

/** What the role with this UUID is called, built in or defined by somebody; undefined where there is none. */
export function roleNamed(world: World, roleId: string): string | undefined {
  const builtIn = Object.keys(ROLES).find((name) => sameId(ROLES[name], roleId));
  const definition = definitionOf(world, roleId);
  return builtIn ?? (definition && text(definition.values, "name"));
}

/** UUID of the role of an assignment, which names it or its definition. */
export function roleIdIn(assignment: Values): string {
  return ROLES[text(assignment, "role_definition_name")] ?? text(assignment, "role_definition_id").split("/").pop()!;
}

/** Actions of a role that somebody defines. */
export function actionsOf(world: World, roleId: string): string[] {
  return blocks(definitionOf(world, roleId)?.values ?? {}, "permissions").flatMap(
    ({ actions }) => (actions ?? []) as string[],
  );
}

/** One role for one principal on one scope. */
export interface Assignment {
  readonly roleName: string;
  readonly scope: string;
  readonly principalId: string;
  readonly condition?: string;
  /** Of a role that somebody defines: what it lets do. */
  readonly actions?: readonly string[];
  /** Virtual seconds from which it counts. */
  readonly effectiveAt: number;
}

/** Those of a principal's assignments that give a right on `scope`, in effect or not. */
export function giving(assignments: readonly Assignment[], right: Right, scope: string): Assignment[] {
  const roles: readonly string[] = RIGHTS[right];
  return assignments.filter(
    (assignment) =>
      (roles.includes(assignment.roleName) || isDefinedFor(right, assignment.actions ?? [])) &&
      within(scope, assignment.scope),
  );
}

/**
 * Whether a condition lets its holder write or delete an assignment of this role to this kind of principal. It reads
 * the two attributes with which such conditions are written: the role's definition and the principal's type.
 * Source: Microsoft, delegate role assignment management with conditions.
 */
export function conditionAllows(
  condition: string | undefined,
  action: "write" | "delete",
  roleId: string,
  principalType: string,
): boolean {
  if (condition === undefined) {
    return true;
  }
  const source = action === "write" ? "@Request" : "@Resource";
  const clause = (attribute: string): string[] | undefined => {
    const found = new RegExp(`${source}\\[[^\\]]*:${attribute}\\]\\s*\\w+:\\w+\\s*\\{([^}]*)\\}`).exec(condition);
    return found?.[1]?.split(",").map((item) => item.trim().replace(/^'|'$/g, "").toLowerCase());
  };
  const roles = clause("RoleDefinitionId");
  const types = clause("PrincipalType");
  const mentions = condition.includes(`roleAssignments/${action}'`);
  return (
    !mentions ||
    ((roles === undefined || roles.includes(roleId.toLowerCase())) &&
      (types === undefined || types.includes(principalType.toLowerCase())))
  );
}
