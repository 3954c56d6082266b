import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Image, filesOf } from "./image";
import { type Process, childrenOf, processesFrom, signalTo } from "./processes";
import { type ContainerBlock, type Probe } from "./terraform";

/** As in Kubernetes. */
const PROBE_GRACE_SECONDS = 30;
const RUNTIME = path.join(__dirname, "runtime.py");

/** What Azure says of a container. */
export interface ContainerState {
  readonly state: "Waiting" | "Running" | "Terminated";
  readonly exitCode?: number;
}

/** How a start of a container ended. */
export interface Ended {
  readonly code: number;
  /** What it said in this start. */
  readonly log: string;
  /** How long it ran. */
  readonly seconds: number;
  /** When it ended, as `performance.now()` counts. */
  readonly at: number;
}

/** Where a start of a container takes place. */
export interface Place {
  readonly directory: string;
  readonly network: string;
  readonly hostName: string;
  /** Text of /etc/hosts. */
  readonly hosts: string;
  /** One /etc/hosts for the group, in place of one per container. */
  readonly sharedHosts: boolean;
  readonly mounts: readonly { source: string; target: string; readOnly: boolean }[];
}

/** How the platform runs a probe, which is not always as it should. */
export interface ProbeFaults {
  /** It never runs. */
  readonly dropped?: boolean;
  /** Numbers of the runs, from 1, whose result is a failure whatever the command says. */
  readonly failing?: readonly number[];
  /** What the five numbers are multiplied with, except for the timeout: the machine gets no faster. */
  readonly pace?: number;
  /** Between SIGTERM and SIGKILL of a container whose probe failed. @default 30 */
  readonly graceSeconds?: number;
}

/** One container of a group: a chain of starts, of which the last counts. */
export class Container {
  public starts = 0;
  /** Results of the probe in the current start. */
  public readonly probes: boolean[] = [];
  /** What killed it from outside, as in the group's events. */
  public readonly events: string[] = [];
  public log = "";
  /** When the current start began, as `performance.now()` counts. */
  public startedAt = 0;
  private exitCode?: number;
  private pid?: number;
  private runtime?: ChildProcess;
  private ending?: Promise<Ended>;

  public constructor(
    public readonly block: ContainerBlock,
    public readonly image: Image,
    private readonly probeFaults: ProbeFaults,
  ) {}

  public get name(): string {
    return this.block.name;
  }

  public get state(): ContainerState {
    if (this.runtime === undefined) return { state: "Waiting" };
    return this.exitCode === undefined ? { state: "Running" } : { state: "Terminated", exitCode: this.exitCode };
  }

  /** The end of the current start. */
  public get ended(): Promise<Ended> {
    if (this.ending === undefined) throw new Error(`${this.name} was not started`);
    return this.ending;
  }

  /** What process 1 gets: the image's variables, then the group's. */
  public get environment(): Record<string, string> {
    return {
      PATH: "/usr/local/bin:/usr/bin:/bin",
      ...this.image.environment,
      ...this.block.environment_variables,
      ...this.block.secure_environment_variables,
    };
  }

  /** Forgets its starts, as when the group is started again. */
  public reset(): void {
    this.runtime = this.ending = this.pid = this.exitCode = undefined;
    this.starts = 0;
    this.log = "";
  }

  public async start(place: Place): Promise<void> {
    if (this.state.state === "Running") throw new Error(`${this.name} runs`);
    const number = ++this.starts;
    this.exitCode = undefined;
    this.probes.length = 0;
    const file = (name: string) => path.join(place.directory, `${name}-${number}`);
    fs.mkdirSync(file(`${this.name}-root`));
    const hosts = place.sharedHosts ? path.join(place.directory, "hosts") : file(`${this.name}-hosts`);
    if (!place.sharedHosts || !fs.existsSync(hosts)) fs.writeFileSync(hosts, place.hosts);
    const secrets = (this.block.volume ?? []).flatMap(({ mount_path, secret }) =>
      secret === undefined ? [] : [[mount_path, secret] as const],
    );
    const windows = Object.entries(this.image.windows ?? {});
    const spec = {
      hostName: place.hostName,
      network: place.network,
      root: file(`${this.name}-root`),
      hosts,
      files: filesOf(this.image),
      mounts: [...place.mounts, ...windows.map(([target, source]) => ({ source, target, readOnly: false }))],
      secrets: Object.fromEntries(secrets),
      user: this.image.user ?? 0,
      environment: this.environment,
      command: this.block.commands,
    };
    fs.writeFileSync(file(`${this.name}-spec`), JSON.stringify(spec), { mode: 0o600 });
    await this.launch(file(`${this.name}-spec`));
  }

