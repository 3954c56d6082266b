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
import type { DbtContainerAppJob } from "../container-app/dbt-container-app-job";
import { DBT_CONTAINER } from "../job/containers";
import { after, call, completed, fail, failAfter, failed, set } from "./calls";
import type { DbtRunParameters } from "./dbt-run-parameters";
import { ExecutionMessages } from "./execution-messages";
import { OUTCOME, SETTLED, VERDICT, isValue, named } from "./expressions";
import { givenNothing, runVariablesOf } from "./run-parameters";
import { hasContainers, startTemplate } from "./start-template";

const API_VERSION = "2025-07-01";
/** Of a preview, the first words on a replica's containers [assumed A14]. */
const EXIT_CODE_API_VERSION = "2025-02-02-preview";

const EXECUTION = "execution";
const EXIT_CODE = "exitCode";
const execution = `variables('${EXECUTION}')`;

/** Statuses after which nothing more happens; whatever else Azure says, the execution may still go on. */
const ENDED = ["Succeeded", "Failed", "Stopped"];

/** What the steps of an execution are made from. */
export interface ExecutionStepsProps {
  readonly job: DbtContainerAppJob;
  readonly timeout: Duration;
  readonly pollInterval: Duration;
  readonly readsExitCode: boolean;
  /** What each run can be given; a start has an empty body where there is nothing. */
  readonly runParameters?: DbtRunParameters;
  /** What is there before a trigger runs it: the job, and the right to start it, where the same stack makes them. */
  readonly needed: readonly ITerraformDependable[];
}

/** Variables of the pipeline, and what they are at its start. */
export const EXECUTION_VARIABLES: Readonly<Record<string, string>> = {
  [EXECUTION]: "",
  [EXIT_CODE]: "",
  [SETTLED]: "no",
  [VERDICT]: "",
  [OUTCOME]: "",
};

/** Starts the job, waits for that execution alone, and fails unless Azure says that it succeeded. */
export function executionSteps(props: ExecutionStepsProps): Activity[] {
  const messages = new ExecutionMessages(props.job, props.timeout, execution);
  const started = start(props, messages);
  const waiting = wait(props, started[started.length - 1]);
  return [...started, waiting, ...judge(props, messages, waiting)];
}

/** Once: an attempt whose answer was lost has begun an execution of which nobody knows. */
function start(props: ExecutionStepsProps, messages: ExecutionMessages): Activity[] {
  const { runParameters } = props;
  const read = runParameters === undefined ? [] : readTemplate(props, messages);
  const begin = call("Start the job", {
    path: `${props.job.plannedId}/start?api-version=${API_VERSION}`,
    method: WebMethod.POST,
    needed: props.needed,
    again: false,
    body: runParameters && bodyOf(props, runParameters, read[0]),
    dependsOn: read.slice(-1).map(after),
  });
  const name = `coalesce(activity('${begin.name}').output?.name, '')`;
  const noted = set("Note the execution", EXECUTION, name, after(begin));
  const known = new IfConditionActivity("Refuse an execution without a name", {
    expression: Expression.of(isValue(EXECUTION, "")),
    ifTrueActivities: [fail("It has no name", messages.nameless)],
    dependsOn: [after(noted)],
  });
  return [
    ...read,
    begin,
    fail("It cannot be started", messages.unanswered(begin.name, "started"), failed(begin)),
    noted,
    known,
  ];
}

/** Reads what a template of one execution is made from: as Azure has it now, whoever deployed it and when. */
function readTemplate(props: ExecutionStepsProps, messages: ExecutionMessages): Activity[] {
  const { job, needed } = props;
  const path = `${job.plannedId}?api-version=${API_VERSION}`;
  const look = call("Read the job", { path, method: WebMethod.GET, needed });
  const known = new IfConditionActivity("Refuse other containers", {
    expression: Expression.of(`not(${hasContainers(look.name, job._containerCount)})`),
    ifTrueActivities: [fail("It has other containers", messages.otherContainers)],
    dependsOn: [after(look)],
  });
  return [look, fail("It cannot be read", messages.unanswered(look.name, "read"), failed(look)), known];
}

