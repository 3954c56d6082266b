/** What a platform team and its domain teams would have written for a model. */
import {
  Azbridge,
  ContainerImage,
  Coordination,
  CopyActivity,
  DbtCommand,
  DbtJob,
  DbtProfile,
  Deployer,
  Domain,
  Duration,
  Environment,
  ExecutePipelineActivity,
  FileShare,
  GatewayNetwork,
  GatewayPackage,
  Handoff,
  Holding,
  LogicalType,
  PlannedForward,
  Protocol,
  Recurrence,
  RelayAccess,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  Subsidiary,
  Tier,
  TriggerFrequency,
} from "../../lib";
import { uuidOf } from "../../rehearsal/src/azure/ids";
import { HoldingApp } from "../../stacks/app";
import { GatewayOf } from "../../stacks/gateway-stack";
import {
  DomainModel,
  EnvironmentName,
  ForwardModel,
  JobModel,
  LoadModel,
  Model,
  PlannedJobModel,
  SubsidiaryName,
  hasOwnRuntime,
  hostOf,
  nodesOf,
  numberOf,
  operatorsOf,
  plannedOf,
  portOf,
  subsidiariesOf,
  tiersOf,
  uuid,
} from "./model";

const PRODUCTION_AGAIN = Environment.custom("uat", Tier.PRODUCTION);
const ENVIRONMENTS: Readonly<Record<EnvironmentName, Environment>> = {
  prod: Environment.PROD,
  uat: PRODUCTION_AGAIN,
  play: Environment.PLAY,
};
const SITES: Readonly<Record<SubsidiaryName, string>> = { retail: "munich", energy: "hamburg" };
const [BY_KEY, BY_IDENTITY] = [RelayAccess.SHARED_ACCESS_KEY, RelayAccess.IDENTITY];
const SHA256 = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/** A model's plan, and its stacks, synthesized. */
export interface Program {
  readonly holding: Holding;
  readonly app: HoldingApp;
}

/** @param outdir where the stacks are synthesized. */
export function programOf(model: Model, outdir: string): Program {
  const plan = new Plan(model);
  const domains = model.domains.map(
    (domain) => [domain.name, (built: SourceDomain) => plan.fill(domain, built)] as const,
  );
  const gateways: Record<string, GatewayOf> = { "gateway-retail-production": gateway };
  const contents = { domains: Object.fromEntries(domains), gateways, edges: {} };
  const app = new HoldingApp(plan.holding, contents, undefined, { outdir });
  app.synth();
  return { holding: plan.holding, app };
}

/** The value of a domain's password. */
export const passwordOf = ({ name, password }: DomainModel | PlannedJobModel): string => `${name}-password-${password}`;

class Plan {
  public readonly holding: Holding;
  private readonly forwards = new Map<string, PlannedForward>();
  private readonly domains = new Map<string, Domain>();
  private readonly handoffs: Readonly<Record<string, Handoff>>;

  constructor(private readonly model: Model) {
    this.holding = new Holding({
      name: "contoso",
      location: "westeurope",
      tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
      environments: model.environments.map((name) => ENVIRONMENTS[name]),
      retiredEnvironments: model.retiredEnvironments?.map((name) => ENVIRONMENTS[name]),
    });
    subsidiariesOf(model).forEach((name) => this.addSubsidiary(name));
    const agreed = model.handoffs.map(({ name, giver, taker, retired }): [string, Handoff] => [
      name,
      this.holding.addHandoff(name, {
        provider: this.domains.get(giver)!,
        consumer: this.domains.get(taker)!,
        retired,
        owner: "data@contoso.example",
        columns: [{ name: "Id", logicalType: LogicalType.STRING }],
        retention: Duration.days(30),
      }),
    ]);
    this.handoffs = Object.fromEntries(agreed);
  }

