import { within } from "./ids";

/** Built-in roles by name. Source: Microsoft, Azure built-in roles. */
export const ROLES: Readonly<Record<string, string>> = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  "Azure Relay Owner": "2787bf04-f1f5-4bfe-8383-c8a24483ee38",
  "Azure Relay Sender": "26baccc8-eea7-41f1-98f4-1762cc7f685d",
  "Azure Relay Listener": "26e0b698-aa6d-4085-9386-aadae190014d",
  AcrPull: "7f951dda-4ed3-4680-a7ca-43fe172d538d",
  AcrPush: "8311e382-0749-4cb8-b61a-304f252e45ec",
  "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
  "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
};

/** What can be done, with the roles that include it. Source: Microsoft, Azure built-in roles. */
export const RIGHTS = {
  write: ["Owner", "Contributor"],
  read: ["Owner", "Contributor", "Reader", "User Access Administrator", "Role Based Access Control Administrator"],
  assignRoles: ["Owner", "User Access Administrator", "Role Based Access Control Administrator"],
  link: ["Owner", "Contributor"],
  pullImages: ["Owner", "Contributor", "Reader", "AcrPull", "AcrPush", "Role Based Access Control Administrator"],
  send: ["Azure Relay Owner", "Azure Relay Sender"],
  readSecrets: ["Key Vault Administrator", "Key Vault Secrets Officer", "Key Vault Secrets User"],
  writeSecrets: ["Key Vault Administrator", "Key Vault Secrets Officer"],
} as const;

export type Right = keyof typeof RIGHTS;

/** One role for one principal on one scope. */
export interface Assignment {
  readonly roleName: string;
  readonly scope: string;
  readonly principalId: string;
  readonly condition?: string;
  /** Virtual seconds from which it counts. */
  readonly effectiveAt: number;
}

/** The assignments that give `principalId` a right on `scope`, in effect or not. */
export function giving(
  assignments: readonly Assignment[],
  right: Right,
  principalId: string,
  scope: string,
): Assignment[] {
  const roles: readonly string[] = RIGHTS[right];
  return assignments.filter(
    (assignment) =>
      assignment.principalId.toLowerCase() === principalId.toLowerCase() &&
      roles.includes(assignment.roleName) &&
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
