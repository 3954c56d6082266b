import { Values, isValues } from "../../provider/value";
import { Refusal, figure, text } from "../operation";
import { attachedIdentities } from "../types/kind";
import { HYBRID_CONNECTION } from "../types/relay";
import { CHANGE_OF_NETWORK } from "./change-network";

const asksSenders = ({ properties }: Values): boolean =>
  !isValues(properties) || properties.requiresClientAuthorization !== false;

/** In which azurerm knows that nobody has chosen a retention yet. */
const UNCHOSEN_DAYS = 90;

/** What cannot be changed any more, once it is so. What forces a replacement instead, the schema says. */
export const CHANGE: readonly Refusal[] = [
  {
    id: "change/vault-retention",
    refuses: "How long a vault keeps what was deleted can be chosen once.",
    source:
      "hashicorp/terraform-provider-azurerm#10088: a single time, at creation or afterwards; Microsoft: Key Vault soft-delete overview",
    status: 400,
    code: "BadRequest",
    types: ["azurerm_key_vault"],
    kinds: ["update"],
    says: ({ values, before = {} }) => {
      const [was, will] = [before, values].map((one) => figure(one, "soft_delete_retention_days"));
      return was === will || was === UNCHOSEN_DAYS
        ? undefined
        : `once \`soft_delete_retention_days\` has been configured it cannot be modified, from ${was} to ${will}`;
    },
  },
  {
    id: "change/purge-protection",
    refuses: "A vault's protection from purge is never taken away again.",
    source: "azurerm: key_vault, purge_protection_enabled; hashicorp/terraform-provider-azurerm#17815",
    status: 400,
    code: "BadRequest",
    types: ["azurerm_key_vault"],
    kinds: ["update"],
    says: ({ values, before = {} }) =>
      before.purge_protection_enabled === true && values.purge_protection_enabled !== true
        ? "once Purge Protection has been Enabled it's not possible to disable it"
        : undefined,
  },
  {
    id: "change/large-shares",
    refuses: "A storage account that takes large file shares keeps taking them.",
    source: "azurerm: storage_account, CustomizeDiff",
    status: 400,
    code: "InvalidParameter",
    types: ["azurerm_storage_account"],
    kinds: ["plan"],
    says: ({ values, before = {} }) =>
      before.large_file_share_enabled === true && values.large_file_share_enabled === false
        ? "`large_file_share_enabled` cannot be disabled once it's been enabled"
        : undefined,
  },
  {
    id: "change/environment-logs",
    refuses: "An environment of Container Apps has a workspace of its own where its logs go there, and nowhere else.",
    source: "azurerm: container_app_environment, CustomizeDiff",
    status: 400,
    code: "InvalidParameter",
    types: ["azurerm_container_app_environment"],
    kinds: ["plan"],
    says: ({ values, before = {} }) => {
      const isChanged = ["logs_destination", "log_analytics_workspace_id"].some(
        (name) => text(values, name) !== text(before, name),
      );
      const [destination, workspaceId] = [text(values, "logs_destination"), text(values, "log_analytics_workspace_id")];
      return !isChanged || destination === ""
        ? undefined
        : destination === "log-analytics" && values.log_analytics_workspace_id === null
          ? "`log_analytics_workspace_id` must be set when `logs_destination` is set to `log-analytics`"
          : destination === "azure-monitor" && workspaceId !== ""
            ? "`log_analytics_workspace_id` can only be set when `logs_destination` is set to `log-analytics` or omitted"
            : undefined;
    },
  },
  {
    id: "change/client-authorization",
    refuses: "Whether a hybrid connection asks its senders who they are is said when it is made.",
    source: "azurerm: relay_hybrid_connection, requires_client_authorization, which forces a replacement",
    status: 400,
    code: "BadRequest",
    types: [HYBRID_CONNECTION],
    kinds: ["update"],
    says: ({ values, before = {} }) =>
      asksSenders(values) === asksSenders(before)
        ? undefined
        : `RequiresClientAuthorization of a hybrid connection cannot be changed, from ${asksSenders(before)} to ${asksSenders(values)}.`,
  },
  {
    id: "change/group-identity",
    refuses: "A container group whose identity changes in place is sent again without its secrets.",
    source: "azurerm: container_group, update, which sends what it has read; Azure shows no secure value [inferred]",
    status: 400,
    code: "InvalidContainerGroup",
    types: ["azurerm_container_group"],
    kinds: ["update"],
    says: ({ values, before = {} }) => {
      const [was, will] = [before, values].map((one) => attachedIdentities(one).sort().join(", "));
      return was === will
        ? undefined
        : `The secure values of the group are missing: it came as ${was}, and now as ${will}.`;
    },
  },
  ...CHANGE_OF_NETWORK,
  {
    id: "change/locked",
    refuses: "Nothing is deleted, or changed, under a lock that somebody has set on it or above it.",
    source: "Microsoft: lock your resources to protect your infrastructure",
    status: 409,
    code: "ScopeLocked",
    kinds: ["update", "delete"],
    says: ({ id, kind, world }) => {
      const [locked] = world.locksOn(id).filter(({ level }) => kind === "delete" || level === "ReadOnly");
      const verb = kind === "delete" ? "delete" : "write";
      return (
        locked &&
        `The scope '${id}' cannot perform ${verb} operation because following scope(s) are locked: '${locked.scope}'. Please remove the lock and try again.`
      );
    },
  },
];
