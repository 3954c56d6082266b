import { Rule, Violation } from "../core/rule";
import { DbtRunOptions } from "./dbt-run-options";
import { DEFAULT_KEPT_RUNS, KEPT_RUNS } from "./limits";

const KEPT = new Rule({
  id: "dbt/kept-runs",
  why: "What dbt leaves of a run outlives the group on a share alone, and a share is not endless.",
  fix: `Keep ${KEPT_RUNS.toString()} with Coordination.azureFileShare(…); without a share leave keptRuns out.`,
  source: "this library: artifacts of a run",
});

/** What of a job's props says how many runs are kept. */
type Keeping = Pick<DbtRunOptions, "coordination" | "keptRuns">;

export function keptRunsViolations({ coordination, keptRuns }: Keeping): Violation[] {
  return [
    ...KEPT.outside(KEPT_RUNS, keptRuns, "keptRuns"),
    ...KEPT.when((keptRuns ?? 0) > 0 && coordination?.share === undefined, `keptRuns ${keptRuns} without a share`),
  ];
}

/** Of how many runs a job keeps what dbt left. */
export function keptRunsOf({ coordination, keptRuns }: Keeping): number {
  return coordination?.share === undefined ? 0 : (keptRuns ?? DEFAULT_KEPT_RUNS);
}

/** Where the runs of a job are kept, in words, since a share has no address that every reader can open; undefined where nothing is. */
export function artifactsOf(groupName: string, keeping: Keeping): string | undefined {
  const share = keeping.coordination?.share;
  return share === undefined || keptRunsOf(keeping) === 0
    ? undefined
    : `folder ${keptRunsFolder(groupName)} of the share ${share.shareName} in the storage account ${share.storageAccount.accountName}`;
}

/** Where on the share the runs of a job are kept. */
export function keptRunsFolder(groupName: string): string {
  return `${groupName}.runs`;
}
