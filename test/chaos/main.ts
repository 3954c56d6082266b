/**
 * `npm run test:chaos [-- --runs <number>] [-- --seed <number>] [-- --from <number>] [-- --planted]`: random faults on
 * the running group, and invariants instead of expectations. A seed that broke one breaks it again, and a number of its
 * runs to begin with goes on where another call has ended. With `--planted` it looks for bugs that it puts into the
 * scripts itself, one for every invariant.
 */
import * as path from "node:path";
import { runInNamespaces } from "../support/aci/namespaces";
import { missingForGroups } from "../support/onprem/prerequisites";

const TSX = [process.execPath, require.resolve("tsx/cli")];
const DEFAULT_RUNS = 12;

function main(): number {
  const given = process.argv.slice(1 + 1);
  const figure = (name: string, otherwise: number) => {
    const at = given.indexOf(`--${name}`);
    return at === -1 ? otherwise : Number(given[at + 1]);
  };
  const [runs, seed, from] = [figure("runs", DEFAULT_RUNS), figure("seed", Date.now() % 1_000_000), figure("from", 1)];
  if (![runs, seed, from].every((one) => Number.isInteger(one) && one >= 0)) {
    console.error("--runs, --seed and --from take a number: npm run test:chaos -- --runs 200 --seed 1 --from 1");
    return 1;
  }
  const missing = missingForGroups();
  if (missing.length > 0) {
    console.error(`npm run test:chaos cannot run here; missing:\n${missing.map((one) => `- ${one}`).join("\n")}`);
    return 1;
  }
  const kind = given.includes("--planted") ? "planted" : "random";
  return runInNamespaces([...TSX, path.join(__dirname, "runs.ts"), String(runs), String(seed), String(from), kind], {
    CHECKPOINT_DISABLE: "1",
  });
}

process.exit(main());
