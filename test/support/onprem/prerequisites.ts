import { execFile, execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";

/** Releases of dbt, each in a virtual environment of its own: by variable, what is installed. */
const ENVIRONMENTS = {
  SUITE_DBT: "requirements.txt",
  SUITE_DBT_SQLSERVER_1_11: "requirements-sqlserver-1.11.txt",
  SUITE_DBT_SQLSERVER_1_12: "requirements-sqlserver-1.12.txt",
};
const CACHE = path.resolve(__dirname, "../../../node_modules/.cache");
const PYTHON = "/usr/bin/python3";
const POSTGRES = "PostgreSQL's server: initdb and postgres (postgresql)";

/** Programs, and the Debian packages that have them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  bash: "bash",
  unshare: "util-linux",
  nsenter: "util-linux",
  setpriv: "util-linux",
  mount: "util-linux",
  ip: "iproute2",
  openssl: "openssl",
  terraform: "terraform, https://developer.hashicorp.com/terraform/install",
};

/** What the suite stands on: names of what is missing, and where the rest is. */
export interface Prerequisites {
  readonly missing: string[];
  /** For {@link postgresPrograms} and {@link dbtEnvironment}. */
  readonly environment: Record<string, string>;
}

export async function prerequisites(): Promise<Prerequisites> {
  const missing = missingForGroups();
  const postgres = postgresFolder();
  if (postgres === undefined) missing.push(POSTGRES);
  if (missing.length > 0) return { missing, environment: {} };
  try {
    const made = await Promise.all(
      Object.entries(ENVIRONMENTS).map(async ([name, list]) => [name, await virtualEnvironment(list)] as const),
    );
    return { missing, environment: { SUITE_POSTGRES: postgres!, ...Object.fromEntries(made) } };
  } catch (error) {
    return { missing: [`dbt in virtual environments: ${(error as Error).message}`], environment: {} };
  }
}

/** What a container group needs to run here, with a scripted dbt and without PostgreSQL: names of what is missing. */
export function missingForGroups(): string[] {
  if (process.platform !== "linux") return ["Linux (namespaces)"];
  const missing = Object.entries(PROGRAMS).flatMap(([name, from]) => (found(name) ? [] : [`${name} (${from})`]));
  if (process.getuid?.() !== 0) missing.push("root (namespaces with mounts of their own)");
  else if (missing.length === 0) missing.push(...missingNamespaces());
  if (!fs.existsSync("/dev/fuse")) missing.push("/dev/fuse (FUSE, for a share that misbehaves)");
  return [...missing, ...missingPython()];
}

/** Folder of PostgreSQL's programs. */
export function postgresPrograms(): string {
  const folder = process.env.SUITE_POSTGRES ?? postgresFolder();
  if (folder === undefined) throw new Error(`missing: ${POSTGRES}`);
  return folder;
}

/** Virtual environment with dbt in it: with dbt-postgres unless said otherwise. */
export function dbtEnvironment(name: keyof typeof ENVIRONMENTS = "SUITE_DBT"): string {
  return process.env[name]!;
}

function found(name: string): boolean {
  return spawnSync("/bin/sh", ["-c", `command -v ${name}`]).status === 0;
}

function missingNamespaces(): string[] {
  const trial = "mount --make-rprivate / && ip link set lo up && ip link add name end0 type veth peer name end1";
  const { status, stderr } = spawnSync(
    "unshare",
    ["--net", "--mount", "--pid", "--time", "--fork", "--mount-proc", "sh", "-c", trial],
    { encoding: "utf8" },
  );
  return status === 0
    ? []
    : [`the right to make namespaces, of time too, and networks (CAP_SYS_ADMIN, veth): ${stderr.trim()}`];
}

/** Debian keeps the server's programs off PATH. */
function postgresFolder(): string | undefined {
  const versions = "/usr/lib/postgresql";
  const packaged = fs.existsSync(versions) ? fs.readdirSync(versions).map((one) => `${versions}/${one}/bin`) : [];
  const folders = [...packaged.sort().reverse(), ...(process.env.PATH ?? "").split(":")];
  return folders.find((folder) => ["initdb", "postgres"].every((name) => fs.existsSync(path.join(folder, name))));
}

function missingPython(): string[] {
  const usable = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";
  const { status } = spawnSync(PYTHON, ["-I", "-c", usable]);
  return status === 0 ? [] : [`Python 3.9 or later with venv as ${PYTHON} (python3, python3-venv)`];
}

/** Made once for one list of requirements. */
async function virtualEnvironment(name: string): Promise<string> {
  const requirements = path.join(__dirname, name);
  const version = execFileSync(PYTHON, ["--version"], { encoding: "utf8" });
  const digest = createHash("sha256").update(version).update(fs.readFileSync(requirements)).digest("hex").slice(0, 12);
  const directory = path.join(CACHE, `dbt-${digest}`);
  if (fs.existsSync(path.join(directory, "complete"))) return directory;
  fs.rmSync(directory, { recursive: true, force: true });
  fs.mkdirSync(CACHE, { recursive: true });
  console.log(`Installing dbt into a virtual environment, once: ${name}.`);
  await promisify(execFile)(PYTHON, ["-m", "venv", directory]);
  const options = ["--quiet", "--no-deps", "--requirement", requirements];
  await promisify(execFile)(path.join(directory, "bin/pip"), ["install", ...options]);
  fs.writeFileSync(path.join(directory, "complete"), "");
  return directory;
}
