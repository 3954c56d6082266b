/**
 * `npm run rehearse:mutations [-- <stack glob>…]`: takes out of the example stacks, one at a time, each role, wait and
 * dependency that the library adds. A rehearsal must fail for each; what survives is pointless, or is not refused.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HoldingApp } from "../../stacks/app";
import { contoso } from "../../stacks/example-holding";
import { exampleJobs } from "../../stacks/example-jobs";
import { Mutation, mutationsOf } from "./mutations";
import { Rehearsal } from "./rehearsal";
import { TerraformStackRun } from "./terraform";

/** One legal entity by identity, with a share and a dedicated runtime; one by identity and by key. */
const DEFAULT_GLOBS = ["retail-prod-*", "energy-prod-*"];

/** Longer than any wait. */
const SLOW_SECONDS = 1800;

class MutationCheck {
  private readonly workspace = mkdtempSync(join(tmpdir(), "rehearse-mutations-"));
  private readonly outdir = join(this.workspace, "cdktf.out");
  private count = 0;

  constructor() {
    new HoldingApp(contoso, exampleJobs, undefined, { outdir: this.outdir }).synth();
  }

  /** What survived, of how many; `tell` is told as it goes. */
  public async run(
    globs: readonly string[],
    tell: (line: string) => void,
  ): Promise<{ all: number; survivors: string[] }> {
    const { hubs, domains } = this.rehearsal(globs);
    const survivors: string[] = [];
    let all = 0;
    const judge = async (stackName: string, mutation: Mutation, failed: () => Promise<string | undefined>) => {
      all += 1;
      const failure = await failed();
      tell(
        `${failure === undefined ? "SURVIVED" : "killed  "} ${stackName}: ${mutation.what}${failure === undefined ? "" : ` (${failure})`}`,
      );
      survivors.push(...(failure === undefined ? [`${stackName}: ${mutation.what}`] : []));
    };
    for (const hub of hubs) {
      const its = domains.filter((domain) => domain.hub === hub).map(({ stackName }) => stackName);
      const baseline = this.rehearsal([hub.stackName, ...its]);
      await baseline.deploy(hub.stackName);
      baseline.onSite();
      const restore = baseline.azure.snapshot();
      for (const mutation of mutationsOf(baseline.stack(hub.stackName).configuration)) {
        await judge(hub.stackName, mutation, () => this.hubFails(hub.stackName, its, mutation));
      }
      for (const stackName of its) {
        for (const mutation of mutationsOf(baseline.freshStack(stackName).configuration)) {
          await judge(stackName, mutation, () => {
            restore();
            mutate(baseline, baseline.freshStack(stackName), mutation);
            return failureOf(baseline, [() => baseline.deploy(stackName), () => baseline.takeDown(stackName)]);
          });
        }
      }
    }
    return { all, survivors };
  }

  public clear(): void {
    rmSync(this.workspace, { recursive: true, force: true });
  }

  private async hubFails(hub: string, domains: readonly string[], mutation: Mutation): Promise<string | undefined> {
    const rehearsal = this.rehearsal([hub, ...domains]);
    mutate(rehearsal, rehearsal.stack(hub), mutation);
    return failureOf(rehearsal, [
      () => rehearsal.deploy(hub),
      () => Promise.resolve(rehearsal.onSite()).then(() => ({})),
      ...domains.map((name) => () => rehearsal.deploy(name)),
      ...domains.map((name) => () => rehearsal.takeDown(name)),
      () => rehearsal.takeDown(hub),
    ]);
  }

  private rehearsal(globs: readonly string[]): Rehearsal {
    this.count += 1;
    const workspace = join(this.workspace, String(this.count));
    return new Rehearsal({ holding: contoso, outdir: this.outdir, workspace, globs });
  }
}

function mutate({ azure }: Rehearsal, stack: TerraformStackRun, { apply, slow }: Mutation): void {
  stack.change(apply);
  if (slow !== undefined) {
    azure.slowDown(slow.type, slow.values, SLOW_SECONDS);
  }
}

/** What refused the first step that failed. */
async function failureOf(
  { azure }: Rehearsal,
  steps: readonly (() => Promise<{ failure?: string }>)[],
): Promise<string | undefined> {
  const before = azure.events.all.length;
  for (const step of steps) {
    const { failure } = await step();
    if (failure !== undefined) {
      const [refusal] = azure.events.since(before).filter(({ kind }) => kind === "refused");
      return refusal?.rule ?? failure.split("\n").find((line) => line.startsWith("Error")) ?? failure.split("\n")[0];
    }
  }
  return undefined;
}

async function main(globs: readonly string[]): Promise<void> {
  const check = new MutationCheck();
  try {
    const { all, survivors } = await check.run(globs.length > 0 ? globs : DEFAULT_GLOBS, (line) => console.log(line));
    console.log(`${all - survivors.length} of ${all} killed`);
    survivors.forEach((survivor) => console.log(`SURVIVED ${survivor}`));
    process.exitCode = survivors.length === 0 ? 0 : 1;
  } finally {
    check.clear();
  }
}

void main(process.argv.slice(2));
