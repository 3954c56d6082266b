import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { signalTo, until } from "./aci/processes";
import { AZBRIDGE } from "./azbridge/azbridge-process";
import type { CloudConfiguration } from "./gateway";

/** Folders that a machine of the tests has to itself, in memory. */
const OWN_FOLDERS = [
  "/etc/systemd/system",
  "/usr/local/lib/gateway",
  "/usr/share/azbridge",
  "/run/gateway",
  "/run/gateway-front",
  "/run/gateway-health",
  "/var/lib/gateway",
  "/var/lib/gateway-azbridge",
];

/** Programs of a machine that the tests play: each call is written down. */
const PLAYED = ["apt-get", "cloud-init", "dpkg"];
const SYSTEMCTL = path.join(__dirname, "systemctl.py");
/** Takes what programs say to the system's log, and prints it. */
const LOG = `import os, socket, sys
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind(sys.argv[1])
os.chmod(sys.argv[1], 0o666)
print("up", flush=True)
while True: print(log.recv(65536).decode(), flush=True)`;

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
   * @param environment variables of its services.
   */
  public static async boot(
    cable: string,
    network: string,
    hosts: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Machine> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "machine-"));
    fs.mkdirSync(path.join(directory, "bin"));
    const lines = [`127.0.0.1 localhost ${os.hostname()}`, ...hosts, ""];
    fs.writeFileSync(path.join(directory, "hosts"), lines.join("\n"));
    const systemctl = `#!/bin/sh\nexec /usr/bin/python3 ${SYSTEMCTL} ${directory} "$@"\n`;
    fs.writeFileSync(path.join(directory, "bin", "systemctl"), systemctl, { mode: 0o755 });
    fs.chmodSync(directory, 0o755);
    fs.cpSync("/etc", path.join(directory, "etc"), { recursive: true, verbatimSymlinks: true });
    fs.mkdirSync(path.join(directory, "etc/gateway"), { recursive: true });
    for (const folder of OWN_FOLDERS) fs.mkdirSync(folder, { recursive: true });
    if (!fs.existsSync("/dev/log")) fs.writeFileSync("/dev/log", ""); // something to mount upon
    const log = spawn("/usr/bin/python3", ["-c", LOG, path.join(directory, "log")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let logged = "";
    log.stdout.on("data", (data: Buffer) => (logged += data.toString()));
    await once(log.stdout, "data");
    const mounts = OWN_FOLDERS.map((folder) => `mount -t tmpfs tmpfs ${folder}`);
    const steps = [
      "set -e",
      `mount --bind ${directory}/etc /etc`,
      `mount --bind ${directory}/hosts /etc/hosts`,
      `mount --bind ${directory}/log /dev/log`,
      ...mounts,
      "chmod 755 /usr/share/azbridge",
      `ln -s ${AZBRIDGE} /usr/share/azbridge/azbridge`,
      "ip link set lo up",
      "echo",
    ];
    const anchor = spawn("unshare", ["--net", "--mount", "sh", "-c", [...steps, "exec sleep 1800"].join("\n")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(anchor.stdout, "data");
    const machine = new Machine(anchor, log, () => logged, directory, `${network}.2`, cable);
    for (const program of PLAYED) machine.play(program, "");
    machine.setEnvironment(environment);
    spawnSync("ip", ["link", "delete", cable]); // of a run that was cut off, whose machines live on
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
    private readonly log: ChildProcess,
    /** What its programs have said to the system's log. */
    public readonly logged: () => string,
    private readonly directory: string,
    public readonly address: string,
    private readonly cable: string,
  ) {}

  /** A file of the machine, as this process reaches it. */
  public file(name: string): string {
    return `/proc/${this.anchor.pid!}/root${name}`;
  }

  /** Variables of every service that is started from now on. */
  public setEnvironment(environment: Readonly<Record<string, string>>): void {
    fs.writeFileSync(path.join(this.directory, "environment.json"), JSON.stringify(environment));
  }

  /** Plays a program: each call is written down, then the shell's commands are run. */
  public play(program: string, commands: string): void {
    const script = `#!/bin/sh\necho "${program} $*" >>${this.directory}/calls\n${commands}\n`;
    fs.writeFileSync(path.join(this.directory, "bin", program), script, { mode: 0o755 });
  }

  /** What the played programs were asked, a line each. */
  public calls(): string[] {
    const file = path.join(this.directory, "calls");
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : [];
  }

  /** The same; asked again, what came since. */
  public takeCalls(): string[] {
    const calls = this.calls();
    fs.rmSync(path.join(this.directory, "calls"), { force: true });
    return calls;
  }

  public within(command: string, ...args: string[]): [string, ...string[]] {
    return ["nsenter", "--target", `${this.anchor.pid!}`, "--net", "--mount", command, ...args];
  }

  /** Writes what cloud-init would write. */
  public write({ write_files }: CloudConfiguration): void {
    for (const { path: name, content, permissions } of write_files) {
      fs.mkdirSync(path.dirname(this.file(name)), { recursive: true });
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
  public async run(command: readonly string[], environment: Readonly<Record<string, string>> = {}, input = "") {
    const { child, output } = this.start(command, environment);
    child.stdin!.on("error", () => undefined); // it may have ended without reading
    child.stdin!.end(input);
    const [code] = (await once(child, "close")) as [number];
    return { code, output: output() };
  }

  /** Asks its systemd something; the exit code. */
  public async systemctl(...args: string[]): Promise<number> {
    return (await this.run([path.join(this.directory, "bin", "systemctl"), ...args])).code;
  }

  /** The process of a service that has been started. */
  public pid(service: string): number {
    return Number(fs.readFileSync(path.join(this.directory, `${service}.pid`), "utf8"));
  }

  /** With what a oneshot has ended, once it has. */
  public oneshot(service: string): number | undefined {
    const file = path.join(this.directory, `${service}.code`);
    return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : undefined;
  }

  /** What a service has printed. */
  public printed(service: string): string {
    const file = path.join(this.directory, `${service}.log`);
    return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  }

  /** Ends everything in its network, whoever started it: nginx has children that outlive their parent. */
  public async shutDown(): Promise<void> {
    processesIn(fs.readlinkSync(`/proc/${this.anchor.pid!}/ns/net`)).forEach((pid) => signalTo(pid, "SIGKILL"));
    for (const { child } of this.processes) {
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    }
    await until(() => this.anchor.signalCode !== null, "the end of a machine");
    // It would go with the namespace, but that may be after the next machine of its name has come.
    const isGone = () => spawnSync("ip", ["link", "delete", this.cable]).status !== 0;
    await until(isGone, "the end of a machine's cable");
    this.log.kill("SIGKILL");
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

/** A suite that cannot run fails by name. */
export function refuseWithoutNginx(): void {
  if (!fs.existsSync("/usr/lib/nginx/modules/ngx_stream_module.so")) {
    throw new Error("missing: nginx and libnginx-mod-stream, the distribution's packages");
  }
}

export function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
