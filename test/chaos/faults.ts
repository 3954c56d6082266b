import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import { type Job, type World } from "../group/world";
import { type FaultyShare, type ShareFault } from "../support/aci/faulty-share";
import { signalTo } from "../support/aci/processes";
import { type Faults } from "../support/relay/azure-relay";

export const GROUP = "retail-prod-salesforce-transform";

/** What a fault acts on. */
export interface Scene {
  readonly world: World;
  readonly job: Job;
  readonly share: FaultyShare;
  /** What goes on for as long as the group does. */
  readonly goingOn: NodeJS.Timeout[];
}

/** When it goes wrong. */
export const MOMENTS = ["before dbt starts", "while dbt runs", "when dbt is about to end"] as const;
export type Moment = (typeof MOMENTS)[number];

/** From when on a group waits in patience; before that, a share that is out of order is refused at once. */
const IN_MID_RUN: readonly Moment[] = ["while dbt runs", "when dbt is about to end"];

/** What can go wrong: the rows of the matrix. */
export const THINGS = [
  ...(["run_dbt", "dbt", "bridge.sh", "azbridge"] as const),
  ...(["share", "semaphore", "lease", "heartbeat of dbt", "heartbeat of the bridge", "/aci/run"] as const),
  ...(["path", "clock", "group"] as const),
] as const;
export type Thing = (typeof THINGS)[number];

/** How it can: the columns. */
export const WAYS = ["stop", "kill", "slow", "hang", "vanish", "full", "wrong answer"] as const;
export type Way = (typeof WAYS)[number];

/** One thing that goes wrong in one way. */
export interface Fault {
  readonly thing: Thing;
  /** Nothing but for `group: nothing`. */
  readonly way?: Way;
  /** What happens to the thing: with that, the fault's name. */
  readonly what: string;
  readonly begin: (scene: Scene) => Promise<void> | void;
  /** At which moments it is to end no run: what it disturbs is over before anybody's patience is. */
  readonly harmless?: readonly Moment[];
  /** At which moments it may take a process of dbt's container away, whose code then says so. */
  readonly kills?: readonly Moment[];
  /** At which moments it may keep Python from being loaded in place of the shell that begins: 127, the loader's. */
  readonly unloads?: readonly Moment[];
}

export function nameOf({ thing, what }: Fault): string {
  return `${thing}: ${what}`;
}

interface Place {
  readonly thing: Thing;
  readonly container: "dbt" | "azbridge";
  /** Of the process, where it is not the container's first. */
  readonly command?: RegExp;
}

const PROCESSES: readonly Place[] = [
  { thing: "run_dbt", container: "dbt" },
  { thing: "dbt", container: "dbt", command: /\/dbt run|bash .*dbt/ },
  { thing: "bridge.sh", container: "azbridge" },
  { thing: "azbridge", container: "azbridge", command: /azbridge -f/ },
];

/** Half of the patience that the runs here have. */
const PAUSE_SECONDS = 2;
/** A process that is slow stands still for a third of its time. */
const [STILL_MILLISECONDS, ROUND_MILLISECONDS] = [50, 150];
/** What every process has open from its start: it can open nothing more. */
const NO_MORE_FILES = "--nofile=3:3";

/** Of a process that is there; one that is not can do no harm. */
function pidOf({ job }: Scene, { container, command }: Place): number | undefined {
  const [first, ...others] = job.group.container(container).processes;
  return (command === undefined ? first : others.find((one) => command.test(one.command)))?.pid;
}

function signalled(scene: Scene, place: Place, signal: NodeJS.Signals): void {
  const pid = pidOf(scene, place);
  if (pid !== undefined) signalTo(pid, signal);
}

function paused(scene: Scene, place: Place, milliseconds: number): void {
  signalled(scene, place, "SIGSTOP");
  setTimeout(() => signalled(scene, place, "SIGCONT"), milliseconds);
}

const ofProcesses = PROCESSES.flatMap((place): Fault[] => {
  const { thing, container } = place;
  const kills = container === "dbt" ? MOMENTS : undefined;
  return [
    { thing, way: "stop", what: "told to end", begin: (scene) => signalled(scene, place, "SIGTERM"), kills },
    { thing, way: "kill", what: "killed", begin: (scene) => signalled(scene, place, "SIGKILL"), kills },
    {
      thing,
      way: "slow",
      what: "slow",
      begin: (scene) => {
        scene.goingOn.push(setInterval(() => paused(scene, place, STILL_MILLISECONDS), ROUND_MILLISECONDS));
      },
      harmless: IN_MID_RUN,
    },
    { thing, way: "hang", what: "stopped", begin: (scene) => signalled(scene, place, "SIGSTOP"), kills },
    {
      thing,
      way: "hang",
      what: `paused for ${PAUSE_SECONDS} s`,
      begin: (scene) => paused(scene, place, PAUSE_SECONDS * 1000),
      harmless: MOMENTS,
    },
  ];
});

