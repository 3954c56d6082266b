import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type Process, childrenOf, until } from "../../../support/aci/processes";

export { until };

const SCRIPTS = path.resolve(__dirname, "../../../../lib/dbt/job/scripts");
const PROOFS = path.resolve(__dirname, "../../../../lib/tunnel/scripts");
const FAKES = path.resolve(__dirname, "fakes");
export const GROUP = "retail-prod-salesforce";

export const warehouse = {
  name: "warehouse",
  host: "sql01.retail.example",
  port: 1433,
  address: "127.0.10.1",
  protocol: "sql-server",
};
export const crm = {
  name: "crm",
  host: "pg01.retail.example",
  port: 5432,
  address: "127.0.10.2",
  protocol: "postgresql",
};
export const shop = { name: "shop", host: "my01.retail.example", port: 3306, address: "127.0.10.3", protocol: "mysql" };
export const broker = {
  name: "broker",
  host: "mq01.retail.example",
  port: 8883,
  address: "127.0.10.4",
  protocol: "tls",
};
export const intranet = {
  name: "intranet",
  host: "www.retail.example",
  port: 8080,
  address: "127.0.10.5",
  protocol: "http",
};
type Forward = typeof warehouse;

/** Short, so that the suite is; the proportions are those of the defaults. */
export const timing = {
  pollIntervalSeconds: 0.1,
  startupTimeoutSeconds: 3,
  partnerTimeoutSeconds: 5,
  heartbeatSeconds: 0.2,
  heartbeatTimeoutSeconds: 2,
  terminationGraceSeconds: 1.5,
  pathTimeoutSeconds: 3,
};

interface GroupProps {
  readonly forwards?: Forward[];
  /** What answers behind a forward, by its name; its own protocol unless given. */
  readonly farEnds?: Record<string, string>;
  readonly job?: Record<string, unknown>;
  readonly timing?: Partial<typeof timing>;
  /** A directory that outlives groups, in place of an emptyDir. */
  readonly share?: string;
  /** Commands that prepare the group's mounts; $D is its directory. */
  readonly prepare?: string;
}

interface ContainerProps {
  readonly environment?: Record<string, string>;
  /** Programs that the image lacks. */
  readonly without?: string[];
  /** Programs that the image has, as shell scripts. */
  readonly with?: Record<string, string>;
  /** Commands in the container's namespaces, before it starts. */
  readonly prepare?: string;
  readonly user?: number;
  readonly command?: string[];
  /** What follows the script in its command. */
  readonly arguments?: string[];
}

export interface Ended {
  readonly code: number;
  readonly log: string;
  readonly seconds: number;
}

export class Container {
  public readonly ended: Promise<Ended>;
  public log = "";
  private readonly began = performance.now();

  public constructor(private readonly process: ChildProcess) {
    for (const stream of [process.stdout, process.stderr])
      stream?.on("data", (data: Buffer) => (this.log += data.toString()));
    this.ended = new Promise((resolve) =>
      process.on("close", (code, signal) =>
        resolve({
          code: code ?? 128 + os.constants.signals[signal!],
          log: this.log,
          seconds: (performance.now() - this.began) / 1000,
        }),
      ),
    );
  }

  /** Process 1 of the container, and all that it started. */
  public processes(): Process[] {
    return childrenOf(this.process.pid!);
  }

  public signal(signal: NodeJS.Signals, command?: RegExp): void {
    const target = this.processes().find((process) => !command || command.test(process.command));
    if (!target) throw new Error(`no process ${String(command)} in: ${this.log}`);
    process.kill(target.pid, signal);
  }
}

