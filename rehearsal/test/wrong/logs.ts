import { PLACE, Sketch } from "../support/workshop";
import { Wrong } from "../support/wrong";

/** Of another subscription than the sketches', where their deployer has no right. */
const WORKSPACE_ID =
  "/subscriptions/5a5a5a5a-0000-4000-8000-000000000002/resourceGroups/logs-rg/providers/Microsoft.OperationalInsights/workspaces/logs";

const ENVIRONMENT: Sketch = {
  name: "environment",
  given: ({ world }) => world.put("azurerm_log_analytics_workspace", WORKSPACE_ID, { name: "logs" }),
  resources: () => ({
    azurerm_container_app_environment: { apps: { ...PLACE, name: "sketch-apps", logs_destination: "azure-monitor" } },
    azurerm_monitor_diagnostic_setting: {
      logs: {
        name: "logs",
        target_resource_id: "${azurerm_container_app_environment.apps.id}",
        log_analytics_workspace_id: WORKSPACE_ID,
        enabled_log: [{ category: "ContainerAppConsoleLogs" }],
      },
    },
  }),
};

/** Logs that go where they must not. */
export const WRONG_LOGS: readonly Wrong<Sketch>[] = [
  {
    rule: "logs/workspace-keys",
    what: "logs that go to a workspace on which their deployer has no right",
    stack: ENVIRONMENT,
    says: /LinkedAuthorizationFailed: .* 'Microsoft\.OperationalInsights\/workspaces\/sharedKeys\/action' on the linked scope/,
  },
];
