import { ContainerAppEnvironment } from "../../../lib";
import { resources, stackUnderTest } from "../../support/stack";

const PLACE = { environmentName: "contoso-apps", resourceGroupName: "retail-rg", location: "westeurope" };
const GROUP_ID = "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers";

describe("ContainerAppEnvironment", () => {
  test("has the profile that pays for runs alone, and needs nothing else", () => {
    const stack = stackUnderTest();
    new ContainerAppEnvironment(stack, "Apps", PLACE);
    expect(resources(stack, "azurerm_container_app_environment")).toEqual([
      {
        name: "contoso-apps",
        resource_group_name: "retail-rg",
        location: "westeurope",
        workload_profile: [{ name: "Consumption", workload_profile_type: "Consumption" }],
      },
    ]);
  });

  test("lies in a subnet, open to nobody outside, and keeps what containers say", () => {
    const stack = stackUnderTest();
    const subnetId = `${GROUP_ID}/Microsoft.Network/virtualNetworks/hub/subnets/apps`;
    const logAnalyticsWorkspaceId = `${GROUP_ID}/Microsoft.OperationalInsights/workspaces/logs`;
    new ContainerAppEnvironment(stack, "Apps", { ...PLACE, subnetId, logAnalyticsWorkspaceId });
    expect(resources(stack, "azurerm_container_app_environment")).toEqual([
      expect.objectContaining({
        infrastructure_subnet_id: subnetId,
        internal_load_balancer_enabled: true,
        logs_destination: "azure-monitor",
      }),
    ]);
    expect(resources(stack, "azurerm_monitor_diagnostic_setting")).toEqual([
      {
        name: "logs",
        target_resource_id: expect.stringMatching(/^\$\{azurerm_container_app_environment\.Apps_\w+\.id\}$/) as string,
        log_analytics_workspace_id: logAnalyticsWorkspaceId,
        enabled_log: [{ category: "ContainerAppConsoleLogs" }, { category: "ContainerAppSystemLogs" }],
      },
    ]);
  });

  test("refers to one of another team by its ID", () => {
    const stack = stackUnderTest();
    const id = `${GROUP_ID}/Microsoft.App/managedEnvironments/contoso-apps`;
    const environment = ContainerAppEnvironment.fromResourceId(stack, "Apps", id);
    expect([environment.resourceId, environment.environmentName]).toEqual([id, "contoso-apps"]);
    expect(resources(stack, "azurerm_container_app_environment")).toEqual([]);
  });

  test("fails if its name is none, or the ID is of something else", () => {
    const stack = stackUnderTest();
    expect(() => new ContainerAppEnvironment(stack, "A", { ...PLACE, environmentName: "Contoso_Apps" })).toThrow(
      '[dbt/app-environment-name] given "Contoso_Apps".',
    );
    expect(() => ContainerAppEnvironment.fromResourceId(stack, "B", `${GROUP_ID}/Microsoft.App/jobs/x`)).toThrow(
      "[core/resource-id]",
    );
  });
});
