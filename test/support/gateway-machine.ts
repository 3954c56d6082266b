import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { until } from "./aci/processes";
import { AZBRIDGE } from "./azbridge/azbridge-process";
import type { CloudConfiguration } from "./gateway";

/** Folders that a machine of the tests has to itself, in memory. */
const OWN_FOLDERS = ["/etc/gateway", "/etc/systemd/system", "/usr/local/lib/gateway", "/run/gateway"];

/** Programs of a machine that the tests play: each call is written down. */
const PLAYED = ["systemctl", "apt-get", "cloud-init"];

/** A process of a machine. */
export interface MachineProcess {
  readonly child: ChildProcess;
  readonly output: () => string;
}

/**
 * A machine of a gateway, or a site: a network namespace with one cable to this one, and folders and host names of its
 * own. Addresses of this namespace can be reached from it.
 */
export class Machine {
  /**
   * @param cable name of its cable, unique among the tests that run at once; at most 14 characters.
   * @param network the first three bytes of its addresses: `.1` is this end, `.2` its own.
   * @param hosts lines of its `/etc/hosts`.
   */
  public static async boot(cable: string, network: string, hosts: readonly string[]): Promise<Machine> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "machine-"));
    fs.mkdirSync(path.join(directory, "bin"));
    const lines = [`127.0.0.1 localhost ${os.hostname()}`, ...hosts, ""];
    fs.writeFileSync(path.join(directory, "hosts"), lines.join("\n"));
    for (const program of PLAYED) {
      const script = `#!/bin/sh\necho "${program} $*" >>${directory}/calls\n`;
      fs.writeFileSync(path.join(directory, "bin", program), script, { mode: 0o755 });
    }
    for (const folder of OWN_FOLDERS) fs.mkdirSync(folder, { recursive: true });
    const mounts = OWN_FOLDERS.map((folder) => `mount -t tmpfs tmpfs ${folder}`);
    const steps = ["set -e", `mount --bind ${directory}/hosts /etc/hosts`, ...mounts, "ip link set lo up", "echo"];
    const anchor = spawn("unshare", ["--net", "--mount", "sh", "-c", [...steps, "exec sleep 600"].join("\n")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(anchor.stdout, "data");
    const machine = new Machine(anchor, directory, `${network}.2`);
    run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", `${anchor.pid!}`);
    run("ip", "addr", "add", `${network}.1/30`, "dev", cable);
    run("ip", "link", "set", cable, "up");
    run(...machine.within("ip", "addr", "add", `${network}.2/30`, "dev", "eth0"));
    run(...machine.within("ip", "link", "set", "eth0", "up"));
    run(...machine.within("ip", "route", "add", "default", "via", `${network}.1`));
    return machine;
  }

  private readonly processes: MachineProcess[] = [];

  private constructor(
    private readonly anchor: ChildProcess,
    private readonly directory: string,
    public readonly address: string,
  ) {}

  /** A file of the machine, as this process reaches it. */
  public file(name: string): string {
    return `/proc/${this.anchor.pid!}/root${name}`;
  }

  /** What the played programs were asked, a line each; asked again, what came since. */
  public takeCalls(): string[] {
    const file = path.join(this.directory, "calls");
    if (!fs.existsSync(file)) return [];
    const lines = fs.readFileSync(file, "utf8").trim().split("\n");
    fs.rmSync(file);
    return lines;
  }

  public within(command: string, ...args: string[]): [string, ...string[]] {
    return ["nsenter", "--target", `${this.anchor.pid!}`, "--net", "--mount", command, ...args];
  }

  /** Writes what cloud-init would write. */
  public write({ write_files }: CloudConfiguration): void {
    for (const { path: name, content, permissions } of write_files) {
      fs.writeFileSync(this.file(name), content, { mode: Number.parseInt(permissions, 8) });
    }
  }

  /** Starts a program; it finds the played ones first. */
  public start(command: readonly string[], environment: Readonly<Record<string, string>>): MachineProcess {
    const [program = "", ...args] = this.within(command[0], ...command.slice(1));
    const PATH = `${this.directory}/bin:${process.env.PATH}`;
    const child = spawn(program, args, { env: { ...environment, PATH }, stdio: "pipe" });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data: Buffer) => (output += data.toString()));
    const started = { child, output: () => output };
    this.processes.push(started);
    return started;
  }

  /** Runs a program to its end. */
  public async run(command: readonly string[], environment: Readonly<Record<string, string>>, input = "") {
    const { child, output } = this.start(command, environment);
    child.stdin!.end(input);
    const [code] = (await once(child, "close")) as [number];
    return { code, output: output() };
  }

  /** Starts what a unit starts, with the variables of its file; azbridge is the double. */
  public startUnit(name: string, environment: Readonly<Record<string, string>>): MachineProcess {
    const unit = fs.readFileSync(this.file(`/etc/systemd/system/${name}`), "utf8");
    const command = /^ExecStart=(.*)$/m.exec(unit)![1].replace("/usr/share/azbridge/azbridge", AZBRIDGE).split(" ");
    const file = /^EnvironmentFile=(.*)$/m.exec(unit)?.[1];
    const lines = file === undefined ? [] : fs.readFileSync(this.file(file), "utf8").trim().split("\n");
    const variables = Object.fromEntries(lines.map((line) => line.split("=") as [string, string]));
    return this.start(command, { ...variables, ...environment });
  }

  /** Ends everything in its network, whoever started it: haproxy has children that outlive their parent. */
  public async shutDown(): Promise<void> {
    for (const pid of processesIn(fs.readlinkSync(`/proc/${this.anchor.pid!}/ns/net`))) process.kill(pid, "SIGKILL");
    for (const { child } of this.processes) {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    }
    await until(() => this.anchor.signalCode !== null, "the end of a machine");
    fs.rmSync(this.directory, { recursive: true });
  }
}

function processesIn(network: string): number[] {
  return fs
    .readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        return pid > 0 && fs.readlinkSync(`/proc/${pid}/ns/net`) === network;
      } catch {
        return false; // it has ended
      }
    });
}

export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
