import { setTimeout as sleep } from "node:timers/promises";
import { CoordinationTiming, Duration } from "../../lib";
import { type Job, type JobGiven, PASSWORD_MARK, type World } from "../group/world";
import { FaultyShare } from "../support/aci/faulty-share";
import { until } from "../support/aci/processes";
import { type GroupBlock } from "../support/aci/terraform";
import { type Fault, GROUP, MOMENTS, type Moment, type Scene } from "./faults";
import { type Random } from "./random";

/** Short, so that a run is; the proportions are those of the defaults. */
const FIGURES = {
  startupTimeout: Duration.seconds(6),
  partnerTimeout: Duration.seconds(6),
  heartbeat: Duration.milliseconds(250),
  heartbeatTimeout: Duration.seconds(4),
  pathTimeout: Duration.seconds(5),
  terminationGrace: Duration.seconds(3),
  probeInitialDelay: Duration.seconds(3),
  probePeriod: Duration.seconds(3),
  probeTimeout: Duration.seconds(2),
};
const TIMING = new CoordinationTiming(FIGURES);
const RUN_TIMEOUT = Duration.seconds(16);
/** Of the next run, which is to succeed on a machine with other work on it, too. */
const PATIENT: Partial<JobGiven> = {
  timing: new CoordinationTiming({
    ...FIGURES,
    startupTimeout: Duration.seconds(40),
    partnerTimeout: Duration.seconds(40),
  }),
  runTimeout: Duration.seconds(90),
};
const DBT_TENTHS = 60;
/** What the harness itself takes on a machine with other work on it. */
const HARNESS_SECONDS = 10;
/** How long a stop of the group may take: what Docker and containerd leave a container. */
const STOP_SECONDS = 10;
const CODES = [0, 1, 2, 3] as const;
/** Of a container whose process was taken away. */
const BY_SIGNAL = [137, 143];
/** Of one whose Python could not be loaded. */
const BY_LOADER = 127;
/** Codes that are none of dbt's, and may always be: unavailable, timed out, stopped. */
const ENDED = [69, 124, 143];

/** What is run: faults, each at its moment, on a dbt that ends with a code of its own. */
export interface Plan {
  readonly faults: readonly (readonly [Moment, Fault])[];
  readonly code: number;
}

export function planned(random: Random, faults: readonly Fault[]): Plan {
  return { faults: faults.map((fault) => [random.pick(MOMENTS), fault]), code: random.pick(CODES) };
}

/** What was wrong with a run, by invariant; nothing where all hold. */
export async function violations(
  world: World,
  plan: Plan,
  rewrite?: (block: GroupBlock) => GroupBlock,
): Promise<string[]> {
  const share = await FaultyShare.open();
  const made = (script: string, given: Partial<JobGiven> = {}) =>
    world.job({
      share,
      script,
      clock: true,
      timing: TIMING,
      runTimeout: RUN_TIMEOUT,
      rewrite,
      platform: { probe: { graceSeconds: 1 } },
      ...given,
    });
  // It pauses as it goes, so that it ends by itself and in time; its own code is noted just before.
  const script = `for i in {1..${DBT_TENTHS}}; do sleep 0.1; done; echo ${plan.code} >/aci/out/own; exit ${plan.code}`;
  const job = made(script);
  const goingOn: NodeJS.Timeout[] = [];
  try {
    const joined = world.relay.count("joined", "warehouse");
    const late = await ended({ world, job, share, goingOn }, plan);
    goingOn.forEach(clearInterval);
    const found = [...late, ...judged(world, job, share, plan, joined)];
    world.relay.setFaults({}, "warehouse");
    await share.misbehave("none");
    return [...found, ...(await cleanAfterwards(made("exit 0", rewrite === undefined ? PATIENT : {})))];
  } finally {
    goingOn.forEach(clearInterval);
    world.relay.setFaults({}, "warehouse");
    await share.misbehave("none").catch(() => undefined);
    await world.discard();
    share.destroy();
  }
}

/** Runs it with its faults: the first invariant. */
async function ended(scene: Scene, plan: Plan): Promise<string[]> {
  const { job } = scene;
  const at = async (moment: Moment) => {
    for (const [when, fault] of plan.faults) if (when === moment) await fault.begin(scene);
  };
  const began = performance.now();
  await job.group.start();
  await at("before dbt starts");
  const over = job.group.ended().then(() => true);
  const passed = async (condition: () => boolean) =>
    await until(() => condition() || job.dbt.state.state === "Terminated", "dbt", TIMING.startupTimeout.toSeconds())
      .then(() => true)
      .catch(() => false);
  if (await passed(() => job.runs > 0)) {
    await sleep(500);
    await at("while dbt runs");
    await sleep(DBT_TENTHS * 100 - 1000);
    await at("when dbt is about to end");
  }
  const bound = TIMING.worstCase(RUN_TIMEOUT).toSeconds() + HARNESS_SECONDS;
  const left = bound - (performance.now() - began) / 1000;
  if (await Promise.race([over, sleep(left * 1000, false, { ref: false })])) return [];
  const states = job.group.containers.map(({ name, state }) => `${name} ${state.state}`).join(", ");
  await job.group.stop(STOP_SECONDS);
  return [`not ended within ${bound} s: ${states}`];
}

function judged(world: World, job: Job, share: FaultyShare, plan: Plan, joined: number): string[] {
  const code = job.dbt.state.exitCode;
  const own = job.read("own").trim();
  const taken = plan.faults.some(([moment, { kills }]) => kills?.includes(moment));
  const signalled = job.dbt.log.includes("run_dbt: dbt ended with exit code");
  const allowed = own !== "" && !signalled ? [Number(own)] : ENDED;
  const unloaded = plan.faults.some(([moment, { unloads }]) => unloads?.includes(moment));
  const known = [...allowed, ...(taken ? [...BY_SIGNAL, ...ENDED] : []), ...(unloaded ? [BY_LOADER] : [])];
  const secrets = [PASSWORD_MARK, world.sendKeys.warehouse.split("SharedAccessKey=")[1]];
  const places = [job.group.log, ...share.files.map((file) => share.read(file))];
  const [[moment, only]] = plan.faults;
  const harmed = plan.faults.length > 1 || !only.harmless?.includes(moment) || code === plan.code;
  return [
    ...(harmed ? [] : [`ended with ${code} although nothing lasted for longer than its patience:\n${job.group.log}`]),
    ...(code !== undefined && known.includes(code) ? [] : [`exit code ${code}, dbt's own: ${own || "none"}`]),
    ...(job.runs > 1 ? [`dbt ran ${job.runs} times`] : []),
    ...(job.runs > 0 && world.relay.count("joined", "warehouse") === joined ? ["dbt ran on a path unproven"] : []),
    ...(secrets.some((secret) => places.some((place) => place.includes(secret))) ? ["a canary left its place"] : []),
  ];
}

/** The last invariant: what a run leaves does not stop the next. */
async function cleanAfterwards(next: Job): Promise<string[]> {
  await next.group.start();
  const { code } = await next.dbt.ended;
  const state = await next.group.ended();
  return code === 0 && state === "Succeeded"
    ? []
    : [`the next run of ${GROUP} was ${state} (${code}):\n${next.group.log}`];
}
