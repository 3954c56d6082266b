import { PLACE, Supplements, all, atLeastOne, azurerm, within } from "./supplement";

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

/** Days after which blobs go: never, unless it is said. */
const NEVER = all(-1, [
  ...within(
    ["rule.actions.base_blob"],
    ["tier_to_archive", "tier_to_cold", "tier_to_cool", "delete"].flatMap((action) =>
      ["creation", "last_access_time", "modification"].map(
        (event) => `${action}_after_days_since_${event}_greater_than`,
      ),
    ),
  ),
  ...within(
    ["rule.actions.base_blob", "rule.actions.snapshot", "rule.actions.version"],
    ["tier_to_archive_after_days_since_last_tier_change_greater_than"],
  ),
  ...within(
    ["rule.actions.snapshot", "rule.actions.version"],
    [
      "change_tier_to_archive_after_days_since_creation",
      "change_tier_to_cool_after_days_since_creation",
      "tier_to_cold_after_days_since_creation_greater_than",
    ],
  ),
  "rule.actions.snapshot.delete_after_days_since_creation_greater_than",
  "rule.actions.version.delete_after_days_since_creation",
]);

/** Storage accounts, and what they hold. */
export const STORAGE: Supplements = {
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
  azurerm_storage_container: {
    module: azurerm("storage-container"),
    className: "StorageContainer",
    forceNew: ["default_encryption_scope", "encryption_scope_override_enabled", "name"],
    deprecated: ["resource_manager_id", "storage_account_name"],
    defaults: { container_access_type: "private", encryption_scope_override_enabled: true },
    exactlyOneOf: [["storage_account_id", "storage_account_name"]],
    requiredWith: [["encryption_scope_override_enabled", "default_encryption_scope"]],
  },
  azurerm_storage_blob: {
    module: azurerm("storage-blob"),
    className: "StorageBlob",
    changeable: ["access_tier", "cache_control", "content_type", "metadata"],
    defaults: { content_type: "application/octet-stream", parallelism: 8, size: 0 },
    conflicts: [
      ["content_md5", "source_uri"],
      ["source", "source_uri", "source_content"],
      ["source_content", "source", "source_uri"],
      ["source_uri", "source", "source_content"],
    ],
  },
  azurerm_storage_management_policy: {
    module: azurerm("storage-management-policy"),
    className: "StorageManagementPolicy",
    forceNew: ["storage_account_id"],
    defaults: { ...NEVER, "rule.filters.match_blob_index_tag.operation": "==" },
    items: atLeastOne("rule"),
  },
};
