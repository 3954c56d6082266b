import { Refusal } from "../operation";
import { given } from "../types/kind";

/** Where logs go. */
export const LOGS: readonly Refusal[] = [
  {
    id: "logs/workspace-keys",
    refuses: "Who sends logs to a workspace needs Log Analytics Contributor, or more, on it: it lists its keys.",
    source: "MicrosoftDocs/azure-monitor-docs#297; JimGBritt/AzurePolicy#17: LinkedAuthorizationFailed",
    status: 403,
    code: "LinkedAuthorizationFailed",
    types: ["azurerm_monitor_diagnostic_setting"],
    kinds: ["create", "update"],
    says: ({ id, values, world, caller }) => {
      const workspaceId = given(values, "log_analytics_workspace_id").find(
        (one) => !world.has("listWorkspaceKeys", caller.principalId, one),
      );
      return (
        workspaceId &&
        `The client with object id '${caller.principalId}' has permission to perform action 'Microsoft.Insights/diagnosticSettings/write' on scope '${id}'; however, it does not have permission to perform action 'Microsoft.OperationalInsights/workspaces/sharedKeys/action' on the linked scope(s) '${workspaceId}' or the linked scope(s) are invalid.`
      );
    },
  },
];
