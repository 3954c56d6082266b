import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import type { CloudConfiguration } from "./gateway";

/** What a machine keeps, by the place of each folder. */
const FOLDERS: Readonly<Record<string, string>> = {
  "/etc/gateway": "configuration",
  "/etc/systemd/system": "units",
  "/etc/apt/apt.conf.d": "apt",
  "/etc/needrestart/conf.d": "needrestart",
  "/usr/local/lib/gateway": "programs",
  "/var/lib/gateway": "state",
  "/run/gateway": "run",
};
/** What is in force: of each service what it has read, and which units are enabled. */
const IN_FORCE = "in-force";

const SYSTEMCTL = `
verb=$1; shift
[ "$1" = --no-block ] && later=yes
take() { cat "$@" >"$MACHINE/new" && mv "$MACHINE/new" "$IN_FORCE/$unit"; }
front() { take /etc/gateway/front.conf $(included); }
health() { take /etc/gateway/azbridge.yml /etc/gateway/health.json /usr/local/lib/gateway/*.py; }
included() { [ ! -L /run/gateway/certified.conf ] || echo /run/gateway/certified.conf /run/gateway/server.pem; }
runs() { [ -e "$IN_FORCE/$unit" ]; }
for unit; do
  case $verb:$unit in
    *:--*) ;;
    start:gateway-install.service) [ -n "$later" ] || /bin/bash /usr/local/lib/gateway/gateway_install.sh || exit ;;
    restart:gateway-azbridge.service) take /etc/gateway/azbridge.yml /etc/gateway/identity.env ;;
    restart:gateway-health.service) health ;;
    start:gateway-health.service) runs || health ;;
    start:gateway-front.service) runs || front ;;
    reload:gateway-front.service) runs && front || exit ;;
    enable:*) : >"$IN_FORCE/enabled $unit" ;;
    disable:*) rm -f "$IN_FORCE/enabled $unit" "$IN_FORCE/$unit" ;;
  esac
done`;

/** Of the gateway's Python programs the one that puts a change in force is run; looks and fetches are played. */
const PYTHON = `
same() { cat "$@" | cmp -s - "$IN_FORCE/$unit"; }
unit=gateway-front.service
case $1:$2 in
  */gateway_look.py:senders) unit=gateway-azbridge.service; same /etc/gateway/azbridge.yml /etc/gateway/identity.env ;;
  */gateway_look.py:front) grep -qF "$(grep -o 'return "[^"]*"' /etc/gateway/front.conf)" "$IN_FORCE/$unit" ;;
  */gateway_look.py:certificate) same /etc/gateway/front.conf /run/gateway/certified.conf /run/gateway/server.pem ;;
  */gateway_fetch.py:package) echo package >"$5" ;;
  */gateway_fetch.py:certificate) echo certificate >"$4" ;;
  *) exec /usr/bin/python3 "$@" ;;
esac`;

const PLAYED: Readonly<Record<string, string>> = {
  systemctl: SYSTEMCTL,
  python3: PYTHON,
  "apt-get": "",
  "cloud-init": "",
  dpkg: "",
  install: "",
  getent: '[ -e "$IN_FORCE/user $2" ]',
  useradd: 'for user; do :; done; : >"$IN_FORCE/user $user"',
};

/** Before each command of every shell, and before Python moves or removes a file or starts a program, the machine is copied. */
const SHELL_HOOK = `set -T
trap 'cp -a "$MACHINE" "$COPIES/$EPOCHREALTIME"' DEBUG
`;
const PYTHON_HOOK = `import os, subprocess, sys, time
busy = False
def hook(event, given):
    global busy
    if busy or event not in ("os.rename", "os.remove", "os.rmdir", "subprocess.Popen"):
        return
    busy = True
    subprocess.run(["/bin/cp", "-a", os.environ["MACHINE"], f"{os.environ['COPIES']}/{time.time():.6f}"], check=True)
    busy = False
sys.addaudithook(hook)
`;

/**
 * A machine of a gateway in folders: the scripts that put a configuration in force run for real, in a namespace of mounts,
 * and what they ask for is played as files. A copy of it is another machine at the same moment.
 */