  private addSubsidiary(name: SubsidiaryName): void {
    const number = numberOf(name);
    const of = <T>(make: (tier: "development" | "production", kind: number) => T) => {
      const tiers = tiersOf(this.model);
      const one = (tier: "development" | "production", kind: number) =>
        tiers.includes(tier) ? make(tier, kind) : undefined;
      return [one("development", 1), one("production", 2)] as const;
    };
    const [developmentSubscriptionId, productionSubscriptionId] = of((_, kind) => uuid(number, kind));
    const [developmentDeployer, productionDeployer] = of((_, kind) => deployer(uuid(10 + number, kind)));
    const subsidiary = this.holding.addSubsidiary(name, {
      developmentSubscriptionId,
      productionSubscriptionId,
      environmentSubscriptionIds: Object.fromEntries(
        this.model.environments.map((environment) => [environment, uuid(number, 3)]),
      ),
      developmentDeployer,
      productionDeployer,
    });
    this.addSite(subsidiary, name);
  }

  private addSite(subsidiary: Subsidiary, name: SubsidiaryName): void {
    const { model } = this;
    const ofIt = <T extends { readonly subsidiary: SubsidiaryName }>(all: readonly T[]) =>
      all.filter((one) => one.subsidiary === name);
    const site = subsidiary.addSite(SITES[name], {
      egressAddresses: [`198.51.100.${16 * numberOf(name)}/28`],
      operators: operatorsOf(model, name).map((principalId) => ({ principalId })),
    });
    ofIt(model.forwards).forEach((forward) =>
      this.forwards.set(
        forward.name,
        site.addForward(forward.name, { protocol: Protocol.SQL_SERVER, ...this.ends(forward) }),
      ),
    );
    ofIt(model.domains).forEach((domain) => this.addDomain(subsidiary, domain));
    subsidiary.tiers.forEach((tier) => {
      const of = tier === Tier.PRODUCTION ? "production" : "development";
      const owners = ofIt(model.domains).filter(hasOwnRuntime);
      [undefined, ...owners.map((owner) => owner.name)].forEach((owner) => {
        const dedicatedTo = owner === undefined ? undefined : this.domains.get(owner);
        nodesOf(model, name, of, owner).forEach((node) => site.addRuntimeNode(node, { tier, dedicatedTo }));
      });
    });
    const exposed = ofIt(model.forwards).filter((forward) => model.exposed.includes(forward.name));
    if (exposed.length > 0) {
      subsidiary.addGateway(Tier.PRODUCTION, {
        forwards: exposed.map((forward) => ({
          forward: this.forwards.get(forward.name)!,
          publicPort: portOf(forward),
        })),
      });
    }
  }

  private ends(forward: ForwardModel) {
    const { address } = forward;
    const end = (tier: "development" | "production") =>
      tiersOf(this.model).includes(tier) ? { host: hostOf(forward, tier), port: 1433 } : undefined;
    return { production: end("production"), development: end("development"), bindAddress: `127.0.10.${address}` };
  }

  private addDomain(subsidiary: Subsidiary, model: DomainModel): void {
    const { tiers } = subsidiary;
    const { retired = {} } = model;
    const [current, former] = model.access === "key" ? [BY_KEY, BY_IDENTITY] : [BY_IDENTITY, BY_KEY];
    const who = deployer(uuidOf(model.name)); // of its own: a domain that comes later moves no other's rights
    const domain = subsidiary.addDomain(model.name, {
      forwards: model.forwards.map((name) => this.forwards.get(name)!),
      retired: retired.domain,
      retiredForwards: retired.forwards?.map((name) => this.forwards.get(name)!),
      relayAccess: current,
      retiredRelayAccess: retired.access === true ? former : undefined,
      retiredRuntimeIn: retired.runtime === true ? tiers : undefined,
      dedicatedRuntimeIn: model.runtime === "dedicated" ? tiers : undefined,
      developmentDeployer: tiers.includes(Tier.DEVELOPMENT) ? who : undefined,
      productionDeployer: tiers.includes(Tier.PRODUCTION) ? who : undefined,
    });
    subsidiary.addSecret(`${model.name}-password`, {
      readers: [domain],
      ...(model.external ? { external: true } : { version: model.password }),
    });
    this.domains.set(model.name, domain);
    model.planned.forEach((job) => this.planJob(subsidiary, domain, job, false));
    retired.jobs?.forEach((job) => this.planJob(subsidiary, domain, job, true));
  }

