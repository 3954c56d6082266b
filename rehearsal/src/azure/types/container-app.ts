import { keyOf, segment, uuidOf } from "../ids";
import { text } from "../operation";
import { TypedKinds, attachedIdentities, given, identity, inside, ownId, topLevel } from "./kind";

/** The provider joins target and name by a bar. */
const settingId = (targetId: string, name: string): string =>
  `${targetId}/providers/Microsoft.Insights/diagnosticSettings/${name}`;

/** Container Apps jobs, and where they run. */
export const CONTAINER_APP: TypedKinds = {
  azurerm_log_analytics_workspace: {
    ...topLevel("Microsoft.OperationalInsights", "workspaces"),
    actions: {
      sharedKeys: ({ values }) => ({
        primarySharedKey: values.primary_shared_key,
        secondarySharedKey: values.secondary_shared_key,
      }),
    },
    computed: (_, { id, seed }) => ({
      workspace_id: uuidOf(`workspace of ${id} ${seed}`),
      primary_shared_key: keyOf(`${id} 1 ${seed}`),
      secondary_shared_key: keyOf(`${id} 2 ${seed}`),
      retention_in_days: 30,
      sku: "PerGB2018",
      local_authentication_disabled: false,
      local_authentication_enabled: true,
    }),
  },
  azurerm_container_app_environment: {
    ...topLevel("Microsoft.App", "managedEnvironments"),
    refersTo: (values) => given(values, "log_analytics_workspace_id", "infrastructure_subnet_id"),
    computed: (values, making) => ({
      custom_domain_verification_id: uuidOf(`domain of ${making.id} ${making.seed}`),
      default_domain: `${text(values, "name")}.westeurope.azurecontainerapps.io`,
      docker_bridge_cidr: "",
      platform_reserved_cidr: "",
      platform_reserved_dns_ip_address: "",
      static_ip_address: "203.0.113.202",
      logs_destination: text(values, "log_analytics_workspace_id") === "" ? "" : "log-analytics",
      identity: identity(values, making),
    }),
    // By what the environment says of its workspace, the provider looks among those of its own subscription.
    asRead: (values, { subscriptionId }) =>
      given(values, "log_analytics_workspace_id").some((id) => segment(id, "subscriptions") !== subscriptionId)
        ? { ...values, log_analytics_workspace_id: "" }
        : values,
  },
  azurerm_monitor_diagnostic_setting: {
    id: (values) => settingId(text(values, "target_resource_id"), text(values, "name")),
    idOf: (values) => {
      const [targetId = "", name = ""] = ownId(values).split("|");
      return settingId(targetId, name);
    },
    parent: (_, values) => text(values, "target_resource_id"),
    refersTo: (values) => given(values, "log_analytics_workspace_id", "storage_account_id"),
    computed: (values) => ({
      id: `${text(values, "target_resource_id")}|${text(values, "name")}`,
      log_analytics_destination_type: "",
    }),
  },
  azurerm_container_app_environment_storage: inside("container_app_environment_id", "storages"),
  azurerm_container_app_job: {
    ...topLevel("Microsoft.App", "jobs"),
    refersTo: (values) => [...given(values, "container_app_environment_id"), ...attachedIdentities(values)],
    computed: (values, making) => ({
      event_stream_endpoint: `https://westeurope.azurecontainerapps.dev${making.id}/eventstream`,
      outbound_ip_addresses: ["203.0.113.202"],
      workload_profile_name: "Consumption",
      identity: identity(values, making),
    }),
  },
};
