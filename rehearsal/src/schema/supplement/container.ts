import { PLACE, Supplements, azurerm } from "./supplement";

/** Registries, and what runs their images. */
export const CONTAINER: Supplements = {
  azurerm_container_registry: {
    module: azurerm("container-registry"),
    className: "ContainerRegistry",
    forceNew: [...PLACE, "zone_redundancy_enabled"],
    sensitive: ["admin_password"],
    defaults: {
      admin_enabled: false,
      export_policy_enabled: true,
      "georeplications.zone_redundancy_enabled": false,
      network_rule_bypass_option: "AzureServices",
      public_network_access_enabled: true,
      trust_policy_enabled: false,
      zone_redundancy_enabled: false,
    },
    items: { encryption: { max: 1 }, network_rule_set: { max: 1 } },
  },
  azurerm_container_group: {
    module: azurerm("container-group"),
    className: "ContainerGroup",
    changeable: [
      "container.cpu_limit",
      "container.memory_limit",
      "identity",
      "key_vault_user_assigned_identity_id",
      "network_profile_id",
      "tags",
    ],
    sensitive: [
      "diagnostics.log_analytics.workspace_key",
      "image_registry_credential.password",
      ...["container", "init_container"].flatMap((container) => [
        `${container}.secure_environment_variables`,
        `${container}.volume.secret`,
        `${container}.volume.storage_account_key`,
      ]),
    ],
    deprecated: ["network_profile_id"],
    defaults: {
      "container.ports.protocol": "TCP",
      "container.volume.empty_dir": false,
      "container.volume.read_only": false,
      dns_name_label_reuse_policy: "Unsecure",
      "init_container.volume.empty_dir": false,
      "init_container.volume.read_only": false,
      ip_address_type: "Public",
      restart_policy: "Always",
      sku: "Standard",
    },
    items: { subnet_ids: { max: 1 } },
    conflicts: [["subnet_ids", "dns_name_label"]],
  },
};
