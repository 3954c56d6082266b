/** What azurerm makes of what it reads, and of what it plans. Source: the real provider, as `facts` of the project say. */
import { outcome } from "./support/stage";
import { PLACE, SUBSCRIPTION, Sketch, Workshop } from "./support/workshop";

const ELSEWHERE = "5a5a5a5a-0000-4000-8000-000000000002";

/** Applies a sketch, and clears up. */
async function applied(sketch: Sketch, then: (workshop: Workshop) => Promise<void>): Promise<void> {
  const workshop = new Workshop(sketch);
  try {
    expect(await outcome(workshop.stack().init())).toBe("ok");
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    await then(workshop);
  } finally {
    workshop.clear();
  }
}

describe("azurerm_container_app_environment", () => {
  const workspaceId = (subscriptionId: string): string =>
    `/subscriptions/${subscriptionId}/resourceGroups/logs-rg/providers/Microsoft.OperationalInsights/workspaces/logs`;
  const environment = (subscriptionId: string): Sketch => ({
    name: "environment",
    given: ({ world }) => world.put("azurerm_log_analytics_workspace", workspaceId(subscriptionId), { name: "logs" }),
    resources: () => ({
      azurerm_container_app_environment: {
        apps: {
          ...PLACE,
          name: "sketch-apps",
          logs_destination: "log-analytics",
          log_analytics_workspace_id: workspaceId(subscriptionId),
        },
      },
    }),
  });

  it("never ends planning a workspace of another subscription: the provider looks in its own", async () => {
    const update = [{ address: "azurerm_container_app_environment.apps", actions: ["update"] }];
    await applied(environment(ELSEWHERE), async (workshop) => {
      expect(await workshop.stack().changes()).toEqual(update);
      expect(await outcome(workshop.stack().apply())).toBe("ok");
      expect(await workshop.stack().changes()).toEqual(update);
    });
  });

  it("finds one of its own", async () => {
    await applied(environment(SUBSCRIPTION), async (workshop) => {
      expect(await workshop.stack().changes()).toEqual([]);
    });
  });
});
