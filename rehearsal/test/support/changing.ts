import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Azbridge,
  ContainerImage,
  CopyActivity,
  DbtCommand,
  DbtJob,
  DbtProfile,
  Domain,
  DomainProps,
  Duration,
  Environment,
  Forward,
  Holding,
  ISecret,
  JobPlan,
  LogicalType,
  PlannedJob,
  PlannedRegistry,
  Protocol,
  RelayAccess,
  SiteProps,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  Subsidiary,
  SubsidiaryProps,
  Tier,
} from "../../../lib";
import { HoldingApp } from "../../../stacks/app";
import { World } from "../../src/azure/world";
import { stacksOf } from "../../src/deployers";
import { Deployment } from "../../src/deployment";
import { APPS_SUBNET, outcome } from "./stage";

/** How far something is on its way out of the plan, or on its way from one form to another. */
export type Phase = "before" | "retired" | "after";

/** Everything that a plan can lose, or switch. */
export const THINGS = [
  "forward",
  "forward of a domain",
  "identity for key",
  "key for identity",
  "shared runtime for its own",
  "its own runtime for the shared one",
  "secret",
  "reader of a secret",
  "job of its own",
  "registry",
  "handoff",
  "domain",
  "environment",
  "site",
  "listeners' key for identity",
  "operator",
  "subnet",
  "tier added",
] as const;

export type Thing = (typeof THINGS)[number];

/** An environment beside production, on the same hub. */
const SPARE = Environment.custom("spare", Tier.PRODUCTION);
const OPERATORS = [1, 2].map((number) => ({ principalId: `0e0e0e0e-0000-4000-8000-00000000000${number}` }));

/** Where images are pulled from after the hub's registry, in a subscription of its own. */
const REGISTRY =
  "/subscriptions/1a2b3c4d-0000-4000-8000-00000000000a/resourceGroups/images-rg/providers/Microsoft.ContainerRegistry/registries/contosoimages";

const deployer = (number: number) => ({
  principalId: `d0d0d0d0-0000-4000-8000-0000000000${number}`,
  addresses: ["203.0.113.10"],
});

const forwardAt = (host: string, last: number) => ({
  protocol: Protocol.SQL_SERVER,
  production: { host, port: 1433 },
  bindAddress: `127.0.10.${last}`,
});

