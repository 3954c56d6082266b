/** What became of lives: kept as data, and as a page for people. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { format } from "prettier";
import { KINDS, rolloutsOf } from "./edits";
import { Life } from "./life";
import { Broken, INVARIANTS } from "./play";

const ROOT = path.resolve(__dirname, "../..");
export const RECORD = path.join(__dirname, "record.json");
export const PAGE = path.join(ROOT, "docs/lives.md");

/** As everywhere here. */
const WIDTH = 120;

/** How one life went. */
export interface Lived {
  readonly seed: number;
  /** Commit of this repository at which it was lived. */
  readonly commit: string;
  /** Kinds of its edits, by what was rolled out together. */
  readonly edits: readonly (readonly string[])[];
  /** What broke; left out where all held. */
  readonly broken?: string;
}

/** All of them, by seed. */
export function readRecord(file = RECORD): Lived[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Lived[]) : [];
}

/** Whether this is what became of this life: a seed means another life once there are other edits. */
export const isOf = ({ edits }: Lived, life: Life): boolean => JSON.stringify(edits) === JSON.stringify(kindsOf(life));

const kindsOf = ({ edits }: Life): string[][] => rolloutsOf(edits).map((rollout) => rollout.map(({ kind }) => kind));

/** The same with one more, in place of what its seed did before. */
export function withLived(
  record: readonly Lived[],
  { seed, commit }: Pick<Lived, "seed" | "commit">,
  life: Life,
  broken?: Broken,
): Lived[] {
  const went = broken === undefined ? {} : { broken: broken.invariant };
  const lived: Lived = { seed, commit, edits: kindsOf(life), ...went };
  return [...record.filter((other) => other.seed !== seed), lived].sort((one, other) => one.seed - other.seed);
}

export async function writeRecord(record: readonly Lived[]): Promise<void> {
  writeFileSync(RECORD, await format(JSON.stringify(record), { parser: "json", printWidth: WIDTH }));
  writeFileSync(PAGE, await format(pageOf(record), { parser: "markdown", printWidth: WIDTH, proseWrap: "always" }));
}

/** The page of a record, not yet laid out. */
export function pageOf(record: readonly Lived[]): string {
  const passed = record.filter(({ broken }) => broken === undefined);
  const broke = record.filter(({ broken }) => broken !== undefined);
  const hits = KINDS.map((kind) => {
    const times = passed.map(({ edits }) => edits.flat().filter((one) => one === kind).length);
    return `| ${kind} | ${sum(times)} | ${times.filter((count) => count > 0).length} |`;
  });
  return [
    "<!-- written by `npm run rehearse:lives -- --lives <number>` -->",
    "",
    "# Lives",
    "",
    "A life is a start (a plan with up to three domains, their programs, perhaps a handoff, a gateway, a second environment) and up to eight changes of it, up to three of them in one commit. Real Terraform rolls each out as the documents say: what vanished is destroyed, then come hubs, what domains may, people on site, domains and gateways; only stacks whose JSON changed are applied. What goes is first retired, which is rolled out, and then planned no more; a domain may stay retired while other things change, and come back. Edits are in one commit where they do together what they would do in turn; what they take away is then retired in the first rollout.",
    "",
    "After each rollout this must hold:",
    "",
    "| invariant | what it says |",
    "| --- | --- |",
    ...Object.entries(INVARIANTS).map(([name, says]) => `| ${name} | ${says} |`),
    "",
    "What must be made, replaced and taken away, gateways' machines among it, what each identity and operator may, and which nodes a runtime has, is written from the edits (`test/lives/inventory.ts`), not by calling the library. Bugs are planted for each invariant (`test/lives/planted.ts`), and found.",
    "",
    "| command | what it does |",
    "| --- | --- |",
    "| `npm run rehearse:lives` | the lives in `test/lives/fixed`, and a new one |",
    "| `npm run rehearse:lives -- --fixed` | those in `test/lives/fixed` alone, as CI does |",
    "| `npm run rehearse:lives -- --seed 7` | the life of a seed |",
    "| `npm run rehearse:lives -- --life life.json` | a life from a file, such as a shrunk one |",
    "| `npm run rehearse:lives -- --lives 60` | so many from seed 1 on, or from `--seed`; goes on after those that passed and are the same lives still, unless `--anew` |",
    "",
    "A life that breaks is shrunk, by dropping edits with at most fifteen replays, and written to a file.",
    "",
    "## The last lives",
    "",
    record.length === 0 ? "None yet." : `${passed.length} of ${record.length} passed: ${counted(passed)}`,
    ...(broke.length === 0
      ? []
      : ["", `Broken: ${broke.map(({ seed, broken }) => `${seed} (${broken})`).join(", ")}.`]),
    "",
    "| edit | times | in lives |",
    "| --- | --- | --- |",
    ...hits,
    "",
  ].join("\n");
}

/** How many edits, in how many commits, and of which state of this repository. */
function counted(passed: readonly Lived[]): string {
  const edits = sum(passed.map((lived) => lived.edits.flat().length));
  const commits = sum(passed.map((lived) => lived.edits.length));
  const states = [...new Set(passed.map(({ commit }) => commit))].map((commit) => {
    const seeds = passed.filter((lived) => lived.commit === commit).map(({ seed }) => seed);
    return `seeds ${rangesOf(seeds)} at \`${commit}\``;
  });
  return `${edits} edits in ${commits} commits; ${states.join("; ")}. A state is a commit of this repository, with \`(changed)\` where something had been edited since.`;
}

const sum = (figures: readonly number[]): number => figures.reduce((all, one) => all + one, 0);

/** `1-3, 5`. */
function rangesOf(sorted: readonly number[]): string {
  const ranges: [number, number][] = [];
  sorted.forEach((seed) => {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === seed - 1) {
      last[1] = seed;
    } else {
      ranges.push([seed, seed]);
    }
  });
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ") || "none";
}
