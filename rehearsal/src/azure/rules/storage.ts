import { Refusal, blocks, text } from "../operation";

const BLOB = "azurerm_storage_blob";
const POLICY = "azurerm_storage_management_policy";

/** What storage accounts refuse. */
export const STORAGE: readonly Refusal[] = [
  {
    id: "storage/shared-key",
    refuses:
      "The provider writes blobs with the account's key, unless told to use its own identity; some accounts take no key.",
    source: "azurerm: storage_use_azuread; Microsoft: prevent Shared Key authorization",
    status: 403,
    code: "KeyBasedAuthenticationNotPermitted",
    types: [BLOB],
    kinds: ["create", "update", "delete"],
    says: ({ world, id }) => {
      const account = world.find(id.split("/blobServices/")[0]);
      return account?.values.shared_access_key_enabled === false
        ? "Key based authentication is not permitted on this storage account."
        : undefined;
    },
  },
  {
    id: "storage/policy-rule",
    refuses: "A lifecycle rule does something to the blobs that it names.",
    source: "Microsoft: Azure Blob Storage lifecycle management, rule actions",
    status: 400,
    code: "InvalidManagementPolicy",
    types: [POLICY],
    kinds: ["create", "update"],
    says: ({ values }) => {
      const idle = blocks(values, "rule").find((rule) =>
        blocks(rule, "actions")
          .flatMap((actions) => [actions.base_blob, actions.snapshot, actions.version])
          .flat()
          .every((action) => Object.values(action ?? {}).every((days) => typeof days !== "number" || days < 0)),
      );
      return idle && `The rule '${text(idle, "name")}' has no action.`;
    },
  },
];