export class PlayedMachine {
  /**
   * A machine with the files that cloud-init writes.
   *
   * @param programs a folder for what is played, of all machines.
   */
  public static booted(programs: string, directory: string, { write_files }: CloudConfiguration): PlayedMachine {
    const machine = new PlayedMachine(programs, directory);
    playPrograms(programs);
    for (const folder of [...Object.values(FOLDERS), IN_FORCE])
      fs.mkdirSync(path.join(directory, folder), { recursive: true });
    for (const { path: name, content, permissions } of write_files) {
      const file = machine.file(name);
      fs.writeFileSync(file, ofThisMachine(content), { mode: Number.parseInt(permissions, 8) });
    }
    return machine;
  }

  private constructor(
    private readonly programs: string,
    private readonly directory: string,
  ) {}

  /** Where a file of it is. */
  public file(name: string): string {
    const [place, folder] = Object.entries(FOLDERS).find(([each]) => name.startsWith(`${each}/`))!;
    return path.join(this.directory, folder, name.slice(place.length));
  }

  public copied(directory: string): PlayedMachine {
    fs.cpSync(this.directory, directory, { recursive: true, verbatimSymlinks: true });
    return new PlayedMachine(this.programs, directory);
  }

  /** Runs commands of a shell, and gives the machine at each moment at which they could be cut off, in a folder each. */
  public async moments(commands: string, folder: string): Promise<PlayedMachine[]> {
    fs.mkdirSync(folder);
    await this.run(commands, folder);
    return fs.readdirSync(folder).map((name) => new PlayedMachine(this.programs, path.join(folder, name)));
  }

  /** Runs commands of a shell. */
  public async run(commands: string, copies?: string): Promise<void> {
    const binds = Object.entries(FOLDERS).map(([place, folder]) => {
      fs.mkdirSync(place, { recursive: true });
      return `mount --bind "$MACHINE/${folder}" ${place}`;
    });
    const hooks =
      copies === undefined
        ? {}
        : { COPIES: copies, BASH_ENV: `${this.programs}/hook.sh`, PYTHONPATH: `${this.programs}/hook` };
    const env = {
      PATH: `${this.programs}:${process.env.PATH}:/usr/sbin:/sbin`,
      PYTHONDONTWRITEBYTECODE: "1",
      MACHINE: this.directory,
      IN_FORCE: path.join(this.directory, IN_FORCE),
      ...hooks,
    };
    const steps = ["set -e", "mount --make-rprivate /", ...binds, ofThisMachine(commands)];
    await promisify(execFile)("unshare", ["--mount", "sh", "-c", steps.join("\n")], { env });
  }

  /** What a boot does: memory is gone, then what is enabled is started, in either order. */
  public async boot(): Promise<void> {
    const { directory } = this;
    fs.rmSync(path.join(directory, "run"), { recursive: true });
    fs.mkdirSync(path.join(directory, "run"));
    for (const name of fs.readdirSync(path.join(directory, IN_FORCE)))
      if (name.startsWith("gateway-")) fs.rmSync(path.join(directory, IN_FORCE, name));
    const again = "/var/lib/gateway/aside/usr/local/lib/gateway/gateway_apply.py";
    if (fs.existsSync(this.file(again))) await this.run(`python3 ${again}`);
    await this.run("systemctl start gateway-install.service");
  }

  /** All that it holds, a line for each file; without what a change that did not come to its end may leave aside. */
  public state(without: readonly string[] = []): string {
    const look = (folder: string): string[] =>
      fs
        .readdirSync(path.join(this.directory, folder))
        .map((name) => path.join(folder, name))
        .filter((name) => !without.includes(name))
        .flatMap((name) => {
          const full = path.join(this.directory, name);
          const found = fs.lstatSync(full);
          if (found.isDirectory()) return look(name);
          const content = found.isSymbolicLink() ? fs.readlinkSync(full) : fs.readFileSync(full);
          return [`${name} ${(found.mode & 0o7777).toString(8)} ${createHash("sha256").update(content).digest("hex")}`];
        });
    return look(".").sort().join("\n");
  }
}

/** Its Python is found on PATH, where a part of it is played. */
function ofThisMachine(text: string): string {
  return text.replace(/\/usr\/bin\/python3/g, "python3");
}

function playPrograms(bin: string): void {
  fs.mkdirSync(path.join(bin, "hook"), { recursive: true });
  fs.writeFileSync(path.join(bin, "hook.sh"), SHELL_HOOK);
  fs.writeFileSync(path.join(bin, "hook/sitecustomize.py"), PYTHON_HOOK);
  for (const [name, commands] of Object.entries(PLAYED))
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${commands}\n`, { mode: 0o755 });
}
