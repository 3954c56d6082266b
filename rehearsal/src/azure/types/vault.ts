import { Values } from "../../provider/value";
import { segment, versionOf } from "../ids";
import { blocks, text } from "../operation";
import { DELETE_SECONDS, TypedKinds, given, topLevel } from "./kind";

function vaultSecret(values: Values, id: string, seed: string): Values {
  const base = `https://${segment(id, "vaults")}.vault.azure.net/secrets/${text(values, "name")}`;
  const version = versionOf(`${id} ${seed}`);
  return {
    id: `${base}/${version}`,
    version,
    versionless_id: base,
    resource_id: `${id}/versions/${version}`,
    resource_versionless_id: id,
  };
}

const secretId = (values: Values): string => `${text(values, "key_vault_id")}/secrets/${text(values, "name")}`;

/** Vaults and secrets. */
export const VAULT: TypedKinds = {
  azurerm_key_vault: {
    ...topLevel("Microsoft.KeyVault", "vaults"),
    refersTo: (values) => blocks(values, "network_acls").flatMap((acls) => given(acls, "virtual_network_subnet_ids")),
    globalName: "Microsoft.KeyVault/vaults",
    computed: (values) => ({
      access_policy: [],
      enable_rbac_authorization: values.rbac_authorization_enabled === true,
      network_acls: [
        { bypass: "AzureServices", default_action: "Allow", ip_rules: [], virtual_network_subnet_ids: [] },
      ],
      rbac_authorization_enabled: false,
      vault_uri: `https://${text(values, "name")}.vault.azure.net/`,
    }),
  },
  azurerm_key_vault_secret: {
    id: secretId,
    idOf: secretId,
    parent: (_, values) => text(values, "key_vault_id"),
    takes: { delete: DELETE_SECONDS },
    computed: (values, { id, seed }) => vaultSecret(values, id, seed),
    changed: (values, prior, seed) =>
      values.value === prior.value && values.value_wo_version === prior.value_wo_version
        ? {}
        : vaultSecret(values, secretId(values), seed),
    // The provider looks the vault up by its address, in its own subscription.
    seen: (values, { subscriptionId }) => segment(text(values, "key_vault_id"), "subscriptions") === subscriptionId,
  },
};
