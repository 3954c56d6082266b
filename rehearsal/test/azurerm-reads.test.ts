/**
 * What azurerm 4.55 makes of what it reads, and of what it plans. Every fixture is what the real provider was seen to
 * do, or what its source says.
 */
import { Values } from "../src/provider/value";
import { block, outcome } from "./support/stage";
import { FACTORY_ID, MOVEMENT } from "./support/sketches";
import { PLACE, SUBSCRIPTION, Sketch, Workshop, inGroup } from "./support/workshop";

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

describe("azurerm_data_factory_pipeline", () => {
  const ask = (authentication: Values, more: Values = {}) => ({
    name: "Ask",
    type: "WebActivity",
    typeProperties: { method: "GET", url: "https://management.azure.com/", authentication, ...more },
  });
  const MSI = { type: "MSI", resource: "https://management.azure.com/" };
  const within = (activity: object) => ({
    name: "Until",
    type: "Until",
    typeProperties: { expression: { type: "Expression", value: "@bool(true)" }, activities: [activity] },
  });
  const copy = (name: string, formatSettings: Values): Values => ({
    name,
    type: "Copy",
    inputs: [{ referenceName: "files", type: "DatasetReference" }],
    outputs: [{ referenceName: "orders", type: "DatasetReference" }],
    typeProperties: { source: { type: "DelimitedTextSource", formatSettings }, sink: { type: "SqlServerSink" } },
  });
  /** The movement, with these activities in its pipeline. */
  const doing = (...activities: readonly object[]): Sketch => ({
    ...MOVEMENT,
    name: "doing",
    resources: () => {
      const resources = MOVEMENT.resources();
      delete resources.azurerm_data_factory_trigger_schedule;
      Object.assign(resources.azurerm_data_factory_pipeline.copy, { activities_json: JSON.stringify(activities) });
      return resources;
    },
  });
  const update = [{ address: "azurerm_data_factory_pipeline.copy", actions: ["update"] }];

  it.each([
    ["a Web activity comes as an identity", [within(ask(MSI))], ['"password":null,"pfx":null']],
    [
      "copies read files",
      [copy("Csv", { type: "DelimitedTextReadSettings" }), copy("Parquet", { type: "ParquetReadSettings" })],
      ["DelimitedTextReadSettings", "ParquetReadSettings"].map(
        (type) => `"compressionProperties":null,"type":"${type}"`,
      ),
    ],
  ])("never plans empty where %s: it reads nulls that nobody wrote", async (_, activities, nulls) => {
    await applied(doing(...activities), async (workshop) => {
      expect(await workshop.stack().changes()).toEqual(update);
      expect(await outcome(workshop.stack().apply())).toBe("ok");
      expect(await workshop.stack().changes()).toEqual(update);
      const state = workshop.stack().stateText();
      expect(nulls.filter((text) => !state.includes(JSON.stringify(text).slice(1, -1)))).toEqual([]);
    });
  });

  it("never plans empty where the nulls are written either: something else is sent", async () => {
    await applied(doing(ask({ ...MSI, password: null, pfx: null })), async (workshop) => {
      expect(await workshop.stack().changes()).toEqual(update);
      const { values } = workshop.world.find(`${FACTORY_ID}/pipelines/copy orders`)!;
      expect(JSON.stringify(values)).toContain('"password":{"Type":"","Values":null}');
    });
  });

  it("plans empty where nothing of the kind is said, in whatever order", async () => {
    await applied(doing(ask({ type: "MSI" }, { authentication: null })), async (workshop) => {
      const said = block(workshop.stack().configuration, "azurerm_data_factory_pipeline");
      expect(await workshop.stack().changes()).toEqual([]);
      workshop.stack().change((configuration) => {
        const [activity] = JSON.parse(said.activities_json as string) as Values[];
        const turned = Object.fromEntries(Object.entries(activity).reverse());
        block(configuration, "azurerm_data_factory_pipeline").activities_json = JSON.stringify([turned], null, 2);
      });
      expect(await workshop.stack().changes()).toEqual([]);
    });
  });
});

