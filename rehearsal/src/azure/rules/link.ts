import { Values } from "../../provider/value";
import { principalOf } from "../factory-identity";
import { parentOf, sameId, within } from "../ids";
import { Operation, Refusal, text } from "../operation";
import { FACTORY, RUNTIME, linkedInfoOf } from "../types/data-factory";
import type { Resource, World } from "../world";

const LINKS_PER_RUNTIME = 100;

const sharedIdOf = (body: Values): string | undefined => {
  const linked = linkedInfoOf(body);
  return linked && text(linked, "resourceId");
};

const linksTo = (world: World, runtimeId: string): Resource[] =>
  world.ofType(RUNTIME).filter(({ values }) => sameId(sharedIdOf(values) ?? "", runtimeId));

/** Object ID of the identity by which a factory links. */
const linkingPrincipal = ({ world, id, values }: Operation): string | undefined =>
  principalOf(world, parentOf(id), linkedInfoOf(values) ?? {});

/** A refusal of what links a runtime; `says` is asked with the shared runtime's ID. */
function onLink(
  refusal: Omit<Refusal, "types" | "says"> & { says: (operation: Operation, sharedId: string) => string | undefined },
): Refusal {
  return {
    ...refusal,
    types: [RUNTIME],
    says: (operation) => {
      const sharedId = sharedIdOf(operation.values);
      return sharedId === undefined ? undefined : refusal.says(operation, sharedId);
    },
  };
}

/** A runtime that another one is linked to can only go last. */
function stillLinked({ world, id }: Operation): string | undefined {
  const links = world
    .ofType(RUNTIME)
    .filter((runtime) => within(runtime.id, id))
    .flatMap((runtime) => linksTo(world, runtime.id));
  return links.length === 0
    ? undefined
    : `The integration runtime is shared; remove these linked integration runtimes first: ${links.map((link) => link.id).join(", ")}`;
}

/** Linked integration runtimes. */
export const LINK: readonly Refusal[] = [
  onLink({
    id: "link/shared-runtime",
    refuses: "Only a self-hosted runtime that exists can be linked.",
    source: "Microsoft: create a shared self-hosted integration runtime",
    status: 404,
    code: "SharedIntegrationRuntimeNotFound",
    kinds: ["create", "update"],
    says: ({ world }, sharedId) => {
      const shared = world.find(sharedId, RUNTIME);
      const real = shared !== undefined && sharedIdOf(shared.values) === undefined;
      return real ? undefined : `There is no shared integration runtime ${sharedId}.`;
    },
  }),
  onLink({
    id: "link/system-identity",
    refuses:
      "A factory links a runtime with its system-assigned identity, or by a credential with one that is assigned to it [assumed A1].",
    source: "azurerm issues 14036, 24742, 25292",
    status: 400,
    code: "ManagedIdentityRequiredToCreateLinkedIntegrationRuntime",
    kinds: ["create"],
    says: (operation) =>
      linkingPrincipal(operation) === undefined
        ? "Managed identity is required for the data factory to create a linked integration runtime, or specify a managed identity via credential object."
        : undefined,
  }),
  onLink({
    id: "link/role",
    refuses: "The identity of the linking factory needs Contributor on the shared runtime, and it must count by now.",
    source: "Microsoft: create a shared self-hosted integration runtime; troubleshoot Azure RBAC: up to 10 minutes",
    status: 403,
    code: "AccessDeniedToSharedIntegrationRuntime",
    kinds: ["create", "update"],
    says: (operation, sharedId) => roleMissing(operation, sharedId),
  }),
  onLink({
    id: "link/role-until-the-end",
    refuses: "A link is taken away with the same right with which it was made: link, then role, then hub.",
    source: "azurerm: data_factory_integration_runtime_self_hosted, order of destruction",
    status: 403,
    code: "AccessDeniedToSharedIntegrationRuntime",
    kinds: ["delete"],
    says: (operation, sharedId) => roleMissing(operation, sharedId),
  }),
  onLink({
    id: "link/registered-node",
    refuses: "A runtime can be linked once a node is registered with it.",
    source: "azure-docs issue 106804",
    status: 400,
    code: "SharedIntegrationRuntimeHasNoNode",
    kinds: ["create"],
    says: ({ world }, sharedId) =>
      world.nodes(sharedId).length === 0
        ? `No node is registered with the integration runtime ${sharedId}.`
        : undefined,
  }),
  onLink({
    id: "link/100",
    refuses: "A shared runtime has at most 100 linked ones.",
    source: "Microsoft: Azure Data Factory limits",
    status: 400,
    code: "LinkedIntegrationRuntimeLimitExceeded",
    kinds: ["create"],
    says: ({ world }, sharedId) => {
      const count = linksTo(world, sharedId).length;
      return count < LINKS_PER_RUNTIME ? undefined : `${sharedId} has ${count} linked integration runtimes already.`;
    },
  }),
  {
    id: "link/links-first",
    refuses: "A shared runtime, and its factory, cannot be deleted while others are linked to it.",
    source: "Microsoft: create a shared self-hosted integration runtime",
    status: 400,
    code: "CannotDeleteSharedIntegrationRuntime",
    types: [RUNTIME, FACTORY, "azurerm_resource_group"],
    kinds: ["delete"],
    says: stillLinked,
  },
];

function roleMissing(operation: Operation, sharedId: string): string | undefined {
  const { world } = operation;
  const principal = linkingPrincipal(operation) ?? "";
  const seconds = world.pending("link", principal, sharedId);
  if (seconds === 0) {
    return undefined;
  }
  const why = seconds === undefined ? "has no role" : `has a role that counts in ${seconds} s`;
  return `Access denied: the managed identity ${principal} of the data factory ${why} on the shared integration runtime ${sharedId}.`;
}
