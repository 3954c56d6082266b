import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportedNames, withLazyExports } from "../../tools/lazy-exports";

const INDEX = ['"use strict";', '__exportStar(require("./a"), exports);', '__exportStar(require("./b"), exports);'];
const MODULES: Record<string, Record<string, string>> = { "./a": { A: "a", Also: "a too" }, "./b": { B: "b" } };

/** Runs the entry point and says what it has required so far. */
function run(script: string) {
  const required: string[] = [];
  const exported: Record<string, string> = {};
  const require = (name: string) => {
    required.push(name);
    return MODULES[name];
  };
  const module = { exports: exported };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- as Node runs a module
  new Function("exports", "require", "module", script)(exported, require, module);
  return { required, exported };
}

describe("withLazyExports", () => {
  const lazy = withLazyExports(INDEX.join("\n"), (module) => Object.keys(MODULES[module]));

  test("loads a module when something of it is first read, and once", () => {
    const { required, exported } = run(lazy);
    expect(required).toEqual([]);
    expect([exported.B, exported.B]).toEqual(["b", "b"]);
    expect(required).toEqual(["./b"]);
    expect(Object.entries(exported)).toEqual([
      ["A", "a"],
      ["Also", "a too"],
      ["B", "b"],
    ]);
    expect(required).toEqual(["./b", "./a"]);
  });

  test("keeps every line where it was", () => {
    expect(lazy.split("\n")).toHaveLength(INDEX.length);
    expect(lazy.split("\n")[0]).toBe(INDEX[0]);
  });

  test("lets Node find the names, for import statements", () => {
    const folder = mkdtempSync(join(tmpdir(), "lazy-exports-"));
    try {
      writeFileSync(join(folder, "index.js"), lazy);
      writeFileSync(join(folder, "a.js"), 'exports.A = "a"; exports.Also = "a too";');
      writeFileSync(join(folder, "b.js"), 'exports.B = "b";');
      writeFileSync(join(folder, "main.mjs"), 'import { A, Also } from "./index.js"; console.log(A, Also);');
      expect(execFileSync(process.execPath, [join(folder, "main.mjs")], { encoding: "utf8" })).toBe("a a too\n");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("exports nothing of a module that has types alone", () => {
    expect(run(withLazyExports(INDEX.join("\n"), () => [])).exported).toEqual({});
  });
});

test("the names of a module are found where TypeScript writes them", () => {
  const compiled = [
    "exports.Tier = exports.Holding = void 0;",
    "var Tier;",
    '(function (Tier) { Tier["A"] = "a"; })(Tier || (exports.Tier = Tier = {}));',
    "exports.Holding = Holding;",
    "exports.helper = helper;",
  ].join("\n");
  expect(exportedNames(compiled)).toEqual(["Tier", "Holding", "helper"]);
});
