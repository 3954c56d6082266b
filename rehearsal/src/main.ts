/** `npm run rehearse [-- <stack glob>…]`: real Terraform applies the example stacks to an Azure in memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contoso } from "../../stacks/example-holding";
import { exampleJobs } from "../../stacks/example-jobs";
import { HoldingApp } from "../../stacks/app";
import { Rehearsal } from "./rehearsal";
import { TerraformMissing } from "./terraform";

async function main(globs: string[]): Promise<number> {
  const workspace = mkdtempSync(join(tmpdir(), "rehearse-"));
  try {
    const started = performance.now();
    const outdir = join(workspace, "cdktf.out");
    new HoldingApp(contoso, exampleJobs, undefined, { outdir }).synth();
    console.log(`synthesized in ${seconds(started)}`);
    const rehearsal = new Rehearsal({ holding: contoso, outdir, workspace, globs, tell: (line) => console.log(line) });
    if (rehearsal.hubs.length === 0) {
      console.log(`No stack matches ${globs.join(" ")}.`);
      return 1;
    }
    const results = await rehearsal.run();
    const failed = results.filter(({ failure }) => failure !== undefined);
    const verdict = failed.length === 0 ? "all went well" : `${failed.length} failed`;
    console.log(`${results.length} runs in ${seconds(started)}: ${verdict}`);
    failed.forEach(({ stackName, failure = "" }) => console.log(`FAILED ${stackName}: ${failure.split("\n")[0]}`));
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof TerraformMissing ? error.message : error);
    process.exitCode = 1;
  },
);
