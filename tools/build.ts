/**
 * `npm run build`: jsii compiles `lib/` into `dist/`; what jsii leaves behind, the scripts, is copied after it. Then
 * the bindings and the library's own modules are made to load when they are first used (`npm run bench` shows what that is
 * worth).
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { filesBelow } from "./files";
import { exportedNames, withLazyExports } from "./lazy-exports";
import { withLazyModules } from "./lazy-modules";

rmSync("dist", { recursive: true, force: true });

const jsii = spawnSync(
  "jsii",
  ["--generate-tsconfig", "tsconfig.jsii.json", "--fail-on-warnings", "--silence-warnings", "reserved-word"],
  {
    stdio: "inherit",
    // Named by its major version, the running Node's end of life is not announced.
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: process.versions.node.split(".")[0] },
  },
);
if (jsii.status !== 0) {
  if (jsii.error !== undefined) {
    console.error(jsii.error.message);
  }
  process.exit(1);
}

const scripts = filesBelow("lib").filter(
  (file) => dirname(file).split(sep).includes("scripts") && !file.endsWith(".ts"),
);
for (const script of scripts) {
  const target = join("dist", relative("lib", script));
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(script, target);
}

for (const file of filesBelow("dist").filter((path) => path.endsWith(".js"))) {
  writeFileSync(file, withLazyModules(readFileSync(file, "utf8"), file));
}
const entry = join("dist", "index.js");
const compiled = (module: string): string => readFileSync(join("dist", `${module}.js`), "utf8");
writeFileSync(
  entry,
  withLazyExports(readFileSync(entry, "utf8"), (module) => exportedNames(compiled(module))),
);
console.log(`dist/ holds the compiled library and ${scripts.length} scripts`);
