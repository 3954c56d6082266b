import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as ts from "typescript";
import { Fence, fences, fencesOf, modules } from "../../test/support/docs";

const GUIDE = "docs/guides/rehearsal.md";
const PLAN = "contoso-plan";

type Json = Record<string, unknown> & { readonly dependencies: Record<string, string> };

/** What the project's rehearsal is made to see. */
export const BROKEN_STACK = {
  file: "erp-stack.ts",
  /** After this line stands what the team's deployer may not do. */
  after: 'const domain = new SourceDomain(this, "Erp", { plan });',
  add: `
    new RoleAssignment(this, "Push", {
      scope: plan.hub.registry.resourceId,
      roleDefinitionName: "AcrPush",
      principalId: "c0c0c0c0-0000-4000-8000-000000000001",
      principalType: "ServicePrincipal",
    });
  `,
  refusal: "rights/role-assignment",
};

/**
 * Writes the project of the guides, the repository of the team of erp, with the tests of the guide to rehearsals.
 *
 * @param host what the project is to run on, which takes the place of what the guide says.
 * @param tarballs files of the packages that no registry has, by package.
 */
export function writeErp(
  project: string,
  host: { readonly dependencies: Record<string, string>; readonly overrides?: Record<string, string> },
  tarballs: Readonly<Record<string, string>>,
): void {
  const [addition] = fencesOf(GUIDE).filter(({ language }) => language === "json");
  const { dependencies, ...manifest } = JSON.parse(fenceOf("erp/package.json").text) as Json;
  const { devDependencies, ...more } = JSON.parse(addition.text) as { devDependencies: Record<string, string> };
  const registered = Object.fromEntries(Object.entries(dependencies).filter(([name]) => name !== PLAN));
  write(project, "package.json", {
    ...manifest,
    ...more,
    // The command line of cdktf is not asked anything here.
    dependencies: {
      ...registered,
      ...versions(["typescript", "@types/node"]),
      ...devDependencies,
      ...host.dependencies,
      ...files(tarballs),
    },
    devDependencies: {},
    overrides: host.overrides ?? {},
  });
  const { compilerOptions } = JSON.parse(fenceOf("erp/tsconfig.json").text) as { compilerOptions: object };
  write(project, "tsconfig.json", {
    compilerOptions: { ...compilerOptions, types: ["node", "jest"] },
    files: ["main.ts", "rehearsal.test.ts"],
  });
  const own = [...modules()].filter(([file]) => dirname(file) === "erp");
  own.forEach(([file, text]) => write(project, file.replace("erp/", ""), text));
}

/** The plan's package, as an installed one; what is installed for the project comes before it. */
export function writePlan(project: string): void {
  const folder = join(project, "node_modules", PLAN);
  const source = modules().get(`${PLAN}/index.ts`)!;
  write(folder, "package.json", { name: PLAN, version: "1.0.0", main: "index.js", types: "index.ts" });
  write(folder, "index.ts", source);
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  write(folder, "index.js", outputText);
}

function versions(names: readonly string[]): Record<string, string> {
  const { devDependencies } = JSON.parse(fenceOf("erp/package.json").text) as {
    devDependencies: Record<string, string>;
  };
  return Object.fromEntries(names.map((name) => [name, devDependencies[name]]));
}

function files(tarballs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tarballs).map(([name, file]) => [name, `file:${file}`]));
}

function fenceOf(file: string): Fence {
  return fences("json").find((fence) => fence.file === file)!;
}

function write(folder: string, file: string, content: string | object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, file), typeof content === "string" ? content : JSON.stringify(content, undefined, 2));
}
