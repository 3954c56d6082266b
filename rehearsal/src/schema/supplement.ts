/**
 * What the bindings do not say of a type, in the words of the provider: azurerm 4.55.0, time 0.13.1. Paths join the
 * names of blocks and arguments with dots; a block's path stands for all that is in it.
 */
export interface Supplement {
  /** Module of the bindings. */
  readonly module: string;
  /** Class of the bindings. */
  readonly className: string;
  /** What cannot be changed in place. */
  readonly forceNew?: readonly string[];
  /** Instead of `forceNew`: all that can be changed in place. */
  readonly changeable?: readonly string[];
  /** Blocks that Azure fills in where they are left out; of arguments, the bindings say it. */
  readonly computed?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly writeOnly?: readonly string[];
  readonly deprecated?: readonly string[];
  readonly defaults?: Readonly<Record<string, string | number | boolean>>;
  /** Item counts that differ from what the bindings show; lists and sets of plain values included. */
  readonly items?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
  readonly exactlyOneOf?: readonly (readonly string[])[];
  /** The first is not given together with any of the others. */
  readonly conflicts?: readonly (readonly string[])[];
  /** The first is given only with all the others. */
  readonly requiredWith?: readonly (readonly string[])[];
}

const azurerm = (module: string): string => `@cdktf/provider-azurerm/lib/${module}`;

const PLACE = ["location", "name", "resource_group_name"];
const KEYS = ["primary_connection_string", "primary_key", "secondary_connection_string", "secondary_key"];
const CORS_HEADERS = ["allowed_headers", "allowed_methods", "allowed_origins", "exposed_headers"];

/** Counts of one `cors_rule` block of a storage account's service. */
function corsItems(service: string): Record<string, { min?: number; max?: number }> {
  const rule = `${service}.cors_rule`;
  return {
    [rule]: { max: 5 },
    ...Object.fromEntries(
      CORS_HEADERS.map((name) => [`${rule}.${name}`, { max: 64, min: name.endsWith("_headers") ? 1 : 0 }]),
    ),
  };
}