describe("azurerm_data_factory_linked_custom_service", () => {
  const service = (type: string, typeProperties: Values): Sketch => ({
    name: "service",
    given: ({ world }) => world.put("azurerm_data_factory", FACTORY_ID, { name: "sketch-adf" }),
    resources: () => ({
      azurerm_data_factory_linked_custom_service: {
        shop: {
          data_factory_id: FACTORY_ID,
          name: "shop",
          type,
          type_properties_json: JSON.stringify(typeProperties),
        },
      },
    }),
  });
  const POSTGRESQL = { server: "pg01", port: 5432, database: "shop", username: "adf", sslMode: 2 };

  it.each([
    [
      "SqlServer",
      { server: "sql01", database: "shop", encrypt: "strict", authenticationType: "SQL", userName: "adf" },
      { userName: "adf" },
    ],
    ["PostgreSqlV2", { ...POSTGRESQL, authenticationType: "Basic" }, POSTGRESQL],
    ["Oracle", { server: "ora01:1521/shop", authenticationType: "Basic", username: "adf" }, {}],
    ["MySql", { server: "my01", port: 3306, sslMode: 1, sslCert: "any" }, { server: "my01", port: 3306, sslMode: 1 }],
    ["LakeHouse", { artifactId: "any", authenticationType: "any" }, { artifactId: "any" }],
  ])("loses of %s what its SDK does not know, and no plan shows it", async (type, given, kept) => {
    await applied(service(type, given), async (workshop) => {
      const { properties } = workshop.world.find(`${FACTORY_ID}/linkedservices/shop`)!.values;
      expect(properties).toMatchObject({ type, typeProperties: kept });
      expect(Object.keys((properties as Values).typeProperties as Values)).toEqual(Object.keys(kept));
      expect(await workshop.stack().changes()).toEqual([]);
    });
  });

  it.each(["Lakehouse", "Iceberg"])(
    "never ends replacing %s: its SDK does not know the type, and sends another",
    async (type) => {
      await applied(service(type, { artifactId: "any" }), async (workshop) => {
        const { properties } = workshop.world.find(`${FACTORY_ID}/linkedservices/shop`)!.values;
        expect(properties).toMatchObject({ type: "LinkedService", typeProperties: { artifactId: "any" } });
        const replaced = [
          { address: "azurerm_data_factory_linked_custom_service.shop", actions: ["delete", "create"] },
        ];
        expect(await workshop.stack().changes()).toEqual(replaced);
        expect(await outcome(workshop.stack().apply())).toBe("ok");
        expect(await workshop.stack().changes()).toEqual(replaced);
      });
    },
  );
});

describe("azurerm_data_factory_integration_runtime_self_hosted", () => {
  const runtime = (more: Record<string, unknown>): Sketch => ({
    name: "runtime",
    given: ({ world }) => world.put("azurerm_data_factory", FACTORY_ID, { name: "sketch-adf" }),
    resources: () => ({
      azurerm_data_factory_integration_runtime_self_hosted: {
        own: { name: "onprem", data_factory_id: FACTORY_ID, ...more },
      },
    }),
  });
  const keyOf = ({ world }: Workshop): string =>
    world.find(`${FACTORY_ID}/integrationRuntimes/onprem`)!.hidden!.authKey1 as string;

  it("prints the keys where it goes, or is replaced: they are not sensitive", async () => {
    await applied(runtime({}), async (workshop) => {
      const key = keyOf(workshop);
      const { output } = await workshop.stack().plan();
      const destroyed = await workshop.stack().plan("-destroy");
      const address = "azurerm_data_factory_integration_runtime_self_hosted.own";
      const replaced = await workshop.stack().plan(`-replace=${address}`);
      const printed = [output, destroyed.output, replaced.output].map((text) => text.includes(key));
      expect(printed).toEqual([false, true, true]);
    });
  });

  it("reads no key where the runtime has properties of its type", async () => {
    await applied(runtime({ self_contained_interactive_authoring_enabled: true }), async (workshop) => {
      expect(keyOf(workshop)).toMatch(/^IR@/);
      expect(workshop.stack().stateText()).not.toContain(keyOf(workshop));
      expect(await workshop.stack().changes()).toEqual([]);
    });
  });
});

describe("what is open in part", () => {
  const afterApply = "${azurerm_user_assigned_identity.own.client_id}";
  const group: Sketch = {
    name: "group",
    resources: () => ({
      azurerm_user_assigned_identity: { own: { ...PLACE, name: "own-id" } },
      azurerm_container_group: {
        group: {
          ...PLACE,
          name: "group",
          os_type: "Linux",
          ip_address_type: "None",
          identity: [
            {
              type: "UserAssigned",
              identity_ids: [
                "${azurerm_user_assigned_identity.own.id}",
                inGroup("Microsoft.ManagedIdentity", "a", "b"),
              ],
            },
          ],
          container: [
            {
              name: "dbt",
              image: "mcr.microsoft.com/dbt:1",
              cpu: 1,
              memory: 1,
              environment_variables: { TARGET: "prod", AZURE_CLIENT_ID: afterApply },
            },
          ],
        },
      },
    }),
  };

  it("is open as a whole: a map or a list of which one item is known after apply", async () => {
    const workshop = new Workshop(group);
    try {
      expect(await outcome(workshop.stack().init())).toBe("ok");
      const { output } = await workshop.stack().plan();
      expect(output).toMatch(/\+ environment_variables += \(known after apply\)/);
      expect(output).toMatch(/\+ identity_ids += \(known after apply\)/);
    } finally {
      workshop.clear();
    }
  });
});
