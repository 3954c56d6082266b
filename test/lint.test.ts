import { execFileSync } from "node:child_process";

/** A file that may not be, or that may: where it would stand, what it would hold. */
type Sample = readonly [path: string, text: string];

const imports = (module: string) => `import { x } from "${module}";\nx();\n`;
const restricted = "no-restricted-imports";
const syntax = "no-restricted-syntax";
const magic = "@typescript-eslint/no-magic-numbers";

const refused: [rule: string, ...Sample][] = [
  // the bindings' root
  [restricted, "lib/relay/a.ts", imports("@cdktf/provider-azurerm")],
  [restricted, "lib/relay/a.ts", imports("@cdktf/provider-azurerm/lib")],
  [restricted, "lib/index.ts", 'export * from "@cdktf/provider-azurestack";\n'],
  [restricted, "stacks/a.ts", imports("@cdktf/provider-azurestack")],
  [restricted, "test/a.test.ts", imports("@cdktf/provider-azurerm/lib/index")],
  [restricted, "tools/a.ts", 'import type { x } from "@cdktf/provider-azurerm";\nexport type y = x;\n'],
  // one door for each kind of thing
  [restricted, "lib/data-factory/a.ts", imports("@cdktf/provider-azurerm/lib/data-factory-pipeline")],
  [restricted, "lib/copy/a.ts", imports("@cdktf/provider-azurerm/lib/data-factory-linked-custom-service")],
  [restricted, "lib/dbt/b/a.ts", imports("@cdktf/provider-azurerm/lib/data-factory-credential-user-managed-identity")],
  [restricted, "lib/relay/a.ts", imports("@cdktf/provider-azurerm/lib/relay-namespace")],
  [restricted, "lib/relay/a.ts", imports("@cdktf/provider-azurerm/lib/relay-namespace-authorization-rule")],
  [restricted, "lib/hub/a.ts", imports("@cdktf/provider-azurerm/lib/relay-hybrid-connection-authorization-rule")],
  [restricted, "lib/gateway/a.ts", imports("@cdktf/provider-azurerm/lib/subnet")],
  [restricted, "lib/gateway/a.ts", imports("@cdktf/provider-azurerm/lib/subnet-nat-gateway-association")],
  [restricted, "lib/identity/a.ts", imports("@cdktf/provider-time/lib/sleep")],
  [restricted, "lib/index.ts", 'export * from "@cdktf/provider-azurerm/lib/data-factory-pipeline";\n'],
  [restricted, "stacks/a.ts", imports("@cdktf/provider-azurerm/lib/data-factory-pipeline/index")],
  // the folders' directions
  [restricted, "lib/core/a.ts", imports("../tunnel/forward")],
  [restricted, "lib/relay/a.ts", imports("../data-factory/a")],
  [restricted, "lib/gateway/a.ts", imports("../holding/holding")],
  [restricted, "lib/relay/a.ts", 'export * from "../domain/a";\n'],
  [restricted, "lib/relay/a.ts", 'import type { x } from "../hub/a";\nexport type y = x;\n'],
  [restricted, "lib/dbt/b/a.ts", imports("../../gateway/a")],
  [restricted, "lib/dbt/b/c/a.ts", imports("../../../hub/a")],
  [restricted, "lib/relay/a.ts", imports("../core/../hub/a")],
  [restricted, "lib/relay/a.ts", imports("./../hub/a")],
  [restricted, "lib/domain/a.ts", imports("..")],
  [restricted, "lib/domain/a.ts", imports("../index")],
  [restricted, "lib/domain/b/a.ts", imports("../../index")],
  [restricted, "lib/domain/a.ts", imports("../../stacks/main")],
  [restricted, "lib/domain/a.ts", imports("../../test/support/stack")],
  [restricted, "lib/domain/a.ts", imports("../../tools/build")],
  [restricted, "lib/index.ts", imports("../stacks/main")],
  [restricted, "lib/not-in-the-list/a.ts", imports("../core/rule")],
  [syntax, "lib/core/a.ts", 'export const a = import("../hub/a");\n'],
  [syntax, "lib/core/a.ts", 'export type A = import("../hub/a").A;\n'],
  // stacks
  [restricted, "stacks/a.ts", imports("../lib/hub/connectivity-hub")],
  [restricted, "stacks/a.ts", imports("../test/support/stack")],
  [restricted, "stacks/examples/a.ts", imports("../../lib/index")],
  // one door for errors, no instanceof
  [syntax, "lib/relay/a.ts", "export function a() {\n  throw new Error();\n}\n"],
  [syntax, "lib/core/a.ts", "export function a() {\n  throw new Error();\n}\n"],
  [syntax, "lib/relay/a.ts", "export const a = (b: unknown) => b instanceof Date;\n"],
  [syntax, "lib/core/rule.ts", "export const a = (b: unknown) => b instanceof Date;\n"],
  // magic numbers
  [magic, "lib/relay/a.ts", "export const a = (b: number) => b > 25;\n"],
  [magic, "lib/relay/a.ts", "export const a = { port: 1433 };\n"],
  ["@typescript-eslint/no-explicit-any", "lib/relay/a.ts", "export const a = (b: any) => String(b);\n"],
  ["@typescript-eslint/no-explicit-any", "test/a.test.ts", "export const a = (b: any) => String(b);\n"],
];

