/**
 * A domain as somebody writes it who has read the guides and nothing else: tables of a PostgreSQL, copied into a SQL
 * Server since a stored mark, and dbt as a Container Apps job behind them.
 */
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  AzapiProvider,
  Azbridge,
  ContainerAppEnvironment,
  ContainerImage,
  DbtCommand,
  DbtProfile,
  DomainPlan,
  Duration,
  Environment,
  IncrementalCopy,
  IncrementalWindow,
  PlatformApp,
  PostgreSqlStore,
  Protocol,
  Role,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  Tier,
  TriggerFrequency,
  Watermark,
} from "../../lib";
import { wrongBodies } from "../../test/support/models";
import { template } from "../../test/support/stack";
import { rehearse } from "../src/rehearse";
import { deployer, shopPlan } from "./support/shop-plan";

const SUBNET_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/network-rg/providers/Microsoft.Network/virtualNetworks/apps/subnets/apps";
/** Of the team that looks after all logs, in a subscription of its own. */
const WORKSPACE_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000009/resourceGroups/logs-rg/providers/Microsoft.OperationalInsights/workspaces/logs";
/** The platform team's package. */
const { contoso, retail, munich, shop } = shopPlan();
const warehouse = munich.addForward("warehouse", {
  protocol: Protocol.SQL_SERVER,
  production: { host: "sql01.retail.example", port: 1433 },
});
const sales = retail.addDomain("sales", {
  forwards: [warehouse, shop],
  jobsReadSecrets: true,
  productionDeployer: deployer(3),
});
retail.addSecret("warehouse-password", { readers: [sales] });
retail.addSecret("shop-password", { readers: [sales] });
retail.admitSubnet(Tier.PRODUCTION, SUBNET_ID);

const TABLES = ["orders", "items"];

/** The domain team's stack. */
class SalesStack extends TerraformStack {
  constructor(scope: Construct, plan: DomainPlan) {
    super(scope, plan.stackName);
    const { subscriptionId } = plan;
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId, resourceProviderRegistrations: "none" });
    new AzapiProvider(this, "azapi", { subscriptionId });
    const domain = new SourceDomain(this, "Sales", { plan });
    const database = plan.own("dwh");
    const password = domain.vault.secret("warehouse-password");
    const source = new PostgreSqlStore(domain, "Shop", {
      within: domain,
      forward: domain.forward(shop),
      database: "shop",
      user: "adf_sales",
      password: domain.vault.secret("shop-password"),
    });
    const dwh = new SqlServerStore(domain, "Dwh", {
      within: domain,
      forward: domain.forward(warehouse),
      database,
      login: SqlServerLogin.windows("RETAIL\\svc_adf", password),
    });
    const copies = TABLES.map((table) => {
      const mark = Watermark.inTable(dwh, { schema: "shop", name: table });
      return new IncrementalCopy(`Copy ${table}`, {
        source: source.window("public", table, IncrementalWindow.since("changed_at", mark)),
        sink: dwh.upsertInto("shop", table, ["id"]),
        policy: { retries: 2, timeout: Duration.hours(1) },
      });
    });
    const job = domain.addDbtContainerAppJob("Transform", {
      containerAppEnvironment: new ContainerAppEnvironment(domain, "Apps", {
        resourceGroupName: domain.resourceGroupName,
        location: plan.location,
        environmentName: "sales-apps",
        subnetId: SUBNET_ID,
        logAnalyticsWorkspaceId: WORKSPACE_ID,
      }),
      dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt-sales", "1.0.0"),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
      command: DbtCommand.buildAndTest(),
      forwards: [domain.forward(warehouse)],
      profile: DbtProfile.sqlServer({
        forward: domain.forward(warehouse),
        database,
        schema: "sales",
        user: "dbt_sales",
        password,
      }),
    });
    domain.addLoad("Nightly", {
      activities: copies.flatMap((copy) => copy.activities),
      job,
      schedule: { frequency: TriggerFrequency.DAY, hours: [2], timeZone: "W. Europe Standard Time" },
    });
  }
}

const platform = (outdir: string) => {
  const app = new PlatformApp(contoso, { outdir });
  app.accesses.forEach(({ access }) => access.giveFactory(Role.CONTAINER_APPS_JOBS_OPERATOR, access.resourceGroup));
  return app;
};

test("a domain written from the guides is taken by Azure, and nothing of it is wrong by Azure's models", async () => {
  const app = Testing.app();
  const stack = new SalesStack(app, sales.planFor(Environment.PROD));
  const { failures } = await rehearse({
    app,
    holding: contoso,
    platform,
    given: ({ world }) => {
      world.put("azurerm_subnet", SUBNET_ID, {});
      world.put("azurerm_log_analytics_workspace", WORKSPACE_ID, {});
      world.give(deployer(3).principalId, "Log Analytics Contributor", WORKSPACE_ID);
    },
  });
  expect(failures).toEqual([]);
  expect(wrongBodies(template(stack))).toEqual([]);
});
