import { PLACE, Supplements, all, atLeastOne, azurerm, eachAgainstTheOthers, within } from "./supplement";

const TRIGGERS = ["event_trigger_config", "manual_trigger_config", "schedule_trigger_config"];
const CONTAINER = "template.container";
const PROBES = within([CONTAINER], ["liveness_probe", "readiness_probe", "startup_probe"]);

/** Container Apps jobs, and where they run. */
export const CONTAINER_APP: Supplements = {
  azurerm_log_analytics_workspace: {
    module: azurerm("log-analytics-workspace"),
    className: "LogAnalyticsWorkspace",
    forceNew: PLACE,
    sensitive: ["primary_shared_key", "secondary_shared_key"],
    deprecated: ["local_authentication_disabled"],
    defaults: {
      allow_resource_only_permissions: true,
      daily_quota_gb: -1,
      internet_ingestion_enabled: true,
      internet_query_enabled: true,
    },
    conflicts: eachAgainstTheOthers("local_authentication_disabled", "local_authentication_enabled"),
  },
  azurerm_container_app_environment: {
    module: azurerm("container-app-environment"),
    className: "ContainerAppEnvironment",
    forceNew: [
      ...PLACE,
      "dapr_application_insights_connection_string",
      "infrastructure_resource_group_name",
      "infrastructure_subnet_id",
      "internal_load_balancer_enabled",
      "zone_redundancy_enabled",
    ],
    sensitive: ["dapr_application_insights_connection_string"],
    defaults: all(false, ["internal_load_balancer_enabled", "mutual_tls_enabled", "zone_redundancy_enabled"]),
    requiredWith: [
      ["infrastructure_resource_group_name", "workload_profile"],
      ["internal_load_balancer_enabled", "infrastructure_subnet_id"],
      ["zone_redundancy_enabled", "infrastructure_subnet_id"],
    ],
  },
  azurerm_monitor_diagnostic_setting: {
    module: azurerm("monitor-diagnostic-setting"),
    className: "MonitorDiagnosticSetting",
    forceNew: ["name", "target_resource_id"],
    computed: ["enabled_metric", "metric"],
    deprecated: ["enabled_log.retention_policy", "metric", "metric.retention_policy"],
    defaults: { "metric.enabled": true },
    conflicts: eachAgainstTheOthers("enabled_metric", "metric"),
  },
  azurerm_container_app_environment_storage: {
    module: azurerm("container-app-environment-storage"),
    className: "ContainerAppEnvironmentStorage",
    forceNew: ["access_mode", "account_name", "container_app_environment_id", "name", "nfs_server_url", "share_name"],
    sensitive: ["access_key"],
    conflicts: eachAgainstTheOthers("account_name", "nfs_server_url"),
    requiredWith: eachAgainstTheOthers("access_key", "account_name"),
  },
  azurerm_container_app_job: {
    module: azurerm("container-app-job"),
    className: "ContainerAppJob",
    forceNew: [...PLACE, ...TRIGGERS, "container_app_environment_id"],
    sensitive: ["secret", "secret.value"],
    defaults: {
      ...all(1, within(TRIGGERS, ["parallelism", "replica_completion_count"])),
      "event_trigger_config.scale.max_executions": 100,
      "event_trigger_config.scale.min_executions": 0,
      "event_trigger_config.scale.polling_interval_in_seconds": 30,
      ...all(3, within(PROBES, ["failure_count_threshold"])),
      ...all(0, within(PROBES, ["initial_delay"])),
      [`${CONTAINER}.liveness_probe.initial_delay`]: 1,
      ...all(10, within(PROBES, ["interval_seconds"])),
      [`${CONTAINER}.readiness_probe.success_count_threshold`]: 3,
      ...all(1, within(PROBES, ["timeout"])),
      "template.volume.storage_type": "EmptyDir",
    },
    items: atLeastOne(
      "event_trigger_config.scale.rules.authentication",
      "registry",
      `${CONTAINER}.env`,
      ...PROBES,
      "template.init_container",
      "template.init_container.env",
      "template.volume",
    ),
    exactlyOneOf: [TRIGGERS],
  },
};
