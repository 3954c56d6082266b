import { sameId } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";
import { ROLES, roleIdIn, roleNamed } from "../roles";

/** Seconds until a new identity is known everywhere in Entra. */
const IDENTITY_REPLICATION_SECONDS = 60;

/** What a role assignment must be. */
export const ROLE: readonly Refusal[] = [
  {
    id: "role/unknown",
    refuses: "The provider looks a role up by its name on the scope of the assignment.",
    source: "azurerm: role_assignment, role_definition_name",
    status: 404,
    code: "RoleDefinitionDoesNotExist",
    types: ["azurerm_role_assignment"],
    kinds: ["create"],
    says: ({ values, world }) => {
      const name = text(values, "role_definition_name");
      const roleId = text(values, "role_definition_id").split("/").pop()!;
      const known = name === "" ? roleNamed(world, roleId) !== undefined : name in ROLES;
      return known
        ? undefined
        : `could not find role '${name || roleId}'. The rehearsal knows ${Object.keys(ROLES).join(", ")}.`;
    },
  },
  {
    id: "role/twice",
    refuses: "A principal has a role on a scope once.",
    source: "Microsoft: troubleshoot Azure RBAC, RoleAssignmentExists",
    status: 409,
    code: "RoleAssignmentExists",
    types: ["azurerm_role_assignment"],
    kinds: ["create"],
    says: ({ values, world }) => {
      const same = (name: string, other: Operation["values"]): boolean => sameId(text(values, name), text(other, name));
      const twice = world
        .ofType("azurerm_role_assignment")
        .find(
          ({ values: other }) =>
            same("principal_id", other) && same("scope", other) && sameId(roleIdIn(values), roleIdIn(other)),
        );
      return twice && `The role assignment already exists. The ID of the existing role assignment is ${twice.id}.`;
    },
  },
  {
    id: "role/fresh-principal",
    refuses: "An identity made a moment ago is not known everywhere yet, unless Azure is told that it is one.",
    source: "Microsoft: troubleshoot Azure RBAC, PrincipalNotFound",
    status: 400,
    code: "PrincipalNotFound",
    types: ["azurerm_role_assignment"],
    kinds: ["create"],
    says: ({ values, world }) => {
      const principalId = text(values, "principal_id");
      const told = text(values, "principal_type") !== "" || values.skip_service_principal_aad_check === true;
      if (told) {
        return undefined;
      }
      const fresh = world.all.some(
        ({ values: made, createdAt }) =>
          world.clock.now - createdAt < IDENTITY_REPLICATION_SECONDS &&
          [made, ...blocks(made, "identity")].some((holder) => text(holder, "principal_id") === principalId) &&
          made.role_definition_id === undefined,
      );
      return fresh ? `Principal ${principalId} does not exist in the directory.` : undefined;
    },
  },
];