/** A plan in which each thing is in the phase that is asked for: production alone, two subsidiaries, four domains. */
export function planned(phaseOf: (thing: Thing) => Phase): Holding {
  const isThere = (thing: Thing): boolean => phaseOf(thing) !== "after";
  const isRetired = (thing: Thing): boolean => phaseOf(thing) === "retired";
  /** What is there until it goes. */
  const until = <T>(thing: Thing, value: T): T[] => (isThere(thing) ? [value] : []);
  /** What a switch adds: from the first change on. */
  const switched = <Props>(thing: Thing, now: Partial<Props>, retiring: Partial<Props>): Partial<Props> =>
    phaseOf(thing) === "before" ? {} : { ...now, ...(isRetired(thing) ? retiring : {}) };

  const holding = new Holding({
    name: "contoso",
    location: "westeurope",
    environments: [Environment.PROD, ...until("environment", SPARE), Environment.TEST],
    retiredEnvironments: isRetired("environment") ? [SPARE] : [],
  });
  const retail = holding.addSubsidiary("retail", {
    productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
    environmentSubscriptionIds: { prod: "1a2b3c4d-0000-4000-8000-000000000003" },
    productionDeployer: deployer(11),
    ...switched<SubsidiaryProps>(
      "registry",
      { productionRegistry: PlannedRegistry.existing(REGISTRY, { repositoryPermissions: true }) },
      { retiredProductionRegistry: PlannedRegistry.OF_HUB },
    ),
    ...(phaseOf("tier added") === "before"
      ? {}
      : {
          developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
          developmentDeployer: deployer(12),
        }),
  });
  const munich = retail.addSite("munich", {
    egressAddresses: ["198.51.100.0/28"],
    operators: [OPERATORS[0], ...until("operator", OPERATORS[1])],
    ...switched<SiteProps>(
      "listeners' key for identity",
      { listenerAccess: RelayAccess.IDENTITY },
      { retiredListenerAccess: RelayAccess.SHARED_ACCESS_KEY },
    ),
  });
  const warehouse = munich.addForward("warehouse", forwardAt("sql01.retail.example", 1));
  const old = until("forward", 2).map((last) =>
    munich.addForward("old", { ...forwardAt("sql02.retail.example", last), retired: isRetired("forward") }),
  );
  const archive = munich.addForward("archive", forwardAt("sql03.retail.example", 3));
  const augsburg = until("site", 4).map((last) =>
    retail
      .addSite("augsburg", { retired: isRetired("site") })
      .addForward("stock", forwardAt("sql04.retail.example", last)),
  );
  const ends = { environments: [Environment.PROD], productionDeployer: deployer(13) };
  const forwardsOf = (): Partial<DomainProps> =>
    isRetired("forward of a domain")
      ? { forwards: [warehouse, ...old, ...augsburg], retiredForwards: [archive] }
      : { forwards: [warehouse, ...old, ...until("forward of a domain", archive), ...augsburg] };
  const sales = retail.addDomain("sales", {
    ...ends,
    ...forwardsOf(),
    ...switched<DomainProps>(
      "identity for key",
      { relayAccess: RelayAccess.SHARED_ACCESS_KEY },
      { retiredRelayAccess: RelayAccess.IDENTITY },
    ),
    ...switched<DomainProps>(
      "shared runtime for its own",
      { dedicatedRuntimeIn: [Tier.PRODUCTION] },
      { retiredRuntimeIn: [Tier.PRODUCTION] },
    ),
  });
  const books = retail.addDomain("books", {
    ...ends,
    productionDeployer: deployer(14),
    forwards: [warehouse, archive],
    relayAccess: RelayAccess.SHARED_ACCESS_KEY,
    dedicatedRuntimeIn: isThere("its own runtime for the shared one") ? [Tier.PRODUCTION] : [],
    ...switched<DomainProps>(
      "key for identity",
      { relayAccess: RelayAccess.IDENTITY },
      { retiredRelayAccess: RelayAccess.SHARED_ACCESS_KEY },
    ),
    ...switched<DomainProps>(
      "its own runtime for the shared one",
      { dedicatedRuntimeIn: [] },
      { retiredRuntimeIn: [Tier.PRODUCTION] },
    ),
  });
  const legacy = until("domain", deployer(15)).map((productionDeployer) =>
    retail.addDomain("legacy", {
      environments: [Environment.PROD, ...until("environment", SPARE)],
      forwards: [warehouse],
      productionDeployer,
      retired: isRetired("domain"),
    }),
  );
  const forecast = until("job of its own", archive).map((own) =>
    books.addJob("forecast", { forwards: [own], retired: isRetired("job of its own") }),
  );
  addSecrets({ retail, sales, books, legacy, forecast }, phaseOf);
  munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
  [sales, books].forEach((domain, index) => {
    if (retail.hubFor(Tier.PRODUCTION).runtimes.some(({ dedicatedTo }) => dedicatedTo === domain.name)) {
      munich.addRuntimeNode(`MUC-IR-OWN-${index}`, { tier: Tier.PRODUCTION, dedicatedTo: domain });
    }
  });
  until("subnet", APPS_SUBNET).forEach((subnetId) => retail.admitSubnet(Tier.PRODUCTION, subnetId));
  addEnergy(holding, sales, phaseOf);
  return holding;
}