/** Resource types that the double serves. */
export const RESOURCES: Readonly<Record<string, Supplement>> = {
  azurerm_resource_group: {
    module: azurerm("resource-group"),
    className: "ResourceGroup",
    forceNew: ["location", "name"],
  },
  azurerm_user_assigned_identity: {
    module: azurerm("user-assigned-identity"),
    className: "UserAssignedIdentity",
    forceNew: PLACE,
  },
  azurerm_role_assignment: {
    module: azurerm("role-assignment"),
    className: "RoleAssignment",
    changeable: ["skip_service_principal_aad_check"],
    exactlyOneOf: [["role_definition_id", "role_definition_name"]],
  },
  azurerm_data_factory: {
    module: azurerm("data-factory"),
    className: "DataFactory",
    forceNew: PLACE,
    defaults: {
      public_network_enabled: true,
      "github_configuration.publishing_enabled": true,
      "vsts_configuration.publishing_enabled": true,
    },
    conflicts: [
      ["github_configuration", "vsts_configuration"],
      ["vsts_configuration", "github_configuration"],
    ],
    requiredWith: [["customer_managed_key_identity_id", "customer_managed_key_id"]],
  },
  azurerm_data_factory_integration_runtime_self_hosted: {
    module: azurerm("data-factory-integration-runtime-self-hosted"),
    className: "DataFactoryIntegrationRuntimeSelfHosted",
    forceNew: ["data_factory_id", "name", "rbac_authorization"],
  },
  azurerm_relay_namespace: {
    module: azurerm("relay-namespace"),
    className: "RelayNamespace",
    forceNew: PLACE,
    sensitive: KEYS,
  },
  azurerm_relay_hybrid_connection: {
    module: azurerm("relay-hybrid-connection"),
    className: "RelayHybridConnection",
    forceNew: ["name", "relay_namespace_name", "requires_client_authorization", "resource_group_name"],
    defaults: { requires_client_authorization: true },
  },
  azurerm_relay_hybrid_connection_authorization_rule: {
    module: azurerm("relay-hybrid-connection-authorization-rule"),
    className: "RelayHybridConnectionAuthorizationRule",
    forceNew: ["hybrid_connection_name", "name", "namespace_name", "resource_group_name"],
    sensitive: KEYS,
    defaults: { listen: false, manage: false, send: false },
  },
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
  azurerm_storage_account: {
    module: azurerm("storage-account"),
    className: "StorageAccount",
    forceNew: [
      ...PLACE,
      "account_tier",
      "dns_endpoint_type",
      "edge_zone",
      "immutability_policy",
      "infrastructure_encryption_enabled",
      "is_hns_enabled",
      "nfsv3_enabled",
      "provisioned_billing_model_version",
      "queue_encryption_key_type",
      "table_encryption_key_type",
    ],
    sensitive: ["primary", "secondary"].flatMap((rank) => [
      `${rank}_access_key`,
      `${rank}_blob_connection_string`,
      `${rank}_connection_string`,
    ]),
    computed: [
      "azure_files_authentication.active_directory",
      "blob_properties",
      "network_rules",
      "queue_properties",
      "queue_properties.hour_metrics",
      "queue_properties.logging",
      "queue_properties.minute_metrics",
      "routing",
      "share_properties",
      "static_website",
    ],
    deprecated: ["queue_properties", "static_website"],
    defaults: {
      account_kind: "StorageV2",
      allow_nested_items_to_be_public: true,
      "azure_files_authentication.default_share_level_permission": "None",
      "blob_properties.change_feed_enabled": false,
      "blob_properties.container_delete_retention_policy.days": 7,
      "blob_properties.delete_retention_policy.days": 7,
      "blob_properties.delete_retention_policy.permanent_delete_enabled": false,
      "blob_properties.last_access_time_enabled": false,
      "blob_properties.versioning_enabled": false,
      cross_tenant_replication_enabled: false,
      "custom_domain.use_subdomain": false,
      default_to_oauth_authentication: false,
      dns_endpoint_type: "Standard",
      https_traffic_only_enabled: true,
      infrastructure_encryption_enabled: false,
      is_hns_enabled: false,
      local_user_enabled: true,
      min_tls_version: "TLS1_2",
      nfsv3_enabled: false,
      public_network_access_enabled: true,
      queue_encryption_key_type: "Service",
      "routing.choice": "MicrosoftRouting",
      "routing.publish_internet_endpoints": false,
      "routing.publish_microsoft_endpoints": false,
      "sas_policy.expiration_action": "Log",
      sftp_enabled: false,
      "share_properties.retention_policy.days": 7,
      "share_properties.smb.multichannel_enabled": false,
      shared_access_key_enabled: true,
      table_encryption_key_type: "Service",
    },
    items: {
      sas_policy: { min: 1, max: 1 },
      ...corsItems("blob_properties"),
      ...corsItems("queue_properties"),
      ...corsItems("share_properties"),
    },
    exactlyOneOf: [["customer_managed_key.0.key_vault_key_id", "customer_managed_key.0.managed_hsm_key_id"]],
    requiredWith: [["blob_properties.0.restore_policy", "blob_properties.0.delete_retention_policy"]],
  },
  azurerm_storage_share: {
    module: azurerm("storage-share"),
    className: "StorageShare",
    forceNew: ["enabled_protocol", "name"],
    deprecated: ["resource_manager_id", "storage_account_name"],
    defaults: { enabled_protocol: "SMB" },
    exactlyOneOf: [["storage_account_id", "storage_account_name"]],
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
  time_sleep: {
    module: "@cdktf/provider-time/lib/sleep",
    className: "Sleep",
    forceNew: ["triggers"],
  },
};

/** Data sources that the double serves. */
export const DATA_SOURCES: Readonly<Record<string, Supplement>> = {
  azurerm_client_config: { module: azurerm("data-azurerm-client-config"), className: "DataAzurermClientConfig" },
  azurerm_key_vault_secret: {
    module: azurerm("data-azurerm-key-vault-secret"),
    className: "DataAzurermKeyVaultSecret",
    sensitive: ["value"],
  },
};
