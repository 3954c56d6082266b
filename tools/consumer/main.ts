/** What a domain team writes in its own repository: `node main.js <output folder>`. */
import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AzapiProvider,
  Azbridge,
  ContainerImage,
  DbtCommand,
  DbtProfile,
  DomainPlan,
  Environment,
  SourceDomain,
} from "../../lib";
import { erp, salesforce, warehouse } from "./holding";

class DomainStack extends TerraformStack {
  constructor(scope: Construct, plan: DomainPlan) {
    super(scope, plan.stackName);
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId: plan.subscriptionId });
    new AzapiProvider(this, "azapi", { subscriptionId: plan.subscriptionId });
    const domain = new SourceDomain(this, "Domain", { plan });
    const forward = domain.forward(warehouse);
    domain.addDbtJob("Transform", {
      dbtImage: ContainerImage.fromRegistry(domain.registry, `dbt-${plan.domainName}`, "1.4.2"),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
      command: DbtCommand.run({ select: plan.domainName }),
      forwards: [forward],
      profile: DbtProfile.sqlServer({
        forward,
        database: plan.own("dwh"),
        schema: plan.domainName,
        user: "dbt",
        password: domain.vault.secret("warehouse-password"),
      }),
    });
  }
}

const app = new App({ outdir: process.argv[2] ?? "cdktf.out" });
new DomainStack(app, salesforce.planFor(Environment.PROD));
new DomainStack(app, erp.planFor(Environment.PROD));
app.synth();