/** Empty where a run is given nothing: it begins as the job was deployed then. */
function bodyOf({ job }: ExecutionStepsProps, parameters: DbtRunParameters, look: Activity): Expression {
  const template = startTemplate(look.name, job._containerCount, runVariablesOf(parameters));
  const nothing = givenNothing(parameters);
  return Expression.of(nothing === undefined ? template : `if(${nothing}, '', ${template})`);
}

function wait(props: ExecutionStepsProps, started: Activity): UntilActivity {
  const pause = new WaitActivity("Wait", { time: props.pollInterval });
  const look = ask("Look how it goes", props, [after(pause)]);
  const over = ENDED.map((status) => `equals(${statusIn(look)}, '${status}')`).reduce((one, other) => `or(${one}, ${other})`); // prettier-ignore
  return new UntilActivity("Wait for the execution", {
    expression: Expression.of(isValue(SETTLED, "yes")),
    activities: [pause, look, set("Note whether it ended", SETTLED, `if(${over}, 'yes', 'no')`, after(look))],
    timeout: props.timeout,
    dependsOn: [after(started)],
  });
}

/** Judges a look made after the wait, however that ended. */
function judge(props: ExecutionStepsProps, messages: ExecutionMessages, waiting: Activity): Activity[] {
  const look = ask("Look at the end", props, [completed(waiting)]);
  const stopUnseen = stop("Stop unseen", props, [failed(look)]);
  const found = set("Note how it ended", VERDICT, statusIn(look), after(look));
  const code = props.readsExitCode ? [readExitCode(props, found)] : [];
  return [
    look,
    ...failAfter(stopUnseen, "Its end cannot be seen", messages.unanswered(look.name, "judged")),
    found,
    ...code,
    new SwitchActivity("Judge", {
      on: Expression.of(`variables('${VERDICT}')`),
      cases: [
        { value: "Succeeded", activities: [set("Verdict Succeeded", OUTCOME, "'dbt succeeded'")] },
        { value: "Failed", activities: [fail("Verdict Failed", messages.failed(`variables('${EXIT_CODE}')`))] },
        { value: "Stopped", activities: [fail("Verdict Stopped", messages.stopped)] },
      ],
      defaultActivities: failAfter(stop("Stop the execution", props), "Verdict other", messages.stillRunning),
      dependsOn: [...code.map(completed), after(found)],
    }),
  ];
}

/** Of an execution that failed: what its only replica says of dbt's container. Where it says nothing, nothing is known. */
function readExitCode(props: ExecutionStepsProps, found: Activity): Activity {
  const look = ask("Look for the exit code", props, [], EXIT_CODE_API_VERSION);
  const dbt = new FilterActivity("Find dbt", {
    items: Expression.of(`first(activity('${look.name}').output.properties.detailedStatus.replicas).containers`),
    condition: Expression.of(named(DBT_CONTAINER)),
    dependsOn: [after(look)],
  });
  const code = `string(first(activity('${dbt.name}').output.Value).code)`;
  return new IfConditionActivity("Read the exit code", {
    expression: Expression.of(isValue(VERDICT, "Failed")),
    ifTrueActivities: [look, dbt, set("Note the exit code", EXIT_CODE, code, after(dbt))],
    dependsOn: [after(found)],
  });
}

function stop(name: string, props: ExecutionStepsProps, dependsOn: ActivityDependency[] = []): WebActivity {
  return call(name, { path: pathOf(props, "/stop"), method: WebMethod.POST, needed: props.needed, dependsOn });
}

function ask(
  name: string,
  props: ExecutionStepsProps,
  dependsOn: ActivityDependency[],
  apiVersion = API_VERSION,
): WebActivity {
  return call(name, {
    path: pathOf(props, "", apiVersion),
    method: WebMethod.GET,
    needed: props.needed,
    dependsOn,
  });
}

function pathOf({ job }: ExecutionStepsProps, action = "", apiVersion = API_VERSION): string {
  return `${job.plannedId}/executions/@{${execution}}${action}?api-version=${apiVersion}`;
}

function statusIn(look: WebActivity): string {
  return `string(coalesce(activity('${look.name}').output?.properties?.status, 'Unknown'))`;
}
