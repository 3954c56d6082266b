/**
 * What azurerm 5 refuses, wants or takes otherwise than 4.55, of the types that the library makes or is likely to.
 *
 * Source: the provider's 5.0 upgrade guide (`website/docs/5.0-upgrade-guide.html.markdown` at 007ff4f5) and its release
 * notes of 5.0.0. What is marked "run" is in neither: the real providers 4.55.0, 4.81.0 and 5.2.0 were given what was
 * synthesized here.
 */
export interface ChangeOfAzurerm5 {
  /** Arguments that 5.x does not know, each with what stands in its place, if anything does. */
  readonly removed?: Readonly<Record<string, string | undefined>>;
  /** Arguments that 4.55 does not know. */
  readonly added?: readonly string[];
  /** Arguments that must be there. */
  readonly required?: readonly string[];
  /** Arguments that must be there because each version has a default of its own, or reads Azure's. */
  readonly said?: readonly string[];
  /** Arguments that must be there as soon as another one is. */
  readonly saidWith?: Readonly<Record<string, string>>;
  /** Values that 5.x does not take any more. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

const NO_ACCOUNT_BY_NAME = {
  storage_account_name: "storage_account_id",
  resource_manager_id: "id",
};

export const AZURERM_5: Readonly<Record<string, ChangeOfAzurerm5>> = {
  azurerm_application_insights: {
    removed: {
      local_authentication_disabled: "local_authentication_enabled",
      disable_ip_masking: "ip_masking_enabled",
      daily_data_cap_notifications_disabled: "daily_data_cap_notifications_enabled",
    },
  },
  azurerm_container_app_environment: {
    saidWith: { log_analytics_workspace_id: "logs_destination" },
  },
  azurerm_container_app_job: {
    removed: {
      "template.container.liveness_probe.termination_grace_period_seconds": undefined,
      "template.container.startup_probe.termination_grace_period_seconds": undefined,
    },
  },
  azurerm_container_registry: { removed: { trust_policy_enabled: undefined } },
  azurerm_data_factory_linked_service_azure_blob_storage: {
    removed: { key_vault_sas_token: "sas_token_linked_key_vault_key" },
    added: ["sas_token_linked_key_vault_key"],
  },
  azurerm_data_factory_pipeline: {
    removed: { moniter_metrics_after_duration: "monitor_metrics_after_duration" },
    added: ["monitor_metrics_after_duration"],
  },
  azurerm_federated_identity_credential: { removed: { parent_id: "user_assigned_identity_id" } },
  azurerm_key_vault: {
    removed: { contact: undefined, enable_rbac_authorization: "rbac_authorization_enabled" },
    required: ["rbac_authorization_enabled"],
  },
  azurerm_lb_rule: {
    removed: { enable_floating_ip: "floating_ip_enabled", enable_tcp_reset: "tcp_reset_enabled" },
  },
  azurerm_linux_virtual_machine_scale_set: {
    removed: {
      "data_disk.ultra_ssd_disk_iops_read_write": "data_disk.disk_iops_read_write",
      "data_disk.ultra_ssd_disk_mbps_read_write": "data_disk.disk_mbps_read_write",
    },
  },
  azurerm_log_analytics_workspace: { removed: { local_authentication_disabled: "local_authentication_enabled" } },
  azurerm_monitor_diagnostic_setting: {
    removed: { metric: "enabled_metric", "enabled_log.retention_policy": undefined },
  },
  azurerm_storage_account: {
    removed: {
      "customer_managed_key.managed_hsm_key_id": "customer_managed_key.key_vault_key_id",
      queue_properties: "azurerm_storage_account_queue_properties",
      static_website: "azurerm_storage_account_static_website",
    },
    said: ["allow_nested_items_to_be_public"],
    values: { min_tls_version: ["TLS1_0", "TLS1_1"] },
  },
  azurerm_storage_blob: { removed: { storage_account_name: "storage_account_id" } },
  azurerm_storage_container: { removed: NO_ACCOUNT_BY_NAME },
  azurerm_storage_share: { removed: NO_ACCOUNT_BY_NAME },
  // Run: neither version knows the other's.
  azurerm_subnet: {
    removed: { service_endpoints: "service_endpoint" },
    added: ["service_endpoint", "network_security_group_id_wo", "route_table_id_wo"],
  },
};

/** Of the provider's own block. */
export const AZURERM_PROVIDER_5: ChangeOfAzurerm5 = {
  removed: { skip_provider_registration: "resource_provider_registrations" },
  added: ["features.enhanced_validation"],
};
