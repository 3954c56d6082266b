// One of the domains of main.ts in plain JavaScript: `node plain.js <output folder>`.
const { AzurermProvider } = require("@cdktf/provider-azurerm/lib/provider");
const { App, TerraformStack } = require("cdktf");
const library = require("cdktf-azure-hybrid-connectivity");

const holding = new library.Holding({ name: "contoso", location: "westeurope" });
const retail = holding.addSubsidiary("retail", {
  developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
  productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
});
const warehouse = retail.addSite("munich").addForward("warehouse", {
  protocol: library.Protocol.SQL_SERVER,
  development: { host: "sqltest.retail.example", port: 1433 },
  production: { host: "sql01.retail.example", port: 1433 },
});
const salesforce = retail.addDomain("salesforce");
retail.addSecret("warehouse-password", { readers: [salesforce] });

const plan = salesforce.planFor(library.Environment.PROD);
const app = new App({ outdir: process.argv[2] });
const stack = new TerraformStack(app, plan.stackName);
new AzurermProvider(stack, "azurerm", { features: [{}], subscriptionId: plan.subscriptionId });
new library.AzapiProvider(stack, "azapi", { subscriptionId: plan.subscriptionId });
const domain = new library.SourceDomain(stack, "Domain", { plan });
const tunnel = domain.forward(warehouse);
domain.addDbtJob("Transform", {
  dbtImage: library.ContainerImage.fromRegistry(domain.registry, "dbt-salesforce", "1.4.2"),
  azbridgeImage: library.ContainerImage.fromRegistry(domain.registry, "azbridge", library.Azbridge.VERSION),
  command: library.DbtCommand.run({ select: "salesforce" }),
  forwards: [tunnel],
  profile: library.DbtProfile.sqlServer({
    forward: tunnel,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: domain.vault.secret("warehouse-password"),
  }),
});
app.synth();
