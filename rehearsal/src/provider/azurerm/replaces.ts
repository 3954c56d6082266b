import { sameId } from "../../azure/ids";
import { blocks, text } from "../../azure/operation";
import { given } from "../../azure/types/kind";
import { Step } from "../double";
import { Values } from "../value";

/** A change that azurerm cannot make in place, though it can make others of the same argument. */
interface Replaces {
  readonly argument: string;
  readonly when: (before: Values, after: Values) => boolean;
}

const ZONAL = ["ZRS", "GZRS", "RAGZRS"];

const isZonal = (account: Values): boolean => ZONAL.includes(text(account, "account_replication_type").toUpperCase());

/** Between which a workspace changes in place. */
const SKUS_OF_LOGS = ["PerGB2018", "CapacityReservation"];

/** What is in a storage account, and known by Azure's own ID: it goes to no other one. */
const IN_ACCOUNT: readonly Replaces[] = [
  {
    argument: "storage_account_id",
    when: (before, after) =>
      text(before, "id").startsWith("/subscriptions/") &&
      !sameId(text(before, "storage_account_id"), text(after, "storage_account_id")),
  },
];

const count = (values: Values, argument: string): number => blocks(values, argument).length;

/** By type. Source: azurerm, `CustomizeDiff` of each resource; what replaces whatever it becomes, the schema says. */
const REPLACES: Readonly<Record<string, readonly Replaces[]>> = {
  azurerm_container_app_environment: [
    {
      argument: "workload_profile",
      when: (before, after) => (count(before, "workload_profile") === 0) !== (count(after, "workload_profile") === 0),
    },
  ],
  azurerm_data_factory: [
    {
      argument: "managed_virtual_network_enabled",
      when: (before, after) =>
        before.managed_virtual_network_enabled === true && after.managed_virtual_network_enabled !== true,
    },
  ],
  azurerm_linux_virtual_machine_scale_set: [
    {
      argument: "zones",
      when: (before, after) => given(before, "zones").some((zone) => !given(after, "zones").includes(zone)),
    },
  ],
  azurerm_log_analytics_workspace: [
    {
      argument: "sku",
      when: (before, after) => {
        const [was, will] = [before, after].map((one) => text(one, "sku"));
        const stays = was === will || ["", "LACluster"].includes(was);
        return !stays && ![was, will].every((sku) => SKUS_OF_LOGS.includes(sku));
      },
    },
  ],
  azurerm_public_ip: [
    {
      argument: "domain_name_label_scope",
      when: (before, after) => {
        const [was, will] = [before, after].map((one) => text(one, "domain_name_label_scope"));
        return was !== will && was !== "";
      },
    },
  ],
  azurerm_storage_container: IN_ACCOUNT,
  azurerm_storage_share: IN_ACCOUNT,
  azurerm_storage_account: [
    {
      argument: "account_kind",
      when: (before, after) =>
        before.account_kind !== after.account_kind &&
        before.account_kind !== "Storage" &&
        after.account_kind !== "StorageV2",
    },
    { argument: "account_replication_type", when: (before, after) => isZonal(before) !== isZonal(after) },
  ],
};

/** Arguments of which this change makes another resource. */
export function replacedBy(type: string, before: Values, after: Values): Step[][] {
  return (REPLACES[type] ?? []).filter(({ when }) => when(before, after)).map(({ argument }) => [argument]);
}
