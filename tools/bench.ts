/**
 * `npm run bench [-- --quick]`: the library against hand-written L1 code, side by side in one run; every figure is the
 * median of several processes that take turns, or the fastest where they run long. Then the protocol of a job's containers
 * against the seed's, where namespaces can be made. A missed goal is told, not punished, since other things run on the
 * machine too. Exits 1 only when what is compared is not what it should be: other JSON, or another protocol.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ModuleKind, ScriptTarget, transpileModule } from "typescript";
import { runInNamespaces } from "../test/support/aci/namespaces";
import { missingForGroups } from "../test/support/onprem/prerequisites";
import { goal, median, table } from "./bench/report";
import { differences } from "./bench/same-json";
import { ensureBuilt } from "./built";
import { filesBelow } from "./files";

const WAYS = ["library", "handwritten"] as const;
type Way = (typeof WAYS)[number];

/** What one process took, in milliseconds. */
interface Times {
  readonly plan: number;
  readonly construct: number;
  readonly synth: number;
}

/** The first domain of a process: milliseconds from loading on, and the modules that it loaded, in order. */
interface First {
  readonly all: number;
  readonly modules: readonly string[];
}

/** At most so many times the hand-written code's time. */
const REQUIRE_GOAL = 1.3;
const DOMAIN_GOAL = 1.2;
/** A domain among the most costs at most so many times what it costs among fewer. */
const FLAT_GOAL = 1.2;

const quick = process.argv.includes("--quick");
const processes = quick ? 11 : 31;
const domainCounts = quick ? [10, 100] : [10, 100, 1000];
const processesPerCount = 3;
const groupRuns = quick ? 3 : 11;

/** Of a table's columns. */
const WIDTHS = [14, 10, 10, 10, 24];

const SOURCES = join("tools", "bench");
const CHILDREN = join("node_modules", ".cache", "bench");

