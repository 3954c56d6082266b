import { ITerraformDependable } from "cdktf";
import { Duration } from "../../core/duration";
import { Activity, ActivityDependency } from "../../data-factory/activity";
import { FilterActivity } from "../../data-factory/control/filter-activity";
import { IfConditionActivity } from "../../data-factory/control/if-condition-activity";
import { SwitchActivity } from "../../data-factory/control/switch-activity";
import { UntilActivity } from "../../data-factory/control/until-activity";
import { WaitActivity } from "../../data-factory/control/wait-activity";
import { WebActivity, WebMethod } from "../../data-factory/control/web-activity";
import { Expression } from "../../data-factory/expression";
import type { DbtJob } from "../container-group/dbt-job";
import { EXIT_CODE } from "../coordination/limits";
import { DBT_CONTAINER } from "../job/containers";
import { after, call, completed, fail, failAfter, failed, set } from "./calls";
import {
  NOT_STARTED,
  OUTCOME,
  RESTARTING,
  RESTARTS_BEFORE,
  SETTLED,
  STARTED_BEFORE,
  STILL_RUNNING,
  VERDICT,
  attached,
  busy,
  containersIn,
  isValue,
  lastStartOf,
  named,
  restartsOf,
  settled,
  verdict,
} from "./expressions";
import { RUN_WIND_DOWN } from "./limits";
import { RunMessages } from "./messages";

const API_VERSION = "2023-05-01";

/** Verdicts by which the pipeline gives up a group that may still run: it is not to go on, nor its next run to find it running. */
const GIVEN_UP: readonly string[] = [NOT_STARTED, STILL_RUNNING, RESTARTING];

/** What the steps of a run are made from. */
export interface RunStepsProps {
  readonly job: DbtJob;
  readonly timeout: Duration;
  readonly pollInterval: Duration;
  /** What is there before a trigger runs it: the group, and the right to start it, where the same stack makes them. */
  readonly needed: readonly ITerraformDependable[];
}

/** Variables of the pipeline, and what they are at its start. */
export const RUN_VARIABLES: Readonly<Record<string, string>> = {
  [STARTED_BEFORE]: "",
  [RESTARTS_BEFORE]: "0",
  [SETTLED]: "no",
  [VERDICT]: "",
  [OUTCOME]: "",
};

/** Looks at the group, starts it, waits, looks again, and fails unless dbt's own container ended with 0. */
export function runSteps(props: RunStepsProps): Activity[] {
  const messages = new RunMessages(props.job, props.timeout);
  const before = lookBefore(props, messages);
  const started = start(props, messages, before[before.length - 1]);
  const waiting = wait(props, started[started.length - 1]);
  return [...before, ...started, waiting, ...judge(props, messages, waiting)];
}

/** What is seen before the start is by what a later look tells this run from an earlier one. */
function lookBefore(props: RunStepsProps, messages: RunMessages): Activity[] {
  const look = ask("Look at the group", props);
  const dbt = pick("Find dbt before the start", look);
  const startedBefore = set("Note its last start", STARTED_BEFORE, lastStartOf(dbt.name), after(dbt));
  const restartsBefore = set(
    "Note its restarts",
    RESTARTS_BEFORE,
    `string(${restartsOf(dbt.name)})`,
    after(startedBefore),
  );
  const idle = new IfConditionActivity("Refuse a group that runs", {
    expression: Expression.of(busy(look.name)),
    ifTrueActivities: [fail("It runs already", messages.alreadyRunning)],
    dependsOn: [after(restartsBefore)],
  });
  const unseen = fail("It cannot be seen", messages.unanswered(look.name, "looked at"), failed(look));
  return [look, unseen, dbt, startedBefore, restartsBefore, idle];
}

function start(props: RunStepsProps, messages: RunMessages, idle: Activity): Activity[] {
  const begin = tell("Start the group", props, "start", [after(idle)]);
  const own = new IfConditionActivity("Refuse the start of another", {
    expression: Expression.of(attached(begin.name)),
    ifTrueActivities: [fail("It was started by another", messages.alreadyRunning)],
    dependsOn: [after(begin)],
  });
  return [begin, fail("It cannot be started", messages.unanswered(begin.name, "started"), failed(begin)), own];
}

function wait(props: RunStepsProps, started: Activity): UntilActivity {
  const pause = new WaitActivity("Wait", { time: props.pollInterval });
  const look = ask("Look how it goes", props, [after(pause)]);
  const dbt = pick("Find dbt meanwhile", look);
  return new UntilActivity("Wait for dbt", {
    expression: Expression.of(isValue(SETTLED, "yes")),
    activities: [pause, look, dbt, set("Note whether it ended", SETTLED, settled(dbt.name), after(dbt))],
    timeout: props.timeout,
    dependsOn: [after(started)],
  });
}

/** Judges a look made after the wait, however that ended. */
function judge(props: RunStepsProps, messages: RunMessages, waiting: Activity): Activity[] {
  const rest = new WaitActivity("Let the others end", { time: RUN_WIND_DOWN, dependsOn: [completed(waiting)] });
  const look = ask("Look at the end", props, [after(rest)]);
  const stopUnseen = tell("Stop unseen", props, "stop", [failed(look)]);
  const dbt = pick("Find dbt at the end", look);
  const found = set("Note how it ended", VERDICT, verdict(dbt.name), after(dbt));
  const read = `variables('${VERDICT}')`;
  const failures = Object.entries(messages.byVerdict).map(([value, text]) => ({
    value,
    activities: GIVEN_UP.includes(value)
      ? failAfter(tell(`Stop ${value}`, props, "stop"), `Verdict ${value}`, { code: value, text })
      : [fail(`Verdict ${value}`, { code: value, text })],
  }));
  const succeeded = set("Verdict 0", OUTCOME, "'dbt succeeded'");
  return [
    rest,
    look,
    ...failAfter(stopUnseen, "Its end cannot be seen", messages.unanswered(look.name, "judged")),
    dbt,
    found,
    new SwitchActivity("Judge", {
      on: Expression.of(read),
      cases: [{ value: String(EXIT_CODE.SUCCEEDED), activities: [succeeded] }, ...failures],
      defaultActivities: [fail("Verdict other", { code: `@{${read}}`, text: messages.other(read) })],
      dependsOn: [after(found)],
    }),
  ];
}

function ask(name: string, props: RunStepsProps, dependsOn: ActivityDependency[] = []): WebActivity {
  return call(name, { path: pathOf(props), method: WebMethod.GET, needed: props.needed, dependsOn });
}

function tell(name: string, props: RunStepsProps, action: string, dependsOn: ActivityDependency[] = []): WebActivity {
  return call(name, {
    path: pathOf(props, `/${action}`),
    method: WebMethod.POST,
    needed: props.needed,
    dependsOn,
  });
}

function pathOf({ job }: RunStepsProps, action = ""): string {
  return `${job.plannedId}${action}?api-version=${API_VERSION}`;
}

function pick(name: string, look: WebActivity): FilterActivity {
  return new FilterActivity(name, {
    items: Expression.of(containersIn(look.name)),
    condition: Expression.of(named(DBT_CONTAINER)),
    dependsOn: [after(look)],
  });
}
