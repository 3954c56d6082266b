import { Rule, Violation } from "../../core/rule";
import { JobDefinition } from "./definition";
import { KEPT_RUNS } from "./limits";

const KEPT = new Rule({
  id: "dbt/kept-runs",
  why: "What dbt leaves of a run outlives the group on a share alone, and a share is not endless.",
  fix: `Keep ${KEPT_RUNS.toString()} with Coordination.azureFileShare(…); without a share leave keptRuns out.`,
  source: "this library: artifacts of a run",
});

export function keptRunsViolations({ coordination, keptRuns }: JobDefinition): Violation[] {
  return [
    ...KEPT.outside(KEPT_RUNS, keptRuns, "keptRuns"),
    ...KEPT.when(keptRuns > 0 && coordination.share === undefined, `keptRuns ${keptRuns} without a share`),
  ];
}

/** Where on the share the runs of a job are kept, in words, since a share has no address that every reader can open; undefined where nothing is. */
export function artifactsOf({ jobName, coordination: { share }, keptRuns }: JobDefinition): string | undefined {
  return share === undefined || keptRuns === 0
    ? undefined
    : `folder ${jobName}.runs of the share ${share.shareName} in the storage account ${share.storageAccount.accountName}`;
}