  private planJob(subsidiary: Subsidiary, domain: Domain, model: PlannedJobModel, retired: boolean): void {
    const forwards = model.forwards.map((name) => this.forwards.get(name)!);
    const job = domain.addJob(model.name, { forwards, retired });
    subsidiary.addSecret(`${domain.name}-${model.name}-password`, { readers: [job], version: model.password });
  }

  /** What the domain's team writes. */
  public fill(model: DomainModel, domain: SourceDomain): void {
    const password = domain.vault.secret(`${model.name}-password`);
    const forward = domain.forward(this.forwards.get(model.forwards[0])!);
    const server = { within: domain, forward, login: SqlServerLogin.password("adf", password) };
    const own = domain.plan.own("dwh");
    const dwh = new SqlServerStore(domain, "Dwh", { ...server, database: own });
    const stores = [...new Set(model.loads.filter(({ tables }) => tables.length > 0).map(({ store }) => store))];
    const sources = new Map(
      stores.map((name) => [name, new SqlServerStore(domain, name, { ...server, database: name })]),
    );
    model.loads.forEach((load) => {
      const activities = load.tables.map(
        (table) =>
          new CopyActivity(`Copy ${table}`, {
            source: sources.get(load.store)!.table("dbo", table),
            sink: dwh.upsertInto(model.name, `${load.name}_${table}`, ["Id"]),
          }),
      );
      const schedule = this.schedule(domain, load);
      const job = load.job && this.addJob(domain, model, load.job);
      if (job === undefined) {
        domain.addPipeline(load.name, { activities, schedule });
      } else {
        domain.addLoad(load.name, { activities, job, schedule });
      }
    });
    this.model.handoffs
      .filter(({ retired, giver, taker }) => retired !== true && [giver, taker].includes(model.name))
      .forEach(({ name, giver }) => {
        const plan = this.handoffs[name].planFor(domain.plan.environment);
        const schedule = this.schedule(domain, { hour: 5, active: true });
        if (giver === model.name) {
          domain.giveHandoff(`Give${name}`, { plan, source: dwh.table("given", name), schedule });
        } else {
          const { pipeline } = domain.takeHandoff(`Take${name}`, { plan, sink: dwh.upsertInto("taken", name, ["Id"]) });
          domain.addPipeline(`Nightly${name}`, {
            activities: [new ExecutePipelineActivity("Take", { pipeline })],
            schedule,
          });
        }
      });
  }

  private schedule(domain: SourceDomain, { hour, active }: Pick<LoadModel, "hour" | "active">) {
    const recurrence: Recurrence = { frequency: TriggerFrequency.DAY, hours: [hour], minutes: [0] };
    return { ...recurrence, activated: active && domain.plan.tier === Tier.PRODUCTION };
  }

  private addJob(domain: SourceDomain, model: DomainModel, job: JobModel): DbtJob {
    const share = (jobName: string) =>
      new FileShare(domain, `Share-${jobName}`, {
        storageAccount: domain.storageAccount,
        shareName: `trace-${jobName}`,
      });
    const { plan } = domain;
    const planned = plannedOf(model, job) && plan.jobs.find(({ name }) => name === job.name)!;
    const reached = plannedOf(model, job)?.forwards ?? [model.forwards[0], ...job.further];
    const used = reached.map((one) => (planned ?? plan).forward(this.forwards.get(one)!));
    const whose = planned === undefined ? model.name : `${model.name}-${planned.name}`;
    return domain.addDbtJob(job.name, {
      dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", job.tag),
      azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
      command: DbtCommand.run(),
      plan: planned,
      forwards: used,
      profile: DbtProfile.sqlServer({
        forward: used[0],
        database: plan.own("dwh"),
        schema: job.name,
        user: "dbt",
        password: domain.vault.secret(`${whose}-password`),
      }),
      ...(job.trace ? { coordination: Coordination.azureFileShare(share(job.name)) } : {}),
    });
  }
}

const gateway: GatewayOf = (packages) => ({
  azbridgePackage: GatewayPackage.fromBlob(packages, `azbridge-${Azbridge.VERSION}-x64.deb`, SHA256),
  network: GatewayNetwork.own("10.40.0.0/26"),
  allowedSources: ["10.20.0.0/16"],
});

const deployer = (principalId: string): Deployer => ({ principalId, addresses: ["203.0.113.10"] });