function addSecrets(
  {
    retail,
    sales,
    books,
    legacy,
    forecast,
  }: { retail: Subsidiary; sales: Domain; books: Domain; legacy: Domain[]; forecast: PlannedJob[] },
  phaseOf: (thing: Thing) => Phase,
): void {
  retail.addSecret("password", { readers: [sales, books, ...legacy] });
  if (forecast.length > 0) {
    retail.addSecret("forecast", { readers: forecast });
  }
  if (phaseOf("secret") !== "after") {
    retail.addSecret("extra", { readers: [sales], retired: phaseOf("secret") === "retired" });
  }
  const reads = phaseOf("reader of a secret");
  retail.addSecret("common", {
    readers: reads === "before" ? [sales, books] : [sales],
    retiredReaders: reads === "retired" ? [books] : [],
  });
}

function addEnergy(holding: Holding, sales: Domain, phaseOf: (thing: Thing) => Phase): void {
  const energy = holding.addSubsidiary("energy", {
    productionSubscriptionId: "5e6f7a8b-0000-4000-8000-000000000002",
    productionDeployer: deployer(16),
  });
  const hamburg = energy.addSite("hamburg", { egressAddresses: ["198.51.100.32/28"] });
  const ledger = hamburg.addForward("ledger", forwardAt("sql05.energy.example", 1));
  const crm = energy.addDomain("crm", {
    environments: [Environment.PROD],
    forwards: [ledger],
    productionDeployer: deployer(17),
  });
  energy.addSecret("password", { readers: [crm] });
  hamburg.addRuntimeNode("HAM-IR-1", { tier: Tier.PRODUCTION });
  if (phaseOf("handoff") !== "after") {
    holding.addHandoff("accounts", {
      provider: sales,
      consumer: crm,
      owner: "crm@retail.example",
      columns: [{ name: "Id", logicalType: LogicalType.STRING }],
      retention: Duration.days(30),
      retired: phaseOf("handoff") === "retired",
    });
  }
}

/** A program that uses all that the plan lets it use. */
function program(domain: SourceDomain): void {
  const { plan } = domain;
  const usable = ["password", "common", "extra"].filter((name) => plan.mayRead(name));
  const [password, ...further] = usable.map((name) => domain.vault.secret(name));
  const [forward] = plan.forwards;
  const server = { within: domain, forward };
  const source = new SqlServerStore(domain, "Source", {
    ...server,
    database: "source",
    login: SqlServerLogin.password("adf", further[0] ?? password),
  });
  const dwh = new SqlServerStore(domain, "Dwh", {
    ...server,
    database: plan.own(`dwh_${plan.domainName}`),
    login: SqlServerLogin.password("adf", further[1] ?? password),
  });
  const job = addJob(domain, "Transform", plan.forwards, plan.domainName, password);
  const copy = new CopyActivity("Copy", { source: source.table("dbo", "A"), sink: dwh.upsertInto("dbo", "A", ["Id"]) });
  domain.addLoad("Load", { activities: [copy], job });
  if (plan.domainName === FORECASTER) {
    const own = plan.jobs.find(({ retired }) => !retired);
    const secret = own === undefined ? password : domain.vault.secret("forecast");
    const forecast = addJob(domain, "Forecast", own?.forwards ?? plan.forwards, "forecast", secret, own);
    domain.addLoad("LoadForecast", { activities: [copy], job: forecast });
  }
  plan.givenHandoffs
    .filter(({ retired }) => !retired)
    .forEach((handoff) => domain.giveHandoff("Give", { plan: handoff, source: source.table("dbo", "B") }));
  plan.takenHandoffs
    .filter(({ retired }) => !retired)
    .forEach((handoff) =>
      domain.takeHandoff("Take", { plan: handoff, sink: dwh.upsertInto("dbo", "B", ["Id"]), maxAge: Duration.days(2) }),
    );
}

