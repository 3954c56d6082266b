/**
 * `npm run test:consumer`: the packed library in an empty project outside the tree, as a user has it: on CDKTF, on CDK
 * Terrain, and there with its own bindings. Then the packed rehearsal in the project of the guides, on the oldest and
 * the newest of these. Exits 1 at the first step that fails.
 */
import { deepStrictEqual, ok } from "node:assert";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import * as manifest from "../package.json";
import * as rehearsal from "../rehearsal/package.json";
import { ensureBuilt } from "./built";
import { Stack, assertExpected, stacksIn } from "./consumer/expected";
import { BROKEN_STACK, writeErp, writePlan } from "./consumer/guide";
import { CDKTF, CDK_TERRAIN_BINDINGS, HOSTS, Host } from "./consumer/hosts";
import { filesBelow } from "./files";

const TEMPLATES = join("tools", "consumer");
const CDKTF_MANIFEST = join("node_modules", "cdktf", "package.json");
const { devDependencies: versions } = manifest;

/** As strict as TypeScript is, the declarations of the library and of its peers included. */
const COMPILER_OPTIONS = {
  target: "ES2022",
  lib: ["ES2022"],
  module: "CommonJS",
  moduleResolution: "Node10",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  forceConsistentCasingInFileNames: true,
  skipLibCheck: false,
  noEmitOnError: true,
};

