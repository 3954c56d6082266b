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
}

/** When it goes wrong. */
export const MOMENTS = ["before dbt starts", "while dbt runs", "when dbt is about to end"] as const;
export type Moment = (typeof MOMENTS)[number];

/** From when on a group waits in patience; before that, a share that is out of order is refused at once. */
const IN_MID_RUN: readonly Moment[] = ["while dbt runs", "when dbt is about to end"];

/** One thing that goes wrong. */
export interface Fault {
  readonly name: string;
  readonly begin: (scene: Scene) => Promise<void> | void;
  /** At which moments it is to end no run: what it disturbs is over before anybody's patience is. */
  readonly harmless?: readonly Moment[];
  /** Whether it takes a process of dbt's container away, whose code then says so. */
  readonly kills?: boolean;
}

const PROCESSES: readonly (readonly [name: string, container: "dbt" | "azbridge", command?: RegExp])[] = [
  ["run_dbt", "dbt"],
  ["dbt", "dbt", /\/dbt run|bash .*dbt/],
  ["bridge.sh", "azbridge"],
  ["azbridge", "azbridge", /azbridge -f/],
];

/** Half of the patience that the runs here have. */
const PAUSE_SECONDS = 2;

/** To a process that is there; one that is not can do no harm. */
function signalled({ job }: Scene, container: string, signal: NodeJS.Signals, command?: RegExp): void {
  const [first, ...others] = job.group.container(container).processes;
  const target = command === undefined ? first : others.find((one) => command.test(one.command));
  if (target !== undefined) signalTo(target.pid, signal);
}

const ofProcesses = PROCESSES.flatMap(([name, container, command]): Fault[] => [
  {
    name: `${name} is killed`,
    begin: (scene) => signalled(scene, container, "SIGKILL", command),
    kills: container === "dbt",
  },
  {
    name: `${name} is stopped`,
    begin: (scene) => signalled(scene, container, "SIGSTOP", command),
    kills: container === "dbt",
  },
  {
    name: `${name} is paused for ${PAUSE_SECONDS} s`,
    begin: (scene) => {
      signalled(scene, container, "SIGSTOP", command);
      setTimeout(() => signalled(scene, container, "SIGCONT", command), PAUSE_SECONDS * 1000);
    },
    harmless: MOMENTS,
  },
]);

const SHARE_FAULTS: readonly ShareFault[] = ["hang", "slow 0.2", "full", "read-only", "gone", "wrong"];
const ofTheShare = SHARE_FAULTS.flatMap((fault): Fault[] => [
  { name: `the share: ${fault}`, begin: ({ share }) => share.misbehave(fault) },
  {
    name: `the share, for ${PAUSE_SECONDS} s: ${fault}`,
    begin: async ({ share }) => {
      await share.misbehave(fault);
      setTimeout(() => void share.misbehave("none").catch(() => undefined), PAUSE_SECONDS * 1000);
    },
    harmless: IN_MID_RUN,
  },
]);

const ofFiles = [GROUP, `${GROUP}.live`].flatMap((file): Fault[] => [
  { name: `${file} is removed`, begin: ({ share }) => share.files.includes(file) && share.remove(file) },
  { name: `${file} is another's`, begin: ({ share }) => share.write(file, "ready 0123456789abcdef0123456789abcdef\n") },
] as Fault[]); // prettier-ignore

const PATHS: readonly (readonly [name: string, faults: Faults])[] = [
  ["no listener", { noListener: true }],
  ["the Relay refuses", { refuse: 401 }],
  ["the Relay is slow by 3 s", { slowMilliseconds: 3000 }],
  ["the Relay carries 20 bytes a second", { bytesPerSecond: 20 }],
  ["the Relay breaks each tunnel", { cutAfterBytes: 10 }],
];
const ofThePath = PATHS.map(([name, faults]): Fault => ({
  name,
  begin: ({ world }) => world.relay.setFaults(faults, "warehouse"),
}));

const ofTheClock = [3600, -3600].map((seconds): Fault => ({
  name: `the clock is set by ${seconds} s`,
  begin: ({ job }) => job.setClock(seconds),
  harmless: MOMENTS,
}));

const ofThePlatform: Fault[] = [
  { name: "the group is stopped", begin: ({ job }) => void job.group.stop() },
  { name: "nothing", begin: () => undefined, harmless: MOMENTS },
];

/** Every single fault. */
export const FAULTS: readonly Fault[] = [
  ...ofProcesses,
  ...ofTheShare,
  ...ofFiles,
  ...ofThePath,
  ...ofTheClock,
  ...ofThePlatform,
];
