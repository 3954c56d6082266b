/** The library's way to `count` domains: a plan, and what follows from it. The library is the built one. */
import { Construct } from "constructs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type * as Library from "../../lib";
import { DOMAINS_PER_HUB, PlanDomains, domainStack } from "./stack";

const library = createRequire(join(process.cwd(), "package.json"))("./dist") as typeof Library;
const {
  AzapiProvider,
  Azbridge,
  ContainerImage,
  DbtCommand,
  DbtProfile,
  Environment,
  Holding,
  Protocol,
  SourceDomain,
} = library;

export const planDomains: PlanDomains = (count) => {
  const contoso = new Holding({ name: "contoso", location: "westeurope", environments: [Environment.PROD] });
  const makers: ((app: Construct) => void)[] = [];
  for (let first = 0; first < count; first += DOMAINS_PER_HUB) {
    const retail = contoso.addSubsidiary(`retail${first / DOMAINS_PER_HUB}`, {
      productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
    });
    const warehouse = retail.addSite("munich").addForward("warehouse", {
      protocol: Protocol.SQL_SERVER,
      production: { host: `sql01.retail${first / DOMAINS_PER_HUB}.example`, port: 1433 },
    });
    const size = Math.min(DOMAINS_PER_HUB, count - first);
    const domains = Array.from({ length: size }, (_, index) => retail.addDomain(`source${index}`));
    retail.addSecret("warehouse-password", { readers: domains });
    makers.push(...domains.map((domain) => (app: Construct) => makeDomain(app, domain, warehouse)));
  }
  return (app) => makers.forEach((make) => make(app));
};

function makeDomain(app: Construct, source: Library.Domain, planned: Library.PlannedForward): void {
  const plan = source.planFor(Environment.PROD);
  const stack = domainStack(app, plan.stackName, plan.subscriptionId);
  new AzapiProvider(stack, "azapi");
  const domain = new SourceDomain(stack, "Domain", { plan });
  const warehouse = domain.forward(planned);
  domain.addDbtJob("Transform", {
    dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt-source", "1.4.2"),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    command: DbtCommand.run({ select: source.name }),
    forwards: [warehouse],
    profile: DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: source.name,
      user: "dbt",
      password: domain.vault.secret("warehouse-password"),
    }),
  });
}