/** A job that dbt runs, which comes as all others of its domain do unless it is planned to come as itself. */
function addJob(
  domain: SourceDomain,
  id: string,
  forwards: Forward[],
  schema: string,
  password: ISecret,
  plan?: JobPlan,
): DbtJob {
  const database = domain.plan.own("dwh");
  return domain.addDbtJob(id, {
    plan,
    dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", "1.0.0"),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    command: DbtCommand.run(),
    forwards,
    profile: DbtProfile.sqlServer({ forward: forwards[0], database, schema, user: "dbt", password }),
  });
}

/** The domain with a second job. */
const FORECASTER = "books";

const NAMES = ["sales", "books", "legacy", "crm"];

/** A holding whose plan changes, in one Azure, with the states of its stacks; as it is now it can be put back. */
export class Changing {
  private readonly workspace = mkdtempSync(join(tmpdir(), "rehearsal-changing-"));
  private readonly deployment = new Deployment(this.workspace);
  private count = 0;
  private phases: ReadonlyMap<Thing, Phase> = new Map();

  constructor() {
    const network = APPS_SUBNET.replace(/\/subnets\/.*$/, "");
    this.world.put("azurerm_virtual_network", network, { name: "apps" });
    this.world.put("azurerm_subnet", APPS_SUBNET, { name: "apps", service_endpoints: ["Microsoft.KeyVault"] });
    const [, registryName = ""] = /\/registries\/(.*)$/.exec(REGISTRY) ?? [];
    this.world.put("azurerm_container_registry", REGISTRY, {
      name: registryName,
      login_server: `${registryName}.azurecr.io`,
      role_assignment_mode: "AbacRepositoryPermissions",
    });
    this.world.give(deployer(11).principalId, "Role Based Access Control Administrator", REGISTRY);
    this.become([]);
  }

  public get world(): World {
    return this.deployment.world;
  }

  /** What is deployed of the plan as it is now, in its order. */
  public get stacks(): string[] {
    return stacksOf(this.holding).map(({ stackName }) => stackName);
  }

  /**
   * The plan changes; nothing is deployed yet. Stacks that are no longer planned stay as they were. Gives back those that
   * are, and are others than before, in their order.
   */
  public become(phases: readonly (readonly [Thing, Phase])[]): string[] {
    this.phases = new Map([...this.phases, ...phases]);
    const { holding } = this;
    const outdir = join(this.workspace, `out-${(this.count += 1)}`);
    const domains = Object.fromEntries(NAMES.map((name) => [name, program]));
    new HoldingApp(holding, { domains, gateways: {}, edges: {} }, undefined, { outdir }).synth();
    return this.deployment.become({ holding, outdir, valueOf: (variable) => `value-of-${variable}` });
  }

  /** Deploys one stack: what it says where it is refused. */
  public deploy(stackName: string): Promise<string> {
    return outcome(this.deployment.apply(stackName));
  }

  /** Takes one stack away: what it says where it is refused. */
  public takeAway(stackName: string): Promise<string> {
    return outcome(this.deployment.takeAway(stackName));
  }

  /** Whether a second plan of a stack is empty. */
  public async isSettled(stackName: string): Promise<boolean> {
    return (await this.deployment.stack(stackName).plan()).code === 0;
  }

  /** Nodes register: what people do once hubs are there. */
  public onSite(): void {
    this.deployment.registerNodes(this.holding);
  }

  /** What no longer runs of what is deployed: every pipeline of every domain, jobs included. */
  public interrupted(): string[] {
    return this.deployment.refusedRuns(NAMES.map((name) => `${name === "crm" ? "energy" : "retail"}-prod-${name}`));
  }

  /** Remembers how everything is; what it returns puts it back. */
  public keep(): () => void {
    const putBack = this.deployment.keep();
    const { phases } = this;
    return () => {
      putBack();
      this.phases = phases;
    };
  }

  public clear(): void {
    rmSync(this.workspace, { recursive: true, force: true });
  }

  private get holding(): Holding {
    return planned((thing) => this.phases.get(thing) ?? "before");
  }
}
