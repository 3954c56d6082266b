import { Values } from "../../provider/value";
import { identitiesIn } from "../attached";
import { sameId } from "../ids";
import { Operation, blocks, text } from "../operation";
import { Right } from "../roles";
import { attachedIdentities } from "../types/kind";

/** How something that runs images says with whose right it pulls them from a registry. */
export interface PullCredential {
  readonly identityId: string;
  readonly password: string;
}

/** Why an image cannot be pulled by whoever runs it, as far as its registry is known here. */
export function pullRefused(
  operation: Operation,
  image: string,
  credentialFor: (server: string) => PullCredential | undefined,
): string | undefined {
  const { world, values } = operation;
  const server = serverOf(image);
  if (server === undefined) {
    return undefined;
  }
  const said = `The image '${image}' in '${text(values, "name")}' is not accessible. Please check the image and registry credential`;
  const registry = world
    .ofType("azurerm_container_registry")
    .find((candidate) => sameId(text(candidate.values, "login_server"), server));
  const credential = credentialFor(server);
  if (registry === undefined || credential === undefined) {
    return `${said}: ${registry === undefined ? "there is no such registry" : "no credential for it is given"}.`;
  }
  const password = text(registry.values, "admin_password");
  if (password !== "" && credential.password === password) {
    return undefined;
  }
  const { identityId } = credential;
  if (!attachedIdentities(values).some((id) => sameId(id, identityId))) {
    return `${said}: the identity '${identityId}' is not attached to it.`;
  }
  const identity = identitiesIn(operation).find(({ id }) => sameId(id, identityId));
  const principal = text(identity?.values ?? {}, "principal_id");
  return rightMissing(
    world.pending(pullRightOf(registry.values), principal, registry.id),
    `${said}: its identity`,
    registry.id,
  );
}

/**
 * The right by which a registry lets pull: where it gives rights by repository, AcrPull, and what includes it, counts for
 * nothing. Source: Microsoft, Azure ABAC repository permissions in Azure Container Registry.
 */
export function pullRightOf(registry: Values): Right {
  return text(registry, "role_assignment_mode") === "AbacRepositoryPermissions" ? "pullRepositories" : "pullImages";
}

/** Why an image cannot be run: nobody has pushed it. */
export function imageMissing({ world }: Operation, image: string): string | undefined {
  return serverOf(image) === undefined || world.hasImage(image)
    ? undefined
    : `The image '${image}' is not in its registry: manifest unknown.`;
}

/** Images that the containers of one block run. */
export const imagesOf = (values: Values, container: string): string[] =>
  blocks(values, container).map((block) => text(block, "image"));

/** The registry of an image in Azure; of somebody else's, nothing is known here. */
const serverOf = (image: string): string | undefined => /^([^/]+\.azurecr\.io)\//i.exec(image)?.[1];

/** Who lacks a right, as far as somebody does: `seconds` is what is pending. */
export function rightMissing(seconds: number | undefined, who: string, scope: string): string | undefined {
  if (seconds === 0) {
    return undefined;
  }
  return `${who} has ${seconds === undefined ? "no role" : `a role that counts in ${seconds} s`} on ${scope}.`;
}
