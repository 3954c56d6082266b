import { AZURE_STACK } from "./azure-stack";
import { CONTAINER } from "./container";
import { CONTAINER_APP } from "./container-app";
import { DATA_FACTORY } from "./data-factory";
import { FOUNDATION } from "./foundation";
import { LOAD_BALANCER } from "./load-balancer";
import { NETWORK } from "./network";
import { RELAY } from "./relay";
import { SCALE_SET } from "./scale-set";
import { STORAGE } from "./storage";
import { Supplements, azurerm } from "./supplement";
import { VAULT } from "./vault";

export { azurerm, type Supplement } from "./supplement";

/** Resource types that the double serves. */
export const RESOURCES: Supplements = {
  ...FOUNDATION,
  ...DATA_FACTORY,
  ...RELAY,
  ...VAULT,
  ...STORAGE,
  ...CONTAINER,
  ...CONTAINER_APP,
  ...NETWORK,
  ...LOAD_BALANCER,
  ...SCALE_SET,
  ...AZURE_STACK,
};

/** Data sources that the double serves. */
export const DATA_SOURCES: Supplements = {
  azurerm_client_config: { module: azurerm("data-azurerm-client-config"), className: "DataAzurermClientConfig" },
  azurerm_key_vault_secret: {
    module: azurerm("data-azurerm-key-vault-secret"),
    className: "DataAzurermKeyVaultSecret",
    sensitive: ["value"],
  },
  azurerm_storage_account: {
    module: azurerm("data-azurerm-storage-account"),
    className: "DataAzurermStorageAccount",
    sensitive: ["primary", "secondary"].flatMap((which) =>
      ["access_key", "connection_string", "blob_connection_string"].map((what) => `${which}_${what}`),
    ),
  },
};