/** What dbt itself makes of it is dbt's. */
const ofFullProcesses = PROCESSES.filter(({ thing }) => thing !== "dbt").map((place): Fault => ({
  thing: place.thing,
  way: "full",
  what: "may open nothing more",
  begin: (scene) => {
    const pid = pidOf(scene, place);
    if (pid !== undefined) spawnSync("prlimit", ["--pid", String(pid), NO_MORE_FILES]);
  },
  unloads: place.thing === "run_dbt" ? ["before dbt starts"] : undefined,
}));

const SHARE_FAULTS: readonly (readonly [Way, ShareFault])[] = [
  ["stop", "read-only"],
  ["kill", "down"],
  ["slow", "slow 0.2"],
  ["hang", "hang"],
  ["vanish", "gone"],
  ["full", "full"],
  ["wrong answer", "wrong"],
];
const ofTheShare = SHARE_FAULTS.flatMap(([way, fault]): Fault[] => [
  { thing: "share", way, what: fault, begin: ({ share }) => share.misbehave(fault) },
  {
    thing: "share",
    way,
    what: `${fault}, for ${PAUSE_SECONDS} s`,
    begin: async ({ share }) => {
      await share.misbehave(fault);
      setTimeout(() => void share.misbehave("none").catch(() => undefined), PAUSE_SECONDS * 1000);
    },
    harmless: IN_MID_RUN,
  },
]);

interface OneFile {
  readonly thing: Thing;
  /** Where it is, as this machine sees it. */
  readonly file: (scene: Scene) => string;
  /** What another would have written. */
  readonly anothers: string;
  /** Whether it is written again and again by whose it is. */
  readonly moves: boolean;
}

const ANOTHER = "0123456789abcdef0123456789abcdef";
const FILES: readonly OneFile[] = [
  {
    thing: "semaphore",
    file: ({ share }) => share.real(GROUP),
    anothers: `ready ${ANOTHER}\n`,
    moves: false,
  },
  {
    thing: "lease",
    file: ({ share }) => share.real(`${GROUP}.live`),
    anothers: `${ANOTHER} 000000000017\n`,
    moves: false,
  },
  {
    thing: "heartbeat of dbt",
    file: ({ job }) => job.group.emptyDir("aci-run", "dbt"),
    anothers: `${ANOTHER} 17\n`,
    moves: true,
  },
  {
    thing: "heartbeat of the bridge",
    file: ({ job }) => job.group.emptyDir("aci-run", "bridge"),
    anothers: `${ANOTHER} 17\n`,
    moves: true,
  },
];
const ofFiles = FILES.flatMap(({ thing, file, anothers, moves }): Fault[] => [
  {
    thing,
    way: "vanish",
    what: "removed",
    begin: (scene) => fs.rmSync(file(scene), { force: true }),
    harmless: moves ? MOMENTS : undefined,
  },
  {
    thing,
    way: "full",
    what: "cut to nothing",
    begin: (scene) => fs.existsSync(file(scene)) && fs.truncateSync(file(scene)),
    harmless: moves ? MOMENTS : undefined,
  },
  { thing, way: "wrong answer", what: "another's", begin: (scene) => fs.writeFileSync(file(scene), anothers) },
] as Fault[]); // prettier-ignore

const ofTheRunFolder: Fault = {
  thing: "/aci/run",
  way: "vanish",
  what: "gone",
  begin: ({ job }) => fs.rmSync(job.group.emptyDir("aci-run"), { recursive: true, force: true, maxRetries: 20 }),
};

const PATHS: readonly (readonly [Way, string, Faults])[] = [
  ["stop", "the Relay is out of order", { refuse: 503 }],
  ["kill", "the Relay breaks each tunnel", { cutAfterBytes: 10 }],
  ["slow", "the Relay is slow by 3 s", { slowMilliseconds: 3000 }],
  ["slow", "the Relay carries 20 bytes a second", { bytesPerSecond: 20 }],
  ["hang", "the Relay does not answer", { slowMilliseconds: 600_000 }],
  ["vanish", "no listener", { noListener: true }],
  ["wrong answer", "the Relay refuses", { refuse: 401 }],
];
const ofThePath = PATHS.map(([way, what, faults]): Fault => ({
  thing: "path",
  way,
  what,
  begin: ({ world }) => world.relay.setFaults(faults, "warehouse"),
}));

const CLOCKS: readonly (readonly [Way, string, ahead: number, pace: number])[] = [
  ["stop", "stands still", 0, 0],
  ["slow", "at half its pace", 0, 0.5],
  ["wrong answer", "set by 3600 s", 3600, 1],
  ["wrong answer", "set by -3600 s", -3600, 1],
];
const ofTheClock = CLOCKS.map(([way, what, ahead, pace]): Fault => ({
  thing: "clock",
  way,
  what,
  begin: ({ job }) => job.setClock(ahead, pace),
  harmless: MOMENTS,
}));

const ofThePlatform: Fault[] = [
  { thing: "group", way: "stop", what: "stopped", begin: ({ job }) => void job.group.stop() },
  { thing: "group", what: "nothing", begin: () => undefined, harmless: MOMENTS },
];

/** Every single fault. */
export const FAULTS: readonly Fault[] = [
  ...ofProcesses,
  ...ofFullProcesses,
  ...ofTheShare,
  ...ofFiles,
  ofTheRunFolder,
  ...ofThePath,
  ...ofTheClock,
  ...ofThePlatform,
];
