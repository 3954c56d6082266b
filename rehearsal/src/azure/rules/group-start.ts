import { Values } from "../../provider/value";
import { sameId } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";
import { first } from "./first";
import { containers, secretsOf, volumes } from "./group";
import { PullCredential, imageMissing, imagesOf, pullRefused } from "./image-use";
import { identityWith, profileIn, sendingRefused } from "./relay-use";

function onStart(refusal: Omit<Refusal, "types" | "kinds">): Refusal {
  return { ...refusal, types: ["azurerm_container_group"], kinds: ["create", "update", "start"] };
}

/** What a container group needs when it starts: it does as it is made, and again when it is told to. */
export const GROUP_START: readonly Refusal[] = [
  onStart({
    id: "group/image-right",
    refuses: "A group pulls its images as it starts, with an identity or password that the registry admits by then.",
    source: "Microsoft: deploy to Azure Container Instances from Azure Container Registry using a managed identity",
    status: 400,
    code: "InaccessibleImage",
    says: (operation) =>
      first(imagesOf(operation.values, "container"), (image) =>
        pullRefused(operation, image, (server) => credentialFor(operation.values, server)),
      ),
  }),
  onStart({
    id: "group/image",
    refuses: "The images of a group are in their registry when it starts.",
    source: "Microsoft: troubleshoot Azure Container Instances, unable to pull image",
    status: 400,
    code: "InaccessibleImage",
    says: (operation) => first(imagesOf(operation.values, "container"), (image) => imageMissing(operation, image)),
  }),
  onStart({
    id: "group/file-share",
    refuses: "A group mounts its Azure Files shares as it starts: account, key and share must be right by then.",
    source: "Microsoft: mount an Azure file share in Azure Container Instances",
    status: 400,
    code: "CannotAccessStorageAccount",
    says: (operation) => first(volumes(operation.values), (volume) => shareRefused(operation, volume)),
  }),
  onStart({
    id: "group/relay-right",
    refuses: "The bridge in a group opens its hybrid connections as it starts: its right to send must count by then.",
    source: "Microsoft: Azure Relay authentication and authorization",
    status: 401,
    code: "RelayUnauthorized",
    says: (operation) => first(containers(operation.values), (container) => relayRefused(operation, container)),
  }),
];

function credentialFor(values: Values, server: string): PullCredential | undefined {
  const block = blocks(values, "image_registry_credential").find((one) => sameId(text(one, "server"), server));
  return block && { identityId: text(block, "user_assigned_identity_id"), password: text(block, "password") };
}

function shareRefused({ world }: Operation, volume: Values): string | undefined {
  const share = text(volume, "share_name");
  if (share === "") {
    return undefined;
  }
  const accountName = text(volume, "storage_account_name");
  const account = world.ofType("azurerm_storage_account").find(({ values }) => text(values, "name") === accountName);
  const keys = [account?.values.primary_access_key, account?.values.secondary_access_key];
  if (account === undefined || !keys.includes(text(volume, "storage_account_key"))) {
    return `Cannot access the storage account '${accountName}' with the key given.`;
  }
  return world.find(`${account.id}/fileServices/default/shares/${share}`) === undefined
    ? `There is no share '${share}' in the storage account '${accountName}'.`
    : undefined;
}

function relayRefused(operation: Operation, container: Values): string | undefined {
  const profiles = blocks(container, "volume")
    .flatMap((volume) => Object.values(secretsOf(volume)))
    .flatMap((content) => profileIn(Buffer.from(content, "base64").toString()));
  const clientId = text((container.environment_variables ?? {}) as Values, "AZURE_CLIENT_ID");
  return first(profiles, (profile) => sendingRefused(operation, profile, () => identityWith(operation, clientId)));
}
