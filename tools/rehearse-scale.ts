/**
 * `npm run rehearse:scale [-- --quick]`: how long Terraform and the Azure in memory take for one hub with 100 domains,
 * and for three with 100 each, and with how much memory; and what one more domain beside all these takes: what is planned,
 * applied and waited, which is to be the same as beside one. It judges that everything was applied, and that. Quick: one
 * hub with 10.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import {
  AccessStack,
  Azbridge,
  ContainerImage,
  DbtCommand,
  DbtProfile,
  Environment,
  Holding,
  HubStack,
  Protocol,
  SourceDomain,
  Tier,
} from "../lib";
import { Rehearsal, TerraformMissing } from "../rehearsal/src";
import { AT_ONCE } from "../rehearsal/src/rehearsal";
import { severalAtOnce } from "../rehearsal/src/several";
import { DomainStack } from "../stacks/domain-stack";
import { Cost, costLine, costOfOneMore, differing } from "./one-more-domain";

/** What one phase took. */
interface Phase {
  readonly name: string;
  readonly seconds: number;
  /** Of this process and of every Terraform at the moment when it was most. */
  readonly peakMebibytes: number;
}

const LOOK_MS = 100;
const MEBIBYTE = 1024 * 1024;
const GOAL_SECONDS = 60;

/** Deploys so many hubs with so many domains each. */
class Scale {
  private readonly folder = mkdtempSync(join(tmpdir(), "rehearse-scale-"));
  private readonly outdir = join(this.folder, "cdktf.out");

  constructor(
    private readonly hubs: number,
    private readonly domains: number,
  ) {}

  /** @param tell gets each phase as it ends. */
  public async run(tell: (phase: Phase) => void): Promise<{ phases: Phase[]; oneMore: Cost[] }> {
    try {
      const phases: Phase[] = [];
      const phase = async (name: string, work: () => Promise<void>): Promise<void> => {
        const ended = await measured(name, work);
        phases.push(ended);
        tell(ended);
      };
      const [now, then] = [this.holding(this.domains), this.holding(this.domains + 1)];
      await phase("synthesize", () => Promise.resolve(synthesize(now, this.outdir)));
      const rehearsal = new Rehearsal({ holding: then, outdir: this.outdir, workspace: this.folder });
      const hubs = rehearsal.hubs.map(({ stackName }) => stackName);
      const accesses = rehearsal.accesses.map(({ stackName }) => stackName);
      const domains = rehearsal.dependents.map(({ stackName }) => stackName);
      await phase(`${hubs.length} hubs: init, plan, apply`, () => applied(rehearsal, hubs));
      await phase(`${accesses.length} accesses: init, plan, apply`, () => applied(rehearsal, accesses));
      rehearsal.onSite();
      await phase(`${domains.length} domains: init, plan, apply`, () => applied(rehearsal, domains));
      await phase("all: plan again", () => planned(rehearsal, [...hubs, ...accesses, ...domains]));
      const plan = then.domainPlans.find(({ stackName }) => !domains.includes(stackName))!;
      const oneMore = await costOfOneMore(rehearsal, plan, this.outdir, () => synthesize(then, this.outdir));
      return { phases, oneMore };
    } finally {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** The first company has so many domains, the others as many as was said. */
  private holding(domains: number): Holding {
    const holding = new Holding({
      name: "contoso",
      location: "westeurope",
      tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
      environments: [Environment.PROD],
    });
    for (let hub = 1; hub <= this.hubs; hub++) {
      addSubsidiary(holding, hub, hub === 1 ? domains : this.domains);
    }
    return holding;
  }
}

function synthesize(holding: Holding, outdir: string): void {
  const app = new App({ outdir });
  const hubs = holding.hubPlans.filter(({ tier }) => tier === Tier.PRODUCTION);
  hubs.forEach((plan) => new HubStack(app, plan));
  holding.domainPlans.forEach((plan) => {
    new AccessStack(app, plan);
    new DomainStack(app, plan, addJob);
  });
  app.synth();
}

function addSubsidiary(holding: Holding, hub: number, domains: number): void {
  const subsidiary = holding.addSubsidiary(`company${hub}`, {
    productionSubscriptionId: uuid(2, hub),
    environmentSubscriptionIds: { prod: uuid(3, hub) },
    productionDeployer: { principalId: uuid(4, hub), addresses: ["203.0.113.10"] },
  });
  const site = subsidiary.addSite("munich", { egressAddresses: ["198.51.100.0/28"] });
  site.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
  const warehouse = site.addForward("warehouse", {
    protocol: Protocol.SQL_SERVER,
    production: { host: `sql01.company${hub}.example`, port: 1433 },
  });
  const readers = Array.from({ length: domains }, (_, index) =>
    subsidiary.addDomain(`system${index + 1}`, {
      forwards: [warehouse],
      productionDeployer: { principalId: uuid(5, hub * 1000 + index), addresses: ["203.0.113.11"] },
    }),
  );
  subsidiary.addSecret("warehouse-password", { readers });
}

function addJob(domain: SourceDomain): void {
  const [warehouse] = domain.plan.forwards;
  domain.addDbtJob("Transform", {
    dbtImage: ContainerImage.fromRegistry(domain.registry, "dbt", "1.0.0"),
    azbridgeImage: ContainerImage.fromRegistry(domain.registry, "azbridge", Azbridge.VERSION),
    command: DbtCommand.run(),
    forwards: [warehouse],
    profile: DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: "dwh",
      user: "dbt",
      password: domain.vault.secret("warehouse-password"),
    }),
  });
}

