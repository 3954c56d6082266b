import { parentOf } from "../ids";
import { Operation, Refusal, text } from "../operation";
import { addressWithin } from "../addresses";
import { admittedBy } from "./vault-network";

const SECRET = ["azurerm_key_vault_secret"];

const writes = ({ kind }: Operation): boolean => kind !== "read" && kind !== "look-up";

/** What a vault itself refuses, whatever rights its owner has on it. */
export const VAULT: readonly Refusal[] = [
  {
    id: "vault/address",
    refuses: "A vault that denies by default answers only the addresses that it admits.",
    source: "Microsoft: Key Vault network security",
    status: 403,
    code: "ForbiddenByFirewall",
    types: SECRET,
    kinds: ["create", "update", "delete", "read", "look-up"],
    says: ({ id, world, caller }) => {
      const admitted = admittedBy(world.find(parentOf(id))?.values ?? {});
      return admitted === undefined || admitted.ranges.some((range) => addressWithin(caller.address, range))
        ? undefined
        : `Client address is not authorized and caller is not a trusted service. Client address: ${caller.address}. Admitted: ${admitted.ranges.join(", ") || "none"}.`;
    },
  },
  {
    id: "vault/data-plane",
    refuses: "Secrets are read and written by a right of their own, which counts some minutes after it was given.",
    source: "Microsoft: Key Vault RBAC, data plane; troubleshoot Azure RBAC: up to 10 minutes",
    status: 403,
    code: "ForbiddenByRbac",
    types: SECRET,
    kinds: ["create", "update", "delete", "read", "look-up"],
    says: (operation) => {
      const { id, world, caller } = operation;
      const right = writes(operation) ? "writeSecrets" : "readSecrets";
      const seconds = world.pending(right, caller.principalId, id);
      return seconds === 0
        ? undefined
        : `Caller is not authorized to perform action on resource. Caller: ${caller.principalId}. ${seconds === undefined ? "Assignment: (not found)" : `Its role counts in ${seconds} s`}. Scope: ${id}.`;
    },
  },
  {
    id: "vault/deleted-secret",
    refuses:
      "The name of a deleted secret is free again when that is purged; the provider recovers it, unless told not to.",
    source: "Microsoft: Key Vault soft-delete; azurerm: features, key_vault, recover_soft_deleted_secrets",
    status: 409,
    code: "ObjectIsDeletedButRecoverable",
    types: SECRET,
    kinds: ["create"],
    says: ({ id, values, world, caller }) =>
      world.deletedSecret(id) === undefined || caller.recoversSecrets
        ? undefined
        : `Secret ${text(values, "name")} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
  },
  {
    id: "vault/no-such-secret",
    refuses: "A secret must be there when it is read.",
    source: "azurerm: key_vault_secret data source",
    status: 404,
    code: "SecretNotFound",
    types: SECRET,
    kinds: ["read", "look-up"],
    says: ({ id, world }) => (world.find(id) === undefined ? `KeyVault Secret "${id}" does not exist` : undefined),
  },
];
