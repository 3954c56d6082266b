/**
 * `npm run rehearse:mutations [-- <stack glob>…]`: takes out of the example stacks, one at a time, each role, wait and
 * dependency that the library adds. A rehearsal must fail for each; what survives is pointless, or is not refused.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformMissing } from "../rehearsal/src";
import { MutationCheck, lineOf } from "../rehearsal/src/mutation-check";
import { rehearsedExample } from "./rehearsed-example";

/** One legal entity by identity, with a share, a dedicated runtime and a gateway; one by identity and by key. */
const DEFAULT_GLOBS = ["retail-prod-*", "energy-prod-*", "gateway-*"];

async function main(globs: readonly string[]): Promise<number> {
  const workspace = mkdtempSync(join(tmpdir(), "rehearse-mutations-"));
  const started = performance.now();
  try {
    const outdir = join(workspace, "cdktf.out");
    const { app, holding, others } = rehearsedExample(outdir);
    app.synth();
    const stacks = globs.length > 0 ? globs : DEFAULT_GLOBS;
    const tell = (line: string) => console.log(line);
    const judged = await new MutationCheck({ holding, others, outdir, workspace, stacks, tell }).run();
    const left = judged.filter(({ verdict }) => verdict !== "killed");
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    console.log(`${judged.length - left.length} of ${judged.length} killed, in ${seconds} s`);
    left.forEach((one) => console.log(lineOf(one)));
    return judged.length > 0 && left.length === 0 ? 0 : 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof TerraformMissing ? error.message : error);
    process.exitCode = 1;
  },
);
