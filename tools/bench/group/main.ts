/**
 * `main.ts <runs of each kind>`, in namespaces of its own: the seed's protocol and ours, each around the same containers,
 * in pairs that start together and meet the same tunnel. Prints a table; ends with 1 when what ran was not the seed's.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { CoordinationTiming } from "../../../lib";
import { type Job, type JobGiven, World } from "../../../test/group/world";
import { warehouse } from "../../../test/group/plan";
import { type Ended } from "../../../test/support/aci/container";
import { until } from "../../../test/support/aci/processes";
import { goal, median, table } from "../report";
import { SEED, seedGroup } from "./seed";

const PROTOCOLS = ["ours", "seed"] as const;
type Protocol = (typeof PROTOCOLS)[number];

const START_GOAL_SECONDS = 0.3;
const END_GOAL_SECONDS = 1;
const IDLE_GOAL = 10;

/** The tunnel is usable after at most so many seconds: over them every moment between two polls is as likely. */
const LATEST_SECONDS = 2 * SEED.pollSeconds;
const LONGEST_DBT_SECONDS = 6;
/** Between two pairs of whole runs, so that starts do not meet. */
const PAIR_SECONDS = 4;
/** How far the seed's moments may lie from what its figures say, on a busy machine. */
const SLACK_SECONDS = 3;
/** A container's start is noted when its runtime has told. */
const NOTED_LATE_SECONDS = 0.5;
const NOBODY = { noListener: true };

/** Seconds of one whole run. */
interface Run {
  readonly end: number;
  readonly idle: number;
}

let world: World;

async function main(runs: number): Promise<void> {
  world = await World.open();
  try {
    const whole: Promise<void>[] = [];
    const ends = { success: pairs<Run>(), failure: pairs<Run>() };
    for (let number = 0; number < runs; number++) {
      for (const outcome of ["success", "failure"] as const) {
        const { begun, ended } = wholeRuns(outcome === "success" ? 0 : 1, ends[outcome]);
        whole.push(ended);
        await Promise.all([begun, sleep(PAIR_SECONDS * 1000)]);
      }
    }
    const starts = pairs<number>();
    for (let number = 0; number < runs; number++) await startRuns(starts);
    await Promise.all(whole);
    print(starts, ends);
  } finally {
    await world.close();
  }
}

function pairs<T>(): Record<Protocol, T[]> {
  return { ours: [], seed: [] };
}

/** A job whose containers are coordinated by one protocol. */
function job(protocol: Protocol, script: string): Job {
  const seed: JobGiven = {
    rewrite: seedGroup,
    dbtImage: { programs: ["sh", "bash", "sleep", "cat", "rm", "env"] },
  };
  return world.job({ script, timing: CoordinationTiming.DEFAULT, ...(protocol === "seed" ? seed : {}) });
}

/** A moment that the scripted dbt noted, as `performance.now()` counts. */
function moment(of: Job, event: "started" | "ended"): number {
  const [, seconds] = new RegExp(`^${event} (\\S+)$`, "m").exec(of.read("dbt"))!;
  return Number(seconds) * 1000 - performance.timeOrigin;
}

/** Both protocols around a dbt that runs for a while, from the group's start to its end; the tunnel is there at once. */
function wholeRuns(code: number, results: Record<Protocol, Run[]>): { begun: Promise<unknown>; ended: Promise<void> } {
  const script = `sleep ${(1 + Math.random() * (LONGEST_DBT_SECONDS - 1)).toFixed(2)}; exit ${code}`;
  const jobs = PROTOCOLS.map((protocol) => job(protocol, script));
  const started = Promise.all(jobs.map(({ group }) => group.start()));
  const ended = started.then(async () => {
    for (const [index, protocol] of PROTOCOLS.entries()) {
      const one = jobs[index];
      await one.group.ended();
      const [dbt, bridge] = [await one.dbt.ended, await one.bridge.ended];
      if (dbt.code !== code) throw new Error(`dbt ended with ${dbt.code}, not with ${code}:\n${one.group.log}`);
      const over = Math.max(dbt.at, bridge.at);
      const group = over - Math.min(one.dbt.startedAt, one.bridge.startedAt);
      const [from, to] = [moment(one, "started"), moment(one, "ended")];
      results[protocol].push({ end: (over - to) / 1000, idle: (group - (to - from)) / 1000 });
      if (protocol === "seed") assertSeedEnd(one, code, to, dbt, bridge);
      one.destroy();
    }
  });
  ended.catch(() => undefined); // who waits for it gets it
  return { begun: started.then(() => jobs[0].dbtStarted()), ended };
}

/** Both protocols, of which dbt's container starts first; then azbridge's, and the listener, after a random while each. */
async function startRuns(results: Record<Protocol, number[]>): Promise<void> {
  const bridgeSeconds = Math.random() * LATEST_SECONDS;
  const listenerSeconds = Math.random() * LATEST_SECONDS;
  world.relay.setFaults(NOBODY, warehouse.hybridConnectionName);
  const jobs = PROTOCOLS.map((protocol) => job(protocol, "exit 0"));
  const open = sleep(listenerSeconds * 1000).then(() => {
    world.relay.setFaults({}, warehouse.hybridConnectionName);
    return performance.now();
  });
  const listening = jobs.map(async ({ group }) => {
    await group.start({ azbridge: bridgeSeconds });
    return portOpened(group.network!.path);
  });
  for (const [index, protocol] of PROTOCOLS.entries()) {
    const one = jobs[index];
    const usable = Math.max(await open, await listening[index]);
    await one.dbtStarted();
    const started = moment(one, "started");
    if (protocol === "seed") assertSeedStart(one, (started - one.dbt.startedAt) / 1000);
    results[protocol].push((started - usable) / 1000);
  }
  jobs.forEach((one) => one.destroy());
}

