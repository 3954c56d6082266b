import { Values } from "../../provider/value";
import type { World } from "../world";
import { keyOf, parentOf, segment } from "../ids";
import { text } from "../operation";
import { TypedKinds, identity, inside, ownId, topLevel } from "./kind";

function storageEndpoints(name: string, seed: string): Values {
  const keys = { primary: keyOf(`${name} 1 ${seed}`), secondary: keyOf(`${name} 2 ${seed}`) };
  const endpoints = ["blob", "dfs", "file", "queue", "table", "web"].map((service) => ({
    [`primary_${service}_endpoint`]: `https://${name}.${service}.core.windows.net/`,
    [`primary_${service}_host`]: `${name}.${service}.core.windows.net`,
  }));
  const connection = (key: string): string =>
    `DefaultEndpointsProtocol=https;AccountName=${name};AccountKey=${key};EndpointSuffix=core.windows.net`;
  const strings = Object.entries(keys).map(([rank, key]) => ({
    [`${rank}_access_key`]: key,
    [`${rank}_connection_string`]: connection(key),
  }));
  return Object.assign({ access_tier: "Hot" }, ...endpoints, ...strings) as Values;
}

/** The provider writes a blob to an account of which it knows the name only. */
function blobId(values: Values, world: World): string {
  const accountName = text(values, "storage_account_name");
  const account = world.ofType("azurerm_storage_account").find(({ values: { name } }) => name === accountName);
  const container = text(values, "storage_container_name");
  return `${account?.id ?? `/storageAccounts/${accountName}`}/blobServices/default/containers/${container}/blobs/${text(values, "name")}`;
}

/** Storage accounts, and what they hold. */
export const STORAGE: TypedKinds = {
  azurerm_storage_account: {
    ...topLevel("Microsoft.Storage", "storageAccounts"),
    globalName: "Microsoft.Storage/storageAccounts",
    actions: {
      listKeys: ({ values }) => ({
        keys: ["primary", "secondary"].map((rank, index) => ({
          keyName: `key${index + 1}`,
          permissions: "FULL",
          value: values[`${rank}_access_key`],
        })),
      }),
    },
    computed: (values, making) => ({
      primary_location: text(values, "location"),
      large_file_share_enabled: false,
      ...storageEndpoints(text(values, "name"), making.seed),
      identity: identity(values, making),
    }),
  },
  azurerm_storage_share: {
    ...inside("storage_account_id", "fileServices/default/shares"),
    computed: (values, { id }) => {
      const account = segment(id, "storageAccounts");
      const url = `https://${account}.file.core.windows.net/${text(values, "name")}`;
      return { access_tier: "TransactionOptimized", metadata: {}, resource_manager_id: id, url };
    },
  },
  azurerm_storage_container: {
    ...inside("storage_account_id", "blobServices/default/containers"),
    computed: (values, { id }) => ({
      default_encryption_scope: "$account-encryption-key",
      has_immutability_policy: false,
      has_legal_hold: false,
      metadata: {},
      resource_manager_id: id,
      url: `https://${segment(id, "storageAccounts")}.blob.core.windows.net/${text(values, "name")}`,
    }),
  },
  azurerm_storage_blob: {
    id: (values, _, __, world) => blobId(values, world),
    idOf: blobId,
    parent: (id) => parentOf(id),
    computed: (values) => {
      const container = `https://${text(values, "storage_account_name")}.blob.core.windows.net/${text(values, "storage_container_name")}`;
      const url = `${container}/${text(values, "name")}`;
      return { id: url, url, access_tier: "Hot", metadata: {} };
    },
  },
  azurerm_storage_management_policy: {
    id: (values) => `${text(values, "storage_account_id")}/managementPolicies/default`,
    idOf: ownId,
    parent: (_, values) => text(values, "storage_account_id"),
  },
};
