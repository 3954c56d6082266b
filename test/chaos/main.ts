/**
 * `npm run test:chaos [-- --runs <number>] [-- --seed <number>] [-- --from <number>] [-- --jobs <number>]
 * [-- --planted]`: random faults on the running group, and invariants instead of expectations. A seed that broke one
 * breaks it again, and a number of its runs to begin with goes on where another call has ended. Jobs are side by side,
 * each in namespaces of its own: runs mostly wait. With `--planted` it looks for bugs that it puts into the scripts
 * itself, one for every invariant.
 */
import * as path from "node:path";
import { runInNamespaces } from "../support/aci/namespaces";
import { missingForGroups } from "../support/onprem/prerequisites";
import { PLANTED } from "./planted";

const TSX = [process.execPath, "--import", "tsx"];
const DEFAULT_RUNS = 12;

async function main(): Promise<number> {
  const given = process.argv.slice(1 + 1);
  const kind = given.includes("--planted") ? "planted" : "random";
  const figure = (name: string, otherwise: number) => {
    const at = given.indexOf(`--${name}`);
    return at === -1 ? otherwise : Number(given[at + 1]);
  };
  const runs = figure("runs", kind === "planted" ? PLANTED.length : DEFAULT_RUNS);
  const [seed, from, jobs] = [figure("seed", Date.now() % 1_000_000), figure("from", 1), figure("jobs", 1)];
  if (![runs, seed, from, jobs].every((one) => Number.isInteger(one) && one >= 0) || jobs === 0) {
    console.error(
      "--runs, --seed, --from and --jobs take a number: npm run test:chaos -- --runs 200 --seed 1 --from 1 --jobs 2",
    );
    return 1;
  }
  const missing = missingForGroups();
  if (missing.length > 0) {
    console.error(`npm run test:chaos cannot run here; missing:\n${missing.map((one) => `- ${one}`).join("\n")}`);
    return 1;
  }
  const codes = await Promise.all(
    Array.from({ length: jobs }, async (_, job) => {
      const figures = [from + job, from + runs, jobs, seed].map(String);
      return runInNamespaces([...TSX, path.join(__dirname, "runs.ts"), ...figures, kind], { CHECKPOINT_DISABLE: "1" });
    }),
  );
  return Math.max(...codes);
}

void main().then((code) => process.exit(code));
