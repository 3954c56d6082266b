import { sameId, segment } from "../ids";
import { Operation, Refusal, text } from "../operation";
import { KINDS } from "../types";
import { CREDENTIAL, DATASET, FACTORY, LINKED_SERVICE, PIPELINE, RUNTIME, TRIGGER } from "../types/data-factory";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE, NAMESPACE_RULE } from "../types/relay";

interface Syntax {
  readonly min: number;
  readonly max: number;
  readonly pattern: RegExp;
}

const DASHED = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;
const DASHED_LOWERCASE = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const IN_FACTORY = /^[A-Za-z0-9_][^<>*#.%&:\\+?/]*$/;
const IN_FACTORY_UNDASHED = /^[A-Za-z0-9_][^<>*#.%&:\\+?/-]*$/;

const RELAY_RULE = { min: 1, max: 50, pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/ };

/** Names by type. Source: Microsoft, naming rules and restrictions for Azure resources. */
const SYNTAX: Readonly<Record<string, Syntax>> = {
  azurerm_resource_group: { min: 1, max: 90, pattern: /^[\p{L}\p{N}_.()-]*[\p{L}\p{N}_()-]$/u },
  azurerm_user_assigned_identity: { min: 3, max: 128, pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/ },
  [FACTORY]: { min: 3, max: 63, pattern: DASHED },
  [RUNTIME]: { min: 3, max: 63, pattern: DASHED },
  [NAMESPACE]: { min: 6, max: 50, pattern: /^[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/ },
  [HYBRID_CONNECTION]: { min: 1, max: 260, pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._/-]*[A-Za-z0-9])?$/ },
  [CONNECTION_RULE]: RELAY_RULE,
  [NAMESPACE_RULE]: RELAY_RULE,
  azurerm_key_vault: { min: 3, max: 24, pattern: /^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$/ },
  azurerm_key_vault_secret: { min: 1, max: 127, pattern: /^[0-9A-Za-z-]+$/ },
  azurerm_container_registry: { min: 5, max: 50, pattern: /^[A-Za-z0-9]+$/ },
  azurerm_storage_account: { min: 3, max: 24, pattern: /^[a-z0-9]+$/ },
  azurerm_storage_share: { min: 3, max: 63, pattern: DASHED_LOWERCASE },
  azurerm_storage_container: { min: 3, max: 63, pattern: DASHED_LOWERCASE },
  [PIPELINE]: { min: 1, max: 260, pattern: IN_FACTORY },
  [TRIGGER]: { min: 1, max: 260, pattern: IN_FACTORY },
  [LINKED_SERVICE]: { min: 1, max: 260, pattern: IN_FACTORY_UNDASHED },
  [DATASET]: { min: 1, max: 260, pattern: IN_FACTORY_UNDASHED },
  [CREDENTIAL]: { min: 1, max: 260, pattern: IN_FACTORY },
  azurerm_linux_virtual_machine_scale_set: {
    min: 1,
    max: 64,
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?$/,
  },
  azurerm_container_app_job: { min: 2, max: 32, pattern: /^[a-z](?:-?[a-z0-9])*$/ },
  azurerm_container_group: { min: 1, max: 63, pattern: DASHED_LOWERCASE },
};

/** What things may be called. */
export const NAME: readonly Refusal[] = [
  {
    id: "name/invalid",
    refuses: "Every type of resource has its own lengths and characters for names.",
    source: "Microsoft: naming rules and restrictions for Azure resources",
    status: 400,
    code: "InvalidResourceName",
    kinds: ["create"],
    types: Object.keys(SYNTAX),
    says: ({ type, values }) => {
      const name = text(values, "name");
      const { min, max, pattern } = SYNTAX[type];
      const valid = name.length >= min && name.length <= max && pattern.test(name);
      return valid
        ? undefined
        : `'${name}' is not a valid name: ${min}-${max} characters that match ${pattern.source}.`;
    },
  },
  {
    id: "name/taken",
    refuses: "Names of factories, Relay namespaces, vaults, registries and storage accounts are one for all of Azure.",
    source: "Microsoft: naming rules and restrictions for Azure resources, scope global",
    status: 409,
    code: "NameUnavailable",
    kinds: ["create"],
    says: (operation) => {
      const kind = KINDS[operation.type].globalName;
      return kind === undefined ? undefined : takenBy(operation, kind);
    },
  },
];

function takenBy({ type, id, values, world, caller }: Operation, kind: string): string | undefined {
  const name = text(values, "name");
  const holder = world.ofType(type).find((other) => sameId(text(other.values, "name"), name));
  const elsewhere = world.nameElsewhere(kind, name);
  if (holder !== undefined || elsewhere !== undefined) {
    return `The name '${name}' is ${elsewhere ?? "in use"} already. Names of ${kind} are global: choose another.`;
  }
  const deleted = type === "azurerm_key_vault" ? world.deletedVault(name) : undefined;
  if (deleted === undefined || (sameId(deleted.id, id) && caller.recoversVaults)) {
    return undefined;
  }
  return `A vault '${name}' is in a deleted but recoverable state in subscription ${segment(deleted.id, "subscriptions")}, resource group ${segment(deleted.id, "resourceGroups")}; its name cannot be reused until it is purged.`;
}
