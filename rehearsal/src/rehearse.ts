import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Azure } from "./azure/azure";
import { EventLog } from "./azure/event-log";
import { OutsideTypes } from "./outside";
import { PlannedHolding, PlannedStack } from "./plan";
import { Failure, Platform, Rehearsal, StackResult } from "./rehearsal";

/** What to {@link rehearse}. */
export interface RehearseProps {
  /** The plan: who deploys what, and what the hubs offer. A `Holding` of the library as it is. */
  readonly holding: PlannedHolding;
  /** A cdktf `App` with the stacks; it is synthesized. Instead of it: `outdir`. */
  readonly app?: { readonly outdir: string; synth(): void };
  /** Folder with synthesized stacks, `cdktf.out`. */
  readonly outdir?: string;
  /** Which stacks, by globs such as `retail-prod-*`; all of the app when left out. */
  readonly stacks?: string | readonly string[];
  /**
   * Makes the app of another team's stacks, which synthesizes to this folder: the hubs, and what domains may. From it comes
   * whatever of these is needed and is not in the app: `(outdir) => new PlatformApp(holding, { outdir })`.
   */
  readonly platform?: Platform;
  /** Stacks that the holding does not plan, each with who deploys it. */
  readonly others?: readonly PlannedStack[];
  /** Values of the stacks' variables; whatever is not here is made up, which only texts can be. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What is in Azure before anything is deployed; it is still there at the end. */
  readonly given?: (azure: Azure) => void;
  /** Types that the stacks have and the rehearsal does not know. */
  readonly outside?: OutsideTypes;
  /** Is told what goes on, line by line. */
  readonly tell?: (line: string) => void;
}

/** How a rehearsal went. */
export interface Rehearsed {
  /** How each stack fared: deployments in their order, then the way back. */
  readonly results: readonly StackResult[];
  /** What went wrong, stack by stack; empty when all went well. */
  readonly failures: readonly (Failure & { readonly stackName: string })[];
  /** All that happened in Azure, in order. */
  readonly events: EventLog;
}

/**
 * Real Terraform deploys the stacks to an Azure in memory, plans them again, which must find nothing to do, and destroys
 * them. Hubs and what domains may, which these need, are deployed before: those that are not among them from `platform`.
 *
 * @throws {@link TerraformMissing}; {@link NothingToRehearse}; an error where the plan does not say who deploys it,
 * and where another team's stack is needed and there is no `platform`.
 */
export async function rehearse(props: RehearseProps): Promise<Rehearsed> {
  const { app, holding, platform, others, variables, outside, tell } = props;
  const outdir = app?.outdir ?? props.outdir;
  if (outdir === undefined) {
    throw new Error("Give the app to rehearse, or the folder to which it was synthesized.");
  }
  app?.synth();
  const stacks = typeof props.stacks === "string" ? [props.stacks] : props.stacks;
  const workspace = mkdtempSync(join(tmpdir(), "rehearsal-"));
  try {
    const rehearsal = new Rehearsal({ holding, platform, others, outdir, workspace, stacks, variables, outside, tell });
    props.given?.(rehearsal.azure);
    const results = await rehearsal.run();
    const failures = results.flatMap(({ stackName, failure }) =>
      failure === undefined ? [] : [{ stackName, ...failure }],
    );
    return { results, failures, events: rehearsal.world.events };
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}
