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