const accepted: Sample[] = [
  ["lib/relay/a.ts", imports("@cdktf/provider-azurerm/lib/relay-hybrid-connection")],
  ["lib/data-factory/a.ts", imports("@cdktf/provider-azurerm/lib/data-factory")],
  ["lib/data-factory/a.ts", imports("@cdktf/provider-azurerm/lib/data-factory-trigger-schedule")],
  ["test/relay/a.test.ts", imports("@cdktf/provider-azurerm/lib/relay-namespace")],
  ["lib/relay/a.ts", imports("cdktf")],
  ["lib/relay/a.ts", imports("./limits")],
  ["lib/relay/a.ts", imports("../relay/limits")],
  ["lib/relay/a.ts", imports("../core/rule")],
  ["lib/gateway/a.ts", imports("../ownership/tier")],
  ["lib/site/a.ts", imports("../holding/site")],
  ["lib/domain/a.ts", imports("../data-factory/linked-integration-runtime")],
  ["lib/copy/a.ts", imports("../data-factory/factory")],
  ["lib/dbt/b/a.ts", imports("../../vault/vault")],
  ["lib/dbt/b/a.ts", imports("../job")],
  ["lib/dbt/b/c/a.ts", imports("../../../core/rule")],
  ["lib/dbt/b/c/a.ts", imports("../../job")],
  ["lib/index.ts", 'export * from "./domain/source-domain";\n'],
  ["stacks/a.ts", imports("../lib")],
  ["stacks/examples/a.ts", imports("../../lib")],
  ["stacks/a.ts", imports("./holding")],
  ["test/relay/a.test.ts", imports("../../lib/relay/limits")],
  ["tools/a.ts", imports("../lib/core/rule")],
  ["lib/core/rule.ts", "export function a() {\n  throw new Error();\n}\n"],
  ["stacks/a.ts", "export function a() {\n  throw new Error();\n}\n"],
  ["lib/relay/limits.ts", "export const a = { longest: 260 };\n"],
  ["lib/relay/a.ts", "export const a = (b: number[]) => b[0] + 1 - b.indexOf(-1);\n"],
  ["lib/relay/a.ts", "export enum A {\n  B = 7,\n}\n"],
  ["lib/relay/a.ts", "export class A {\n  public static readonly B = 7;\n}\n"],
];

describe("eslint.config.mjs", () => {
  const samples: Sample[] = [...refused.map(([, path, text]): Sample => [path, text]), ...accepted];
  let findings: Map<Sample, string[]>;
  const findingsOf = (path: string, text: string) =>
    [...findings].find(([sample]) => sample[0] === path && sample[1] === text)?.[1];

  beforeAll(() => {
    const input = JSON.stringify(samples.map(([path, text]) => ({ path, text })));
    const output = execFileSync(process.execPath, ["test/support/lint-texts.mjs"], { input, encoding: "utf8" });
    findings = new Map((JSON.parse(output) as string[][]).map((found, index) => [samples[index], found]));
  }, 30_000);

  test.each(refused)("%s refuses in %s: %j", (rule, path, text) => {
    expect(findingsOf(path, text)).toEqual([rule]);
  });

  test.each(accepted)("accepts in %s: %j", (path, text) => {
    expect(findingsOf(path, text)).toEqual([]);
  });
});