function main(): void {
  process.on("SIGINT", () => process.exit(130)); // what runs now is ended, and the folder still removed
  const folder = mkdtempSync(join(tmpdir(), "consumer-"));
  try {
    step("build, if needed", () => void ensureBuilt());
    const tarball = step("pack", () => pack(".", folder));
    const [first, ...others] = HOSTS.map((host) => consume(host, folderOf(folder, host), tarball));
    step("all hosts: the same resources", () =>
      others.forEach((other) => deepStrictEqual(contentOf(other), contentOf(first))),
    );
    const double = step("rehearsal: build and pack", () => {
      run("rehearsal", "npm", "run", "--silent", "build");
      return pack("rehearsal", folder);
    });
    [CDKTF, CDK_TERRAIN_BINDINGS].forEach((host) =>
      rehearseGuide(host, `${folderOf(folder, host)}-erp`, { [manifest.name]: tarball, [rehearsal.name]: double }),
    );
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function folderOf(folder: string, host: Host): string {
  return join(folder, host.name.replace(/ /g, "-"));
}

/** Everything that is tried on one host; gives back what the TypeScript app synthesized. */
function consume(host: Host, project: string, tarball: string): Record<string, Stack> {
  const each = <T>(name: string, action: () => T): T => step(`${host.name}: ${name}`, action);
  each("install into an empty project", () => install(host, project, tarball));
  each("every script byte for byte", () => assertScripts(join(project, "node_modules", manifest.name)));
  each("compile strict TypeScript", () => run(project, "npx", "--no-install", "tsc"));
  const stacks = each("synthesize from TypeScript", () => {
    run(project, process.execPath, "main.js", "out-main");
    return stacksIn(join(project, "out-main"));
  });
  each("the hub is known by names", () => assertExpected(stacks));
  each("synthesize the same from JavaScript", () => {
    run(project, process.execPath, "plain.js", "out-plain");
    const plain = stacksIn(join(project, "out-plain"));
    deepStrictEqual(contentOf(plain), contentOf(pick(stacks, Object.keys(plain))));
  });
  each("import as an ES module", () => run(project, process.execPath, "names.mjs"));
  return stacks;
}

/** The guide to rehearsals, in the project that the guides make: its tests pass, and fail where the stack is wrong. */
function rehearseGuide(host: Host, project: string, tarballs: Record<string, string>): void {
  const each = <T>(name: string, action: () => T): T => step(`${host.name}: rehearsal: ${name}`, action);
  each("install into the project of the guides", () => {
    writeErp(project, host.manifest, tarballs);
    npmInstall(project);
    writePlan(project);
  });
  each("the team's tests pass", () => run(project, "npm", "test", "--silent"));
  each("a stack that gives too much fails by name", () => {
    const { file, after, add, refusal } = BROKEN_STACK;
    const text = readFileSync(join(project, file), "utf8");
    const role = 'import { RoleAssignment } from "@cdktf/provider-azurerm/lib/role-assignment";\n';
    writeFileSync(join(project, file), role + text.replace(after, after + add));
    assertFails(project, process.env.PATH, `"${refusal}"`);
    writeFileSync(join(project, file), text);
  });
  each("without Terraform it is said where to get it", () =>
    assertFails(project, "", "terraform is not on PATH. It is one file: https://"),
  );
}

/** The first of the team's tests fails, and its report says this. */
function assertFails(project: string, path: string | undefined, said: string): void {
  const jest = join("node_modules", "jest", "bin", "jest.js");
  const { status, stderr } = spawnSync(process.execPath, [jest, "-t", "Azure takes what we deploy"], {
    cwd: project,
    encoding: "utf8",
    env: { ...process.env, PATH: path },
  });
  ok(status === 1 && stderr.includes(said), `exit code ${status}, and no ${said} in:\n${stderr}`);
}

function pack(packageFolder: string, folder: string): string {
  const name = run(packageFolder, "npm", "pack", "--silent", "--pack-destination", folder).trim();
  return join(folder, name);
}

function install(host: Host, project: string, tarball: string): void {
  mkdirSync(project);
  const { dependencies, overrides } = host.manifest;
  writeJson(join(project, "package.json"), {
    name: "consumer",
    private: true,
    dependencies: {
      [manifest.name]: `file:${tarball}`,
      ...dependencies,
    },
    devDependencies: { typescript: versions.typescript, "@types/node": versions["@types/node"] },
    overrides,
  });
  writeJson(join(project, "tsconfig.json"), { compilerOptions: COMPILER_OPTIONS, files: ["main.ts"] });
  for (const file of ["holding.ts", "main.ts"]) {
    const text = readFileSync(join(TEMPLATES, file), "utf8");
    writeFileSync(join(project, file), text.replace('"../../lib"', JSON.stringify(manifest.name)));
  }
  ["plain.js", "names.mjs"].forEach((file) => cpSync(join(TEMPLATES, file), join(project, file)));
  npmInstall(project);

  const installed = filesBelow(join(project, "node_modules")).filter((file) => file.endsWith(CDKTF_MANIFEST));
  const found = installed.map((file) => {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name: string; version: string };
    return `${name}@${version}`;
  });
  deepStrictEqual(found, [host.cdktf], "copies of cdktf");
}

function npmInstall(project: string): void {
  run(project, "npm", "install", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error");
}

function assertScripts(installed: string): void {
  const scripts = scriptsBelow("lib");
  ok(scripts.length > 0, "no scripts in lib");
  deepStrictEqual(
    scriptsBelow(join(installed, "dist")).map((file) => relative(join(installed, "dist"), file)),
    scripts.map((file) => relative("lib", file)),
    "names of the scripts",
  );
  for (const script of scripts) {
    const arrived = readFileSync(join(installed, "dist", relative("lib", script)));
    ok(arrived.equals(readFileSync(script)), `${script} arrived changed`);
  }
}

function scriptsBelow(folder: string): string[] {
  const compiled = /(?:\.ts|\.js)$/;
  return filesBelow(folder).filter((file) => dirname(file).split(sep).includes("scripts") && !compiled.test(file));
}

/** What two runs must agree on: everything but versions and folders. */
function contentOf(stacks: Record<string, Stack>): unknown {
  return Object.entries(stacks).map(([name, { resource, data, output }]) => ({ name, resource, data, output }));
}

function pick(stacks: Record<string, Stack>, names: readonly string[]): Record<string, Stack> {
  return Object.fromEntries(Object.entries(stacks).filter(([name]) => names.includes(name)));
}

function run(folder: string, command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as { stdout?: string; stderr?: string; message: string };
    throw new Error(stdout + stderr || message);
  }
}

function writeJson(file: string, content: unknown): void {
  writeFileSync(file, JSON.stringify(content, undefined, 2));
}

/** Does one step, tells how long it took, and names it when it fails. */
function step<T>(name: string, action: () => T): T {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;
  try {
    const result = action();
    console.log(`ok     ${seconds()}  ${name}`);
    return result;
  } catch (error) {
    console.log(`FAILED ${seconds()}  ${name}`);
    throw new Error(`Step "${name}" failed:\n${(error as Error).message}`);
  }
}

main();