  /** Process 1 and all others, as this machine sees them. */
  public get processes(): Process[] {
    return this.pid === undefined || this.exitCode !== undefined ? [] : processesFrom(this.pid);
  }

  /** To process 1, or to the first other process whose arguments match. */
  public signal(signal: NodeJS.Signals, command?: RegExp): void {
    const all = this.processes;
    const target = command === undefined ? all[0] : all.slice(1).find((one) => command.test(one.command));
    if (target === undefined) throw new Error(`${this.name} has no process ${String(command)}; its log: ${this.log}`);
    process.kill(target.pid, signal);
  }

  /** Halts or resumes all its processes. */
  public pause(halted: boolean): void {
    for (const { pid } of this.processes) signalTo(pid, halted ? "SIGSTOP" : "SIGCONT");
  }

  /** SIGTERM, and SIGKILL when it has not ended in time. */
  public async stop(graceSeconds: number): Promise<void> {
    if (this.state.state !== "Running") return;
    signalTo(this.pid!, "SIGTERM");
    const timer = setTimeout(() => {
      if (signalTo(this.pid!, "SIGKILL")) this.events.push("killed: it did not end on SIGTERM");
    }, graceSeconds * 1000);
    await this.ended;
    clearTimeout(timer);
  }

  /** Runs a command inside, as an exec probe does. */
  public async exec(command: readonly string[], timeoutSeconds: number): Promise<{ code: number; output: string }> {
    const inside = ["--target", `${this.pid}`, "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd"];
    const child = spawn("/usr/bin/nsenter", [...inside, ...command], {
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
    const timer = setTimeout(() => {
      for (const { pid } of childrenOf(child.pid!)) signalTo(pid, "SIGKILL"); // nsenter then ends by itself
    }, timeoutSeconds * 1000);
    const code = await new Promise<number>((resolve) => child.on("close", (exit) => resolve(exit ?? 137)));
    clearTimeout(timer);
    return { code, output };
  }

  private async launch(spec: string): Promise<void> {
    const runtime = spawn("/usr/bin/python3", ["-I", RUNTIME, spec], { stdio: ["ignore", "pipe", "pipe", "pipe"] });
    this.runtime = runtime;
    this.startedAt = performance.now();
    const before = this.log.length;
    for (const stream of [runtime.stdout!, runtime.stderr!]) {
      stream.on("data", (data: Buffer) => (this.log += data.toString()));
    }
    let said = "";
    const began = new Promise<void>((resolve) => {
      runtime.stdio[3]!.on("data", (data: Buffer) => {
        said += data.toString();
        this.pid = Number(/pid (\d+)/.exec(said)?.[1]);
        resolve();
      });
      runtime.on("close", () => resolve());
    });
    // What the runtime needs before process 1 runs is the harness's own time.
    runtime.stdio[3]!.once("data", () => (this.startedAt = performance.now()));
    this.ending = new Promise((resolve, reject) =>
      runtime.on("close", (_, signal) => {
        const at = performance.now();
        const code = /exit (\d+)/.exec(said)?.[1];
        if (code === undefined && signal === null) reject(new Error(`the runtime failed: ${this.log.slice(before)}`));
        this.exitCode = code === undefined ? 137 : Number(code);
        resolve({ code: this.exitCode, log: this.log.slice(before), seconds: (at - this.startedAt) / 1000, at });
      }),
    );
    this.ending.catch(() => undefined); // who waits for it gets it
    await began;
    if (this.block.liveness_probe !== undefined && !this.probeFaults.dropped) {
      void this.watch(this.block.liveness_probe, this.starts);
    }
  }

  /** Kills the container after so many failures in a row, as the platform does. */
  private async watch(probe: Probe, start: number): Promise<void> {
    const pace = this.probeFaults.pace ?? 1;
    let successes = 0;
    let failures = 0;
    const over = () => this.exitCode !== undefined || this.starts !== start;
    await sleep(probe.initial_delay_seconds * pace * 1000, undefined, { ref: false });
    for (let number = 1; !over(); number++) {
      const { code } = await this.exec(probe.exec, probe.timeout_seconds);
      if (over()) return;
      const passed = code === 0 && !this.probeFaults.failing?.includes(number);
      this.probes.push(passed);
      successes = passed ? successes + 1 : 0;
      failures = passed ? (successes >= probe.success_threshold ? 0 : failures) : failures + 1;
      if (failures >= probe.failure_threshold) {
        this.events.push(`killed: the liveness probe failed ${failures} times in a row`);
        await this.stop(this.probeFaults.graceSeconds ?? PROBE_GRACE_SECONDS);
        return;
      }
      await sleep(probe.period_seconds * pace * 1000, undefined, { ref: false });
    }
  }
}