/** A container group: its containers share a network, the semaphore folder and /aci/run, and nothing else. */
export class Group {
  public readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "group-"));
  private readonly forwards: Forward[];
  private readonly anchor: ChildProcess;
  private readonly containers: Container[] = [];
  private readonly farEnds: string;

  public constructor(props: GroupProps = {}) {
    this.forwards = props.forwards ?? [warehouse];
    for (const folder of ["groups", "run", "out", "dbt", "bridge", "sidecar"]) fs.mkdirSync(this.path(folder));
    fs.chmodSync(this.directory, 0o755);
    const times = { ...timing, ...props.timing };
    const settings = [
      `LISTEN='${this.forwards.map(({ address, port }) => `${address}:${port}`).join(" ")}'`,
      ...Object.entries(times).map(
        ([name, figure]) => `${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}=${figure}`,
      ),
    ].join("\n");
    const job = {
      forwards: this.forwards,
      commands: [["run", "--select", { env: "ENV_DBT_MODEL" }]],
      projectDirectory: "/aci/out",
      rerunOnRestart: false,
      trustsImage: false,
      keptRuns: 0,
      runTimeoutSeconds: 600,
      timing: times,
      ...props.job,
    };
    const profile = {
      LocalForward: this.forwards.map(({ address, port, name, host }) => ({
        RelayName: name,
        BindAddress: address,
        BindPort: port,
        PortName: name,
        HostName: host,
      })),
    };
    this.farEnds = JSON.stringify(
      Object.fromEntries(
        this.forwards.map((forward) => [
          `${forward.address}:${forward.port}`,
          props.farEnds?.[forward.name] ?? forward.protocol,
        ]),
      ),
    );
    for (const script of [
      "dbt.sh",
      "run_dbt.py",
      "coordination.py",
      "artifacts.py",
      "authorities.py",
      "child.py",
      "share.py",
    ])
      fs.copyFileSync(path.join(SCRIPTS, script), this.path("dbt", script));
    for (const script of ["job_paths.py", "prove_path.py", "proofs.py"])
      fs.copyFileSync(path.join(PROOFS, script), this.path("dbt", script));
    fs.writeFileSync(this.path("dbt/job.json"), JSON.stringify(job));
    fs.writeFileSync(this.path("dbt/profiles.yml"), "{}");
    fs.copyFileSync(path.join(SCRIPTS, "bridge.sh"), this.path("bridge/bridge.sh"));
    fs.writeFileSync(this.path("bridge/profile.yml"), JSON.stringify(profile));
    fs.writeFileSync(this.path("bridge/settings.sh"), settings);
    fs.copyFileSync(path.join(SCRIPTS, "sidecar.sh"), this.path("sidecar/sidecar.sh"));
    fs.writeFileSync(this.path("sidecar/settings.sh"), settings);
    const prepare = `set -e; mount --make-rprivate /; ip link set lo up
      ${props.share ? `mount --bind '${props.share}' $D/groups` : ""}
      ${props.prepare ?? ""}
      touch $D/prepared; exec sleep 600`;
    this.anchor = spawn("unshare", ["--mount", "--net", "sh", "-c", prepare], {
      env: { ...process.env, D: this.directory },
      stdio: ["ignore", "inherit", "inherit"],
    });
  }

  public path(...parts: string[]): string {
    return path.join(this.directory, ...parts);
  }

  public read(file: string): string {
    return fs.existsSync(this.path(file)) ? fs.readFileSync(this.path(file), "utf8") : "";
  }

  public async dbt(props: ContainerProps = {}): Promise<Container> {
    return this.container("dbt", ["/bin/sh", "/aci/dbt/dbt.sh"], {
      ...props,
      environment: { ENV_DBT_MODEL: "salesforce", ...props.environment },
    });
  }

  public async bridge(props: ContainerProps = {}): Promise<Container> {
    return this.container("bridge", ["/bin/bash", "/aci/bridge/bridge.sh", ...(props.arguments ?? [])], {
      ...props,
      environment: { FAKE_FAR_ENDS: this.farEnds, ...props.environment },
    });
  }

  public async sidecar(shell: string[], ...command: string[]): Promise<Container> {
    return this.container("sidecar", [...shell, "/aci/sidecar/sidecar.sh", ...command], {});
  }

  /** Both containers at once. */
  public async start(dbt: ContainerProps = {}): Promise<{ dbt: Container; bridge: Container }> {
    return { bridge: await this.bridge(), dbt: await this.dbt(dbt) };
  }

  private async container(name: string, command: string[], props: ContainerProps): Promise<Container> {
    await until(() => fs.existsSync(this.path("prepared")), "the group's mounts");
    const bin = this.path(`bin-${this.containers.length}`);
    fs.mkdirSync(bin);
    const programs: Record<string, string> = {
      python3: PYTHON,
      dbt: path.join(FAKES, "dbt"),
      azbridge: path.join(FAKES, "azbridge"),
    };
    for (const program of "env bash sh sleep mv rm cat printf getent timeout touch mount mkdir cp chmod setpriv".split(
      " ",
    ))
      programs[program] = execFileSync("/bin/sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();
    for (const [program, target] of Object.entries(programs))
      if (!props.without?.includes(program) && target.startsWith("/")) fs.symlinkSync(target, path.join(bin, program));
    for (const [program, script] of Object.entries(props.with ?? {})) {
      fs.rmSync(path.join(bin, program), { force: true });
      fs.writeFileSync(path.join(bin, program), script, { mode: 0o755 });
    }
    fs.writeFileSync(this.path(`hosts-${this.containers.length}`), `127.0.0.1 localhost ${os.hostname()}`);
    const launch = `set -e
      mount -t tmpfs tmpfs /aci
      mkdir /aci/groups /aci/run /aci/out /aci/${name}
      for folder in groups run out; do mount --bind $D/$folder /aci/$folder; done
      mount -t tmpfs tmpfs /aci/${name}
      cp $D/${name}/* /aci/${name}; chmod 444 /aci/${name}/*; mount -o remount,ro,noexec /aci/${name}
      mount --bind $D/hosts-${this.containers.length} /etc/hosts
      ${props.prepare ?? ""}
      exec env -i ${props.user ? `/usr/bin/setpriv --reuid ${props.user} --regid ${props.user} --clear-groups` : ""} "$@"`;
    const environment = { PATH: bin, ENV_GROUP_NAME: GROUP, ...props.environment };
    const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
    const child = spawn(
      "nsenter",
      ["--target", `${this.anchor.pid}`, "--mount", "--net", "unshare", "--mount", "--uts", "--pid", "--fork"].concat(
        ["--kill-child", "--mount-proc", "sh", "-c", launch, "sh"],
        // env -i … setpriv … env NAME=value … command
        ["/usr/bin/env", ...variables, ...(props.command ?? command)],
      ),
      { env: { ...process.env, D: this.directory }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const container = new Container(child);
    this.containers.push(container);
    return container;
  }

  public get semaphore(): string {
    return this.read(`groups/${GROUP}`).trim();
  }

  /** What stands in the semaphore folder. */
  public get leftovers(): string[] {
    return fs.readdirSync(this.path("groups")).sort();
  }

  public has(file: string): boolean {
    return fs.existsSync(this.path(file));
  }

  public append(file: string, text: string): void {
    fs.appendFileSync(this.path(file), text);
  }

  /** Waits until the dbt double runs. */
  public async dbtStarted(): Promise<void> {
    await until(
      () => this.read("out/dbt").includes("started"),
      () => `dbt\n${this.logs()}`,
    );
  }

  public get dbtRuns(): number {
    return this.read("out/dbt").split("started").length - 1;
  }

  public logs(): string {
    return this.containers.map((container) => container.log).join("\n--\n");
  }

  public async destroy(): Promise<void> {
    for (const container of this.containers) {
      try {
        container.signal("SIGKILL");
      } catch {
        // It has ended.
      }
    }
    await Promise.all(this.containers.map(({ ended }) => ended));
    this.anchor.kill("SIGKILL");
    fs.rmSync(this.directory, { recursive: true, force: true });
  }
}

/** One that every user may run, if there is one: a version manager's lies in somebody's home. */
export const PYTHON =
  process.env.TEST_PYTHON ??
  (fs.existsSync("/usr/bin/python3")
    ? "/usr/bin/python3"
    : execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim());
