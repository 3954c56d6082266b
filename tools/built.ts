import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** What `npm run build` reads, and what it writes last. */
const SOURCES = ["lib", "package.json", join("tools", "build.ts"), join("tools", "lazy-modules.ts")];
const RESULT = join("dist", "index.js");

/** Builds the library unless `dist/` is newer than all that it is made of; says whether it had to. */
export function ensureBuilt(): boolean {
  if (existsSync(RESULT) && existsSync(".jsii") && SOURCES.every((path) => newest(path) <= modified(RESULT))) {
    return false;
  }
  const built = spawnSync("npm", ["run", "--silent", "build"], { encoding: "utf8" });
  if (built.status !== 0) {
    throw new Error(`npm run build failed:\n${built.stdout}${built.stderr}`);
  }
  return true;
}

/** When anything below `path` was last changed; a folder's own time tells of files that are gone. */
function newest(path: string): number {
  const below = statSync(path).isDirectory() ? readdirSync(path).map((name) => newest(join(path, name))) : [];
  return Math.max(modified(path), ...below);
}

function modified(path: string): number {
  return statSync(path).mtimeMs;
}
