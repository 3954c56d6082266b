import { Azure } from "../../azure/azure";
import { resourceId } from "../../azure/ids";
import { Caller, text } from "../../azure/operation";
import { Values } from "../value";

/** What a data source finds, by what it looks for. */
type LookUp = (config: Values, caller: Caller) => { readonly type: string; readonly id: string };

const LOOK_UPS: Readonly<Record<string, LookUp>> = {
  azurerm_key_vault_secret: (config) => ({
    type: "azurerm_key_vault_secret",
    id: `${text(config, "key_vault_id")}/secrets/${text(config, "name")}`,
  }),
  azurerm_storage_account: (config, { subscriptionId }) => ({
    type: "azurerm_storage_account",
    id: resourceId(
      subscriptionId,
      text(config, "resource_group_name"),
      "Microsoft.Storage",
      "storageAccounts",
      text(config, "name"),
    ),
  }),
};

/** What a data source of azurerm knows after it has looked. */
export function lookUp(azure: Azure, type: string, config: Values, caller: Caller): Values {
  if (type === "azurerm_client_config") {
    const { principalId, tenantId, subscriptionId } = caller;
    const known = { client_id: principalId, object_id: principalId, tenant_id: tenantId };
    return { ...config, ...known, id: principalId, subscription_id: subscriptionId };
  }
  const wanted = LOOK_UPS[type](config, caller);
  const found = azure.read({ ...wanted, through: type, config, caller }, "look-up");
  return { ...config, ...found?.values, ...found?.hidden };
}
