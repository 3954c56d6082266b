import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainPlan } from "../lib";
import { Rehearsal } from "../rehearsal/src";
import type { Configuration } from "../rehearsal/src/terraform";

/** What a plan with one more domain takes of a stack, or of several together. */
export interface Cost {
  readonly what: string;
  /** Changes that Terraform plans. */
  readonly planned: number;
  /** What was made, changed or taken away in Azure. */
  readonly applied: number;
  /** Virtual seconds that the apply waits. */
  readonly waited: number;
}

/** A cost on a line. */
export const costLine = ({ what, planned, applied, waited }: Cost): string =>
  `${String(planned).padStart(4)} planned ${String(applied).padStart(4)} applied ${String(waited).padStart(5)} s waited  ${what}`;

/** Both sides of what is not the same. */
export function differing(few: readonly Cost[], many: readonly Cost[]): string[] {
  return few.flatMap((cost, index) => {
    const [one, other] = [cost, many[index]].map(costLine);
    return one === other ? [] : [`  ${one}\n  ${other}`];
  });
}

/**
 * Deploys one more domain, in the order of the guides, beside those that are deployed; what that takes of its hub, of
 * what it may, of itself, and of every stack that was there.
 *
 * @param synthesize writes all stacks anew, with the new domain, to `outdir`.
 * @throws where something is not applied.
 */
export async function costOfOneMore(
  rehearsal: Rehearsal,
  { hub, accessStackName, stackName }: DomainPlan,
  outdir: string,
  synthesize: () => void,
): Promise<Cost[]> {
  const textOf = (name: string): string => readFileSync(join(outdir, "stacks", name, "cdk.tf.json"), "utf8");
  const there = [...rehearsal.accesses, ...rehearsal.dependents].map((plan) => plan.stackName);
  const before = new Map(there.map((name) => [name, textOf(name)]));
  synthesize();
  const others = there.filter((name) => textOf(name) !== before.get(name));
  rehearsal
    .stack(hub.stackName)
    .change((configuration) => Object.assign(configuration, JSON.parse(textOf(hub.stackName)) as Configuration));
  return [
    await costOf(rehearsal, hub.stackName, "its hub"),
    { what: "stacks of other domains", planned: others.length, applied: 0, waited: 0 },
    await costOf(rehearsal, accessStackName, "what it may"),
    await costOf(rehearsal, stackName, "itself"),
  ];
}

async function costOf(rehearsal: Rehearsal, name: string, what: string): Promise<Cost> {
  const { world } = rehearsal;
  const stack = rehearsal.stack(name);
  const [seconds, first] = [world.secondsWaitedBy(name), world.events.all.length];
  assertDone(name, await stack.init());
  const planned = (await stack.changes()).length;
  assertDone(name, await stack.applyPlan());
  const applied = world.events.since(first).filter(({ kind }) => ["create", "update", "delete"].includes(kind)).length;
  return { what, planned, applied, waited: world.secondsWaitedBy(name) - seconds };
}

function assertDone(name: string, { code, output }: { code: number; output: string }): void {
  if (code !== 0) {
    throw new Error(`${name}: exit code ${code}\n${output}`);
  }
}
