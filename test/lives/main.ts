/**
 * `npm run rehearse:lives [-- --fixed] [-- --lives <number>] [-- --seed <number>] [-- --life <file>] [-- --anew]`: random lives of a
 * deployment, rolled out by real Terraform, and invariants instead of expectations. docs/lives.md says more.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { TerraformMissing } from "../../rehearsal/src";
import { severalAtOnce } from "../../rehearsal/src/several";
import { Life, isPossible, lifeOf } from "./life";
import { Broken, play, told } from "./play";
import { isOf, readRecord, withLived, writeRecord } from "./record";
import { shrunk } from "./shrink";

const FIXED = path.join(__dirname, "fixed");
/** Lives at a time: one leaves a processor half idle. */
const AT_ONCE = 2;

async function main(given: readonly string[]): Promise<number> {
  const after = (name: string): string | undefined =>
    given.includes(`--${name}`) ? (given[given.indexOf(`--${name}`) + 1] ?? "") : undefined;
  const figure = (name: string): number | undefined => {
    const text = after(name);
    if (text !== undefined && !/^\d+$/.test(text)) {
      throw new Error(`--${name} takes a number: npm run rehearse:lives -- --${name} 7`);
    }
    return text === undefined ? undefined : Number(text);
  };
  const [file, lives, seed] = [after("life"), figure("lives"), figure("seed")];
  if (file !== undefined) {
    return lived([read(file)], true);
  }
  if (lives !== undefined) {
    return recorded(lives, seed ?? 1, given.includes("--anew"));
  }
  if (seed !== undefined) {
    return lived([lifeOf(seed)], true);
  }
  const fixed = readdirSync(FIXED).map((name) => read(path.join(FIXED, name)));
  return lived(given.includes("--fixed") ? fixed : [...fixed, lifeOf(Date.now() % 1_000_000)], false);
}

/** Some lives; the code with which to end. */
async function lived(lives: readonly Life[], step: boolean): Promise<number> {
  const broken = await severalAtOnce(AT_ONCE, lives, (life) => live(life, step));
  const count = broken.filter((one) => one === undefined).length;
  console.log(`${count} of ${lives.length} lives passed`);
  return count === lives.length ? 0 : 1;
}

/** So many lives from a seed on, but for those that have passed before. */
async function recorded(count: number, first: number, anew: boolean): Promise<number> {
  let record = anew ? [] : readRecord();
  const commit = head();
  const passed = (seed: number): boolean =>
    record.some((lived) => lived.seed === seed && lived.broken === undefined && isOf(lived, lifeOf(seed)));
  const seeds = Array.from({ length: count }, (_, index) => first + index);
  const left = seeds.filter((seed) => !passed(seed));
  const broken = await severalAtOnce(AT_ONCE, left, async (seed) => {
    const life = lifeOf(seed);
    const found = await live(life, false);
    record = withLived(record, { seed, commit }, life, found);
    await writeRecord(record);
    return found;
  });
  const failed = broken.filter((one) => one !== undefined).length;
  console.log(`${count - failed} of ${count} lives passed, ${count - left.length} of them before`);
  return failed === 0 ? 0 : 1;
}

/** This repository's commit; marked where something has changed since. */
function head(): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: __dirname, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", "../..", ":!../../docs/lives.md", ":!record.json");
  return `${git("rev-parse", "--short", "HEAD")}${changed === "" ? "" : " (changed)"}`;
}

/** One life; where it breaks it is shrunk, and told of. */
async function live(life: Life, step: boolean): Promise<Broken | undefined> {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  const tell = step ? (line: string) => console.log(line) : undefined;
  const broken = await play(life, { tell });
  const kinds = life.edits.map(({ kind }) => kind).join(", ") || "no edit";
  console.log(`${broken === undefined ? "passed" : "BROKEN"} life ${life.name} in ${seconds()}: ${kinds}`);
  if (broken === undefined) {
    return undefined;
  }
  console.log(`  ${broken.invariant}: ${broken.what.replace(/\n/g, "\n  ")}`);
  const shortest = await shrunk({ life, broken }, (shorter) => play(shorter));
  const file = path.join(mkdtempSync(path.join(tmpdir(), "life-")), "life.json");
  writeFileSync(file, `${JSON.stringify(shortest.life, undefined, 2)}\n`);
  console.log(`  shrunk in ${seconds()}: npm run rehearse:lives -- --life ${file}`);
  shortest.life.edits.forEach((edit) => console.log(`  - ${told(edit)}`));
  console.log(`  ${shortest.broken.what.replace(/\n/g, "\n  ")}`);
  return broken;
}

function read(file: string): Life {
  const life = JSON.parse(readFileSync(file, "utf8")) as Life;
  if (!isPossible(life)) {
    throw new Error(`${file}: an edit finds nothing to change.`);
  }
  return { ...life, name: path.basename(file, ".json") };
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof TerraformMissing ? error.message : error);
    process.exitCode = 1;
  },
);
