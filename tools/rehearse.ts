/** `npm run rehearse [-- <stack glob>…]`: real Terraform applies the example stacks to an Azure in memory. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NothingToRehearse, TerraformMissing, rehearse } from "../rehearsal/src";
import { rehearsedExample } from "./rehearsed-example";

async function main(globs: readonly string[]): Promise<number> {
  const outdir = mkdtempSync(join(tmpdir(), "rehearse-"));
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const stacks = globs.length > 0 ? globs : undefined;
    const { results, failures } = await rehearse({
      ...rehearsedExample(outdir),
      stacks,
      tell: (line) => console.log(line),
    });
    waitsOf(results).forEach((line) => console.log(line));
    const verdict = failures.length === 0 ? "all went well" : `${failures.length} failed`;
    console.log(`${results.length} runs in ${seconds()}: ${verdict}`);
    failures.forEach(({ stackName, step, refusals, output }) =>
      console.log(`FAILED ${stackName}, ${step}: ${refusals.join(", ") || output.split("\n")[0]}`),
    );
    return failures.length === 0 ? 0 : 1;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** How long the stacks of each kind wait until rights count, at most, in virtual time. */
function waitsOf(results: readonly { readonly stackName: string; readonly waited: number }[]): string[] {
  const kindOf = (name: string): string => /^(hub|access|gateway|edge)-/.exec(name)?.[1] ?? "domain";
  const longest = new Map<string, number>();
  results.forEach(({ stackName, waited }) => {
    const kind = kindOf(stackName);
    longest.set(kind, Math.max(waited, longest.get(kind) ?? 0));
  });
  return [`waits: ${[...longest].map(([kind, seconds]) => `${kind} ${seconds} s`).join(", ")}`];
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const told = error instanceof TerraformMissing || error instanceof NothingToRehearse;
    console.error(told ? error.message : error);
    process.exitCode = 1;
  },
);
