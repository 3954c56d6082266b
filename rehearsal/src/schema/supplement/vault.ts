import { PLACE, Supplements, azurerm } from "./supplement";

/** Vaults and secrets. */
export const VAULT: Supplements = {
  azurerm_key_vault: {
    module: azurerm("key-vault"),
    className: "KeyVault",
    forceNew: PLACE,
    computed: ["contact", "network_acls"],
    deprecated: ["contact", "enable_rbac_authorization"],
    defaults: { public_network_access_enabled: true, soft_delete_retention_days: 90 },
    items: { access_policy: { max: 1024 } },
    conflicts: [
      ["enable_rbac_authorization", "rbac_authorization_enabled"],
      ["rbac_authorization_enabled", "enable_rbac_authorization"],
    ],
  },
  azurerm_key_vault_secret: {
    module: azurerm("key-vault-secret"),
    className: "KeyVaultSecret",
    forceNew: ["key_vault_id", "name"],
    sensitive: ["value"],
    writeOnly: ["value_wo"],
    exactlyOneOf: [["value", "value_wo"]],
    requiredWith: [
      ["value_wo", "value_wo_version"],
      ["value_wo_version", "value_wo"],
    ],
  },
};