/** When azbridge's port began to listen, as seen from outside: nobody connects to it. */
async function portOpened(network: string): Promise<number> {
  const address = [...warehouse.bindAddress.split(".")].reverse().map((octet) => hexadecimal(Number(octet), 2));
  const listening = `${address.join("")}:${hexadecimal(warehouse.port, 4)} 00000000:0000 0A`;
  const table = network.replace(/ns\/net$/, "net/tcp");
  await until(() => fs.readFileSync(table, "utf8").includes(listening), "azbridge's port");
  return performance.now();
}

function hexadecimal(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}

/** dbt's container looks when it starts, then every five seconds, and at nothing else. */
function assertSeedStart(one: Job, seconds: number): void {
  const beyond = (seconds + NOTED_LATE_SECONDS) % SEED.pollSeconds;
  assertSeed(beyond < SLACK_SECONDS, `dbt started ${seconds.toFixed(1)} s after its container`, one);
}

/** The probe ends the bridge when it fails for the third time after dbt's exit; a failed dbt's container sleeps first. */
function assertSeedEnd(one: Job, code: number, dbtEnded: number, dbt: Ended, bridge: Ended): void {
  const { probeDelaySeconds, probePeriodSeconds, probeFailures, failureSeconds } = SEED;
  const firstProbe = one.bridge.startedAt + probeDelaySeconds * 1000;
  const waited = (bridge.at - Math.max(dbtEnded, firstProbe - probePeriodSeconds * 1000)) / 1000;
  const failures = one.bridge.probes.slice(-probeFailures);
  const byProbe = failures.length === probeFailures && !failures.includes(true);
  const [least, most] = [(probeFailures - 1) * probePeriodSeconds, probeFailures * probePeriodSeconds + SLACK_SECONDS];
  const says = `the bridge ended ${waited.toFixed(1)} s after dbt, its probes: ${String(one.bridge.probes)}`;
  assertSeed(byProbe && waited >= least && waited < most, says, one);
  const slept = (dbt.at - dbtEnded) / 1000;
  const wanted = code === 0 ? 0 : failureSeconds;
  const inTime = slept >= wanted && slept < wanted + SLACK_SECONDS;
  assertSeed(inTime, `its container ended ${slept.toFixed(1)} s after dbt`, one);
}

function assertSeed(holds: boolean, what: string, one: Job): void {
  if (!holds)
    throw new Error(`what ran was not the seed's protocol, or the machine is too busy: ${what}\n${one.group.log}`);
}

function print(starts: Record<Protocol, number[]>, ends: Record<"success" | "failure", Record<Protocol, Run[]>>): void {
  const runs = starts.ours.length;
  console.log(
    `\nThe job's containers, by the seed's protocol and by ours: seconds, medians of ${runs} runs of each kind`,
  );
  const [load] = os.loadavg();
  const cores = os.availableParallelism();
  if (load > cores)
    console.log(
      `  The machine is busy (load ${load.toFixed(0)}, ${cores} cores): that adds to ours more than to the seed's.`,
    );
  const seedStarts = starts.seed.filter((seconds) => seconds >= 0);
  const early = runs - seedStarts.length;
  const row = (what: string, figures: Record<Protocol, number[]>, verdict: (ours: number, ratio: number) => string) => {
    const [ours, seed] = [median(figures.ours), median(figures.seed)];
    const cells = figures.seed.length === 0 ? ["-", "-"] : [seed.toFixed(2), `${(seed / ours).toFixed(0)} x`];
    return [what, ours.toFixed(2), ...cells, verdict(ours, seed / ours)];
  };
  const atMost = (limit: number) => (ours: number) => goal(`<= ${limit.toFixed(1)} s`, ours <= limit);
  const outcomes = ["success", "failure"] as const;
  const of = (outcome: (typeof outcomes)[number], figure: keyof Run) => ({
    ours: ends[outcome].ours.map((run) => run[figure]),
    seed: ends[outcome].seed.map((run) => run[figure]),
  });
  table(
    ["", "ours", "seed", "seed/ours", "goal"],
    [
      row("tunnel usable to dbt started", { ours: starts.ours, seed: seedStarts }, atMost(START_GOAL_SECONDS)),
      ...outcomes.map((one) => row(`dbt's exit to group's end, ${one}`, of(one, "end"), atMost(END_GOAL_SECONDS))),
      ...outcomes.map((one) =>
        row(`idle in a whole run, ${one}`, of(one, "idle"), (_, ratio) =>
          goal(`>= ${IDLE_GOAL} x less`, ratio >= IDLE_GOAL),
        ),
      ),
    ],
    [36, 8, 8, 12, 28],
  );
  if (early > 0)
    console.log(
      `  The seed started dbt before its tunnel was usable in ${early} of ${runs} runs, which do not count above.`,
    );
}

main(Number(process.argv[1 + 1])).then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
