import { Refusal } from "../operation";
import { pullRightOf, rightMissing } from "./image-use";

/** What somebody asks of a registry who is no resource in Azure. */
export const REGISTRY_PULL: readonly Refusal[] = [
  {
    id: "registry/pull",
    refuses: "Who pulls an image has a role on its registry that lets it, as whoever is signed in there.",
    source: "Microsoft: authenticate with an Azure container registry, individual login with Microsoft Entra ID",
    status: 401,
    code: "UNAUTHORIZED",
    types: ["azurerm_container_registry"],
    kinds: ["pull"],
    says: ({ world, id, values, caller: { principalId } }) =>
      world.find(id) === undefined
        ? `There is no registry ${id}.`
        : rightMissing(world.pending(pullRightOf(values), principalId, id), `The identity ${principalId}`, id),
  },
];
