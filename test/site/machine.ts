import { execFileSync, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { SiteKit } from "../../lib";
import { filesBelow } from "../../tools/files";
import { programPath } from "../support/aci/image";

const DOUBLES = path.join(__dirname, "doubles");

/** What the kits' scripts may call, beside the doubles: a program that is not listed is not there. */
const PROGRAMS = ["bash", "cat", "chmod", "chown", "cp", "dirname", "getent", "id", "install", "mkdir", "mktemp", "mv"];
const MORE_PROGRAMS = ["flock", "grep", "rm", "sha256sum", "sleep", "stat", "timeout", "useradd", "usermod"];

/** What these do, and `systemctl` with such a verb, changes nothing: to be killed after it is to be killed before it. */
const READERS = [
  "bash",
  "cat",
  "date",
  "flock",
  "getent",
  "grep",
  "id",
  "journalctl",
  "sha256sum",
  "sleep",
  "stat",
  "timeout",
];
const READING_VERBS = "is-active|is-enabled|show|status";

/** What is the machine's own, and where it has it. */
const FOLDERS = {
  etc: "/etc",
  share: "/usr/share",
  local: "/usr/local",
  var: "/var",
  opt: "/opt",
  root: "/root",
  run: "/run",
  tmp: "/tmp",
};

/** Keeps the machine as it is after so many commands. */
const KEEP_MOMENT = `{ here=/mnt/moments/$(printf %04d $done); ${[
  "/bin/mkdir $here",
  'for each in /mnt/*; do [[ $each == /mnt/moments ]] || /bin/cp --archive "$each" $here; done',
].join("; ")}; }`;

/** What `dpkg` installs: a file under the right name. */
const PACKAGE = "#!/bin/sh\necho azbridge\n";

/** What a run that is cut off ends with. */
export const KILLED = 137;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunProps {
  readonly environment?: Readonly<Record<string, string>>;
  /** Programs that the machine lacks. */
  readonly without?: readonly string[];
  /** Folder in which the command runs, as the machine has it. */
  readonly directory?: string;
}

/**
 * A Linux machine on site: an /etc, /usr/share, /var, /opt, /root, /run, /tmp and host name of its own, no network, and
 * doubles for what is not to be had here. It stays as it is between runs, and notes every program that is called, with its arguments.
 */
export class Machine {
  /** Of the package that operators bring. */
  public packageSha256 = "";
  private readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "site-"));
  private kitFolder = "";

  public constructor(private kit: SiteKit) {
    const states = ["enabled", "active", "loaded", "packaged"].map((state) => `state/systemd/${state}`);
    for (const folder of [...Object.keys(FOLDERS), "bin", ...states, "state/az/vaults", "state/web"])
      fs.mkdirSync(this.path(folder), { recursive: true });
    fs.chmodSync(this.directory, 0o755);
    for (const file of ["passwd", "group", "nsswitch.conf", "login.defs"])
      if (fs.existsSync(`/etc/${file}`)) fs.copyFileSync(`/etc/${file}`, this.path("etc", file));
    fs.writeFileSync(this.path("etc/hosts"), "127.0.0.1 localhost\n");
    fs.cpSync(DOUBLES, this.path("doubles"), { recursive: true });
    for (const program of [...PROGRAMS, ...MORE_PROGRAMS]) this.give(program, programPath(program));
    for (const double of fs.readdirSync(DOUBLES)) this.give(double, `/mnt/doubles/${double}`);
    this.deliver(kit);
    this.bringPackage(PACKAGE);
    fs.writeFileSync(this.path("state/web/microsoft.asc"), "a key");
    fs.writeFileSync(this.path("etc/os-release"), "ID=ubuntu\nVERSION_CODENAME=jammy\n");
  }

  /** Brings another kit, in the place of the one that was there. */
  public deliver(kit: SiteKit): void {
    this.kit = kit;
    fs.rmSync(this.path("kit"), { recursive: true, force: true });
    this.kitFolder = path.relative(this.directory, kit.write(this.path("kit")));
  }

  /** Operators have this package from now on. */
  public bringPackage(text: string): void {
    this.packageSha256 = createHash("sha256").update(text).digest("hex");
    for (const file of ["azbridge.deb", "state/web/azbridge.deb"]) this.write(file, text);
  }

  /** Where a script of the kit lies on this machine. */
  public scriptPath(file: string): string {
    return `/mnt/${this.kitFolder}/${file}`;
  }

  /** Runs the listener's script, as root. */
  public install(args: readonly string[], props: RunProps = {}): Outcome {
    return this.run([this.scriptPath("linux/install.sh"), ...args], props);
  }

  /** The same with the package at hand. */
  public installWithPackage(args: readonly string[] = [], props: RunProps = {}): Outcome {
    return this.install(["--package", "/mnt/azbridge.deb", "--sha256", this.packageSha256, ...args], props);
  }

  public run(
    command: readonly string[],
    { environment = {}, without = [], directory = "/mnt" }: RunProps = {},
  ): Outcome {
    const mounts = Object.entries(FOLDERS).map(([from, to]) => `mount --bind /mnt/${from} ${to}`);
    const prepare = `set -e
      hostname muc-az-1
      mount --bind '${this.directory}' /mnt # first: it lies in the /tmp that is hidden next
      ${mounts.join("\n")}
      cd ${directory}
      env -i "$@"`; // not in its place: as process 1 it could not be killed
    const variables = { HOME: "/root", PATH: "/mnt/bin", STATE: "/mnt/state", SETTLE_SECONDS: "0", REACH_SECONDS: "1" };
    const assignments = Object.entries({ ...variables, ...environment }).map(([name, value]) => `${name}=${value}`);
    for (const program of without) fs.renameSync(this.path("bin", program), this.path(program));
    const { status, stdout, stderr } = spawnSync(
      "unshare",
      ["--mount", "--net", "--uts", "--pid", "--fork", "sh", "-c", prepare, "sh", ...assignments, ...command],
      { encoding: "utf8" },
    );
    for (const program of without) fs.renameSync(this.path(program), this.path("bin", program));
    return { code: status, stdout, stderr };
  }

  /** Runs a script whose processes are all killed when this many commands that change something have been done. */
  public runCutOff(after: number, run: () => Outcome): Outcome {
    this.write("cut", `${after}\n`);
    this.write("done", "0\n");
    const outcome = run();
    this.remove("cut");
    return outcome;
  }

  /**
   * Runs a script to its end; gives a copy of the machine as it was after each command that changes something, which is
   * what {@link runCutOff} leaves there.
   */
  public moments(run: () => Outcome): { outcome: Outcome; machines: Machine[] } {
    const folder = this.path("moments");
    fs.mkdirSync(folder);
    const outcome = this.runCutOff(0, run);
    const machines = fs.readdirSync(folder).map((name) => {
      const directory = fs.mkdtempSync(path.join(os.tmpdir(), "site-"));
      fs.rmSync(directory, { recursive: true });
      fs.renameSync(path.join(folder, name), directory);
      return this.in(directory);
    });
    fs.rmdirSync(folder);
    return { outcome, machines };
  }

  /** The same machine once more. */
  public copy(): Machine {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "site-"));
    execFileSync("cp", ["--archive", `${this.directory}/.`, directory]);
    return this.in(directory);
  }

  /** Services that run by something else than what lies on disk. */
  public get outdatedServices(): string[] {
    const template = "etc/systemd/system/azbridge-listener@.service";
    const shared = [template, ...this.filesBelow(`${template}.d`), "share/azbridge/azbridge", "etc/azbridge/proxy.env"];
    return this.unitsThatAre("active").filter((unit) => {
      const profile = `etc/azbridge/listener/${unit.slice(unit.indexOf("@") + 1).replace(/\.service$/, "")}/profile.yml`;
      const disk = [...shared, profile].map((file) => (this.has(file) ? this.read(file) : "")).join("");
      return !this.read(`state/systemd/active/${unit}`).startsWith(createHash("sha256").update(disk).digest("hex"));
    });
  }

  /** Writes what cloud-init would, and gives back the commands that it would run. */
  public boot(): string[][] {
    const { write_files: files, runcmd } = parse(this.kit.cloudInit!) as {
      write_files: { path: string; permissions: string; content: string }[];
      runcmd: string[][];
    };
    for (const { path, permissions, content } of files) this.write(path.slice(1), content, parseInt(permissions, 8));
    return runcmd;
  }

  /** From now on everything can be reached from here. */
  public openNetwork(): void {
    fs.writeFileSync(this.path("bin/timeout"), "#!/bin/bash\n");
  }

  /** Somebody signs in to az, or out. */
  public signIn(yes = true): void {
    if (yes) fs.writeFileSync(this.path("state/az/session"), "");
    else fs.rmSync(this.path("state/az/session"), { force: true });
  }

  /** Puts into the vaults what the hubs would; gives back the keys themselves. */
  public fillVaults(key: (hub: string, forward: string) => string): string[] {
    return this.kit.site.listenerPlans.flatMap((plan) =>
      Object.entries(plan.secretNames).map(([forward, secret]) => {
        const value = key(plan.tier, forward);
        const rule = "SharedAccessKeyName=listen";
        this.putSecret(
          plan.keyVaultName,
          secret,
          `Endpoint=sb://${plan.relayHostName}/;${rule};SharedAccessKey=${value};EntityPath=${forward}`,
        );
        return value;
      }),
    );
  }

  public putSecret(vault: string, secret: string, value: string): void {
    fs.mkdirSync(this.path("state/az/vaults", vault), { recursive: true });
    fs.writeFileSync(this.path("state/az/vaults", vault, secret), value);
  }

  public removeSecret(vault: string, secret: string): void {
    fs.rmSync(this.path("state/az/vaults", vault, secret));
  }

  /** Makes units fail at start, or no longer. */
  public breakUnits(yes = true): void {
    if (yes) fs.writeFileSync(this.path("state/systemd/broken"), "");
    else fs.rmSync(this.path("state/systemd/broken"), { force: true });
  }

  /** Names of services that are enabled, or active. */
  public unitsThatAre(what: "enabled" | "active"): string[] {
    return this.allUnitsThatAre(what).filter((unit) => unit.endsWith(".service"));
  }

  /** Names of timers that are. */
  public timersThatAre(what: "enabled" | "active"): string[] {
    return this.allUnitsThatAre(what).filter((unit) => unit.endsWith(".timer"));
  }

  /** Text of a file as the machine has it, for example `etc/hosts`. */
  public read(file: string): string {
    return fs.readFileSync(this.path(file), "utf8");
  }

  public write(file: string, text: string, mode = 0o644): void {
    fs.mkdirSync(path.dirname(this.path(file)), { recursive: true });
    fs.writeFileSync(this.path(file), text, { mode });
  }

  public remove(file: string): void {
    fs.rmSync(this.path(file));
  }

  public has(file: string): boolean {
    return fs.existsSync(this.path(file));
  }

  /** Mode and owner of a file, for example `600 azbridge`. */
  public rightsOf(file: string): string {
    const { mode, uid } = fs.statSync(this.path(file));
    const line = this.read("etc/passwd")
      .split("\n")
      .find((each) => each.split(":")[2] === `${uid}`);
    return `${(mode & 0o777).toString(8)} ${line?.split(":")[0]}`;
  }

  /** Every call of a program since the machine was made, as one text. */
  public get calls(): string {
    return this.has("calls") ? this.read("calls") : "";
  }

  /** By what proxies programs went, each way once, since there was an empty `state/ways`. */
  public get ways(): string[] {
    return [...new Set(this.read("state/ways").trimEnd().split("\n"))];
  }

  /** The calls of one program, each with its arguments. */
  public callsOf(program: string): string[] {
    return this.calls.split("\n").filter((line) => line.startsWith(`${program} `));
  }

  /** The files whose text holds one of these, Azure's own aside. */
  public filesWith(...texts: readonly string[]): string[] {
    return filesBelow(this.directory)
      .filter((file) => fs.lstatSync(file).isFile())
      .map((file) => path.relative(this.directory, file))
      .filter((file) => !file.startsWith("state/az/"))
      .filter((file) => texts.some((text) => this.read(file).includes(text)));
  }

  /** Everything on the machine, to tell whether something changed. */
  public get contents(): Record<string, string> {
    const files = [...Object.keys(FOLDERS), "state"].flatMap((folder) => filesBelow(this.path(folder)));
    const turn = this.path("run/azbridge-install/turn"); // an empty file that says nothing
    return Object.fromEntries(
      files
        .filter((file) => file !== turn)
        .map((file) => {
          const { mtimeMs, mode, uid } = fs.lstatSync(file);
          return [path.relative(this.directory, file), `${mtimeMs} ${mode} ${uid}`];
        }),
    );
  }

  /** Locks a file as another process would, until the function that it gives back is called. */
  public async hold(file: string): Promise<() => Promise<void>> {
    const holder = spawn("flock", [this.path(file), "sh", "-c", "echo held; exec sleep infinity"], {
      stdio: ["ignore", "pipe", "ignore"],
      detached: true, // so that both can be ended
    });
    await once(holder.stdout, "data");
    return async () => {
      process.kill(-holder.pid!, "SIGKILL");
      await once(holder, "close");
    };
  }

  public destroy(): void {
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  /** Every file as it is, its time aside: what two machines can have in common. */
  public get files(): Record<string, string> {
    const files = [...Object.keys(FOLDERS), "state"].flatMap((folder) => this.filesBelow(folder));
    return Object.fromEntries(files.map((file) => [file, `${this.rightsOf(file)}\n${this.read(file)}`]));
  }

  private in(directory: string): Machine {
    const twin = Object.create(Machine.prototype, Object.getOwnPropertyDescriptors(this)) as Machine;
    Object.defineProperty(twin, "directory", { value: directory });
    return twin;
  }

  private allUnitsThatAre(what: "enabled" | "active"): string[] {
    return fs.readdirSync(this.path("state/systemd", what)).sort();
  }

  private filesBelow(folder: string): string[] {
    if (!this.has(folder)) return [];
    return filesBelow(this.path(folder)).map((file) => path.relative(this.directory, file));
  }

  /** A program that is noted when it is called; doubles see this machine's own programs. */
  private give(name: string, target: string): void {
    const note = `printf '%s' ${name} >>/mnt/calls; printf ' %q' "$@" >>/mnt/calls; echo >>/mnt/calls`;
    const where = target.startsWith("/mnt/") ? "PATH=/usr/bin:/bin:/usr/sbin:/sbin " : "";
    const lines = ["#!/bin/bash", note];
    if (!READERS.includes(name))
      lines.push(
        `if [[ -e /mnt/cut && ! "${name} $1" =~ ^systemctl\\ (${READING_VERBS})$ ]]; then`,
        `  ${where}${target} "$@"; code=$?`,
        "  done=$(</mnt/done); echo $((++done)) >/mnt/done",
        `  [[ ! -e /mnt/moments ]] || ${KEEP_MOMENT}`,
        "  ((done != $(</mnt/cut))) || { kill -KILL -1; kill -KILL $$; }",
        "  exit $code",
        "fi",
      );
    fs.writeFileSync(this.path("bin", name), [...lines, `${where}exec ${target} "$@"`, ""].join("\n"), {
      mode: 0o755,
    });
  }

  private path(...parts: string[]): string {
    return path.join(this.directory, ...parts);
  }
}