async function main(): Promise<void> {
  process.on("SIGINT", () => process.exit(130)); // what runs now is ended, and the folder still removed
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    if (ensureBuilt()) {
      console.log("Built the library first.");
    }
    compileChildren();
    // Its containers mostly wait: where there is little time they do so beside the rest, and are told of at the end.
    const beside = quick ? protocols() : undefined;
    if (sameJson(folder)) {
      manyDomains(folder, oneDomain(folder));
    } else {
      process.exitCode = 1;
    }
    if (!(await (beside ?? protocols()))) {
      process.exitCode = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sameJson(folder: string): boolean {
  const [library, handwritten] = WAYS.map((way) => {
    const outdir = join(folder, way);
    makeDomains(way, 1, outdir);
    const [file] = filesBelow(join(outdir, "stacks")).filter((path) => basename(path) === "cdk.tf.json");
    return readFileSync(file, "utf8");
  });
  const found = differences(library, handwritten);
  if (found.length === 0) {
    console.log("The library and the hand-written L1 code emit the same JSON, logical IDs and metadata apart.");
    return true;
  }
  console.error(
    "The library (+) and tools/bench/handwritten.ts (-) do not emit the same JSON, so their times say nothing:",
  );
  found.forEach((line) => console.error(`  ${line}`));
  return false;
}

function oneDomain(folder: string): Record<Way, Times[]> {
  console.log(`\nOne domain: milliseconds, medians of ${processes} fresh processes each`);
  const first = takeTurns(processes, (way) => makeFirst(way, folder));
  const required = takeTurns(processes, (way) => requireAll(first[way][0].modules));
  const made = takeTurns(processes, (way) => makeDomains(way, 1, join(folder, way)));
  table(
    ["", "library", "L1 code", "ratio", "goal"],
    [
      ["loading", ...compared(required, (ms) => ms, REQUIRE_GOAL)],
      ["all, the first", ...compared(first, ({ all }) => all, DOMAIN_GOAL)],
      ["planning", median(made.library.map(({ plan }) => plan)).toFixed(1), "-"],
      ["constructing", ...compared(made, ({ construct }) => construct)],
      ["synthesizing", ...compared(made, ({ synth }) => synth)],
      ["all, the next", ...compared(made, total)],
    ],
    WIDTHS,
  );
  return made;
}

function manyDomains(folder: string, one: Record<Way, Times[]>): void {
  console.log("\nMany domains, planned, constructed and synthesized: milliseconds per domain, fastest processes");
  const rows = [1, ...domainCounts].map((count) => {
    const made = count === 1 ? one : takeTurns(processesPerCount, (way) => makeDomains(way, count, join(folder, way)));
    const perDomain = (times: Times) => total(times) / count;
    const figure = fastestOf(made.library.map(perDomain));
    return { count, figure, cells: compared(made, perDomain, undefined, fastestOf) };
  });
  table(
    ["domains", "library", "L1 code", "ratio"],
    rows.map(({ count, cells }) => [written(count), ...cells]),
    WIDTHS,
  );
  const { count, figure } = rows[rows.length - 1];
  const ratio = figure / Math.min(...rows.slice(0, -1).map((row) => row.figure));
  console.log(
    `  Flat: a domain among ${written(count)} costs ${times(ratio)} of one among fewer; ${atMost(ratio, FLAT_GOAL)}`,
  );
}

/** Whether the seed's protocol ran where anything could be measured. */
async function protocols(): Promise<boolean> {
  const missing = missingForGroups();
  if (missing.length > 0) {
    console.log(`\nThe job's containers were not measured: that needs ${missing.join(", ")}`);
    return true;
  }
  const child = [process.execPath, ...process.execArgv, join(SOURCES, "group", "main.ts"), String(groupRuns)];
  return (await runInNamespaces(child, { CHECKPOINT_DISABLE: "1" })) === 0;
}

/** What the first domain of a fresh process takes. */
function makeFirst(way: Way, folder: string): First {
  return JSON.parse(node(join(CHILDREN, "child.js"), way, "1", join(folder, way), "first")) as First;
}

/** Milliseconds that a fresh process needs to load these. */
function requireAll(modules: readonly string[]): number {
  const program = `
    const start = performance.now();
    ${JSON.stringify(modules)}.forEach((name) => require(name));
    console.log(performance.now() - start);`;
  return Number(node("-e", program));
}

/** What `count` domains take in a process that has made one before: everything is loaded. */
function makeDomains(way: Way, count: number, outdir: string): Times {
  rmSync(outdir, { recursive: true, force: true });
  return JSON.parse(node(join(CHILDREN, "child.js"), way, String(count), outdir)) as Times;
}

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** The children run as plain JavaScript: a loader would slow down what they measure. */
function compileChildren(): void {
  mkdirSync(CHILDREN, { recursive: true });
  const compilerOptions = { target: ScriptTarget.ES2022, module: ModuleKind.CommonJS };
  for (const source of filesBelow(SOURCES).filter((path) => dirname(path) === SOURCES)) {
    const { outputText } = transpileModule(readFileSync(source, "utf8"), { compilerOptions });
    writeFileSync(join(CHILDREN, basename(source).replace(/ts$/, "js")), outputText);
  }
}

/** Results of both ways, measured in turns, each first in every second one, so that what else happens meets both. */
function takeTurns<T>(count: number, measure: (way: Way) => T): Record<Way, T[]> {
  const results: Record<Way, T[]> = { library: [], handwritten: [] };
  for (let turn = 0; turn < count; turn += 1) {
    const order = turn % 2 === 0 ? WAYS : [...WAYS].reverse();
    order.forEach((way) => results[way].push(measure(way)));
  }
  return results;
}

/** For runs that last seconds, and are few: whatever else happens only makes them slower. */
function fastestOf(figures: readonly number[]): number {
  return Math.min(...figures);
}

function total({ plan, construct, synth }: Times): number {
  return plan + construct + synth;
}

/** Cells of a row: library, L1 code, ratio, and the goal where there is one. */
function compared<T>(
  results: Record<Way, T[]>,
  figure: (result: T) => number,
  limit?: number,
  choose: (figures: readonly number[]) => number = median,
): string[] {
  const [library, handwritten] = WAYS.map((way) => choose(results[way].map(figure)));
  const ratio = library / handwritten;
  const verdict = limit === undefined ? [] : [atMost(ratio, limit)];
  return [library.toFixed(1), handwritten.toFixed(1), times(ratio), ...verdict];
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)} x`;
}

function atMost(ratio: number, limit: number): string {
  return goal(`<= ${limit.toFixed(1)} x`, ratio <= limit);
}

function written(count: number): string {
  return count.toLocaleString("en");
}

void main();