const uuid = (kind: number, number: number): string =>
  `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(number).padStart(12, "0")}`;

async function applied(rehearsal: Rehearsal, names: readonly string[]): Promise<void> {
  await severalAtOnce(AT_ONCE, names, async (name) => {
    const stack = rehearsal.stack(name);
    for (const { code, output } of [await stack.init(), await stack.apply()]) {
      assertDone(name, code, output);
    }
  });
}

async function planned(rehearsal: Rehearsal, names: readonly string[]): Promise<void> {
  await severalAtOnce(AT_ONCE, names, async (name) => {
    const { code, output } = await rehearsal.stack(name).plan();
    assertDone(name, code, output);
  });
}

function assertDone(name: string, code: number, output: string): void {
  if (code !== 0) {
    throw new Error(`${name}: exit code ${code}\n${output}`);
  }
}

async function measured(name: string, work: () => Promise<void>): Promise<Phase> {
  const started = performance.now();
  let peak = residentBytes();
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes())), LOOK_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  peak = Math.max(peak, residentBytes());
  return { name, seconds: (performance.now() - started) / 1000, peakMebibytes: peak / MEBIBYTE };
}

/** This process and its children; where the system does not list these, this process alone. */
function residentBytes(): number {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ");
    return [`${process.pid}`, ...children].reduce((sum, pid) => sum + residentOf(pid), 0);
  } catch {
    return process.memoryUsage.rss();
  }
}

function residentOf(pid: string): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
  } catch {
    return 0; // it has ended
  }
}

/** What one more takes beside a single domain. */
const besideOne = once(async () => (await new Scale(1, 1).run(() => undefined)).oneMore);

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

async function main(quick: boolean): Promise<void> {
  for (const [hubs, domains] of quick
    ? [[1, 10]]
    : [
        [1, 100],
        [3, 100],
      ]) {
    console.log(`${hubs} x ${domains}: ${AT_ONCE} stacks at a time`);
    const { phases, oneMore } = await new Scale(hubs, domains).run(({ name, seconds, peakMebibytes }) =>
      console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${peakMebibytes.toFixed(0).padStart(5)} MiB  ${name}`),
    );
    const sum = phases.filter(({ name }) => /apply/.test(name)).reduce((total, { seconds }) => total + seconds, 0);
    const goal = hubs === 1 && domains === 100 ? `, goal ${GOAL_SECONDS} s on two idle processors` : "";
    console.log(`  ${sum.toFixed(1).padStart(6)} s  plan and apply${goal}`);
    console.log(`  one more domain beside ${domains}:`);
    oneMore.forEach((cost) => console.log(`    ${costLine(cost)}`));
    const few = await besideOne();
    if (differing(few, oneMore).length > 0) {
      throw new Error(`beside one it took something else:\n${differing(few, oneMore).join("\n")}`);
    }
  }
}

main(process.argv.includes("--quick")).catch((error: unknown) => {
  console.error(error instanceof TerraformMissing ? error.message : error);
  process.exitCode = 1;
});
