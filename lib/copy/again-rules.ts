import { Rule, Violation } from "../core/rule";
import { ActivityPolicy } from "../data-factory/execution-activity";
import { Repetition } from "../data-factory/repetition";
import { CopyEndProps, CopySink } from "./endpoint";

const WINDOW_GAP = new Rule({
  id: "copy/window-gap",
  why: "A window that reaches no farther back than the run before leaves out what changed between the two, and no later run copies it.",
  fix: "Let the window reach back longer than the longest time between two runs, twice that if a missed run is to be made up for; or let it run more often.",
  source:
    "Microsoft: pipeline().TriggerTime, which may lie after the scheduled time; this library: incremental windows",
});

const ROWS_AGAIN = new Rule({
  id: "copy/rows-again",
  why: "Each run reads every row, and what is only added is there once more after each.",
  fix: "Replace what is there (ReplacingCopy), or write with keys (upsertInto), or read what has changed (window); files go into a folder of their run's own (Expression.interpolated).",
  source: "Microsoft: SQL Server connector, writeBehavior insert; Azure Blob Storage connector, names of files",
});

const WINDOW_FIXED = new Rule({
  id: "copy/window-fixed",
  why: "Each run reads the rows between the same two times, so what changes after them is never copied.",
  fix: "Give the parameter by the schedule, as an expression such as @trigger().scheduledTime; or read by IncrementalWindow.since or trailing.",
  source: "Microsoft: Azure Data Factory, pipeline parameters; this library: incremental windows",
});

const ATTEMPTS_ADD = new Rule({
  id: "copy/attempts-add",
  why: "An attempt that fails has written some of the rows, and the next one adds all of them to these.",
  fix: "Leave the retries out; or write with keys (upsertInto), by a ReplacingCopy, or one file (intoFile), where an attempt takes the place of the one before.",
  source: "Microsoft: copy activity, retry; a copy is no transaction",
});

const ONE_AT_A_TIME = new Rule({
  id: "copy/one-at-a-time",
  why: "Rows that lie beside a table are one run's: a second one would empty what the first has laid down, and rows of both, or of neither, would be moved.",
  fix: "Give it to one pipeline, with a concurrency of 1; another one runs that by ExecutePipelineActivity.",
  source: "this library: replacing copies",
});

/** What is wrong with copying again and again. */
export function againViolations(
  name: string,
  { window, everyRow }: CopyEndProps,
  { appends, addsLater }: CopyEndProps,
  { apart, varying }: Repetition,
): Violation[] {
  const [reach, end] = [window?._reach?.toSeconds(), window?._end];
  const adds = appends === true || addsLater === true;
  return [
    ...WINDOW_GAP.when(
      reach !== undefined && reach <= apart.toSeconds(),
      `"${name}" with a window of ${reach} s, in runs that are up to ${apart.toSeconds()} s apart`,
    ),
    ...WINDOW_FIXED.when(
      end !== undefined && !varying.includes(end.toLowerCase()),
      `"${name}" with a window to the parameter "${end}", which is the same in every run`,
    ),
    ...ROWS_AGAIN.when(everyRow === true && adds, `"${name}", which adds every row`),
  ];
}

/** What is wrong with trying again what has failed. */
export function attemptViolations(
  { appends, leavesFiles }: CopyEndProps,
  { retries = 0 }: ActivityPolicy = {},
): Violation[] {
  const adds = appends === true || leavesFiles === true;
  return ATTEMPTS_ADD.when(
    adds && retries > 0,
    `${retries} ${retries === 1 ? "retry" : "retries"} of what ${appends ? "inserts rows" : "adds files to a folder"}`,
  );
}

/** What is wrong with several runs at a time. */
export function atATimeViolations(
  name: string,
  sink: CopySink,
  concurrency: number | undefined,
  again: boolean,
): Violation[] {
  const given = concurrency === undefined ? "without a concurrency" : `with a concurrency of ${concurrency}`;
  return [
    ...ONE_AT_A_TIME.when(sink._isBeside && concurrency !== 1, `"${name}", beside a table, ${given}`),
    ...ONE_AT_A_TIME.when(sink._isBeside && again, `"${name}", beside a table, in two pipelines`),
  ];
}
