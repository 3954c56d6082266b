import { Rule, Violation } from "../../core/rule";
import { PipelineParameter } from "../../data-factory/pipeline-parameter";
import type { DbtCommand } from "../job/dbt-command";
import { RUN_VARIABLE } from "../job/environment";
import type { DbtRunParameters } from "./dbt-run-parameters";

const PARAMETERS = new Rule({
  id: "dbt/run-parameters",
  why: "A run's parameters take places in what the job does, for that run alone, and only a job in Container Apps can be started otherwise than it was deployed.",
  fix: "Let the job's command have one selection where runs may select, and no --vars of its own where runIdVariable is given; leave runParameters out where runs are given nothing.",
  source: "dbt-core 1.11: command line; Azure's API specifications, Microsoft.App 2025-07-01, start of a job",
});

const SELECT = PipelineParameter.text("select", "");
const FULL_REFRESH = PipelineParameter.flag("fullRefresh", false);

/** The run that whoever looks at loads knows: that of the pipeline that runs this one, where one does. */
const RUN_ID = "coalesce(pipeline()?.TriggeredByPipelineRunId, pipeline().RunId)";

/** What is wrong with parameters of runs of this command. */
export function runParameterViolations(given: DbtRunParameters | undefined, command: DbtCommand): Violation[] {
  if (given === undefined) {
    return [];
  }
  const { select = false, fullRefresh = false, runIdVariable } = given;
  return [
    ...PARAMETERS.when(!select && !fullRefresh && runIdVariable === undefined, "runParameters that hand over nothing"),
    ...PARAMETERS.when(
      select && command.select === undefined,
      "select with a command that selects nothing",
      'DbtCommand.run({ select: "*" }) selects everything.',
    ),
    ...PARAMETERS.when(select && command._selectsFurther, "select with a command that selects more than one thing"),
    ...(runIdVariable === undefined ? [] : runIdViolations(runIdVariable, command)),
  ];
}

/** The same where the job is a container group, which Azure starts as it was deployed. */
export function groupParameterViolations(given: DbtRunParameters | undefined): Violation[] {
  return PARAMETERS.when(given !== undefined, "runParameters of a container group");
}

function runIdViolations(name: string, command: DbtCommand): Violation[] {
  return [
    ...PARAMETERS.unless((text) => /^[A-Za-z_]\w*$/.test(text), name, "Use letters, digits and _ in runIdVariable."),
    ...PARAMETERS.when(command._gives("--vars"), `runIdVariable "${name}" with a command that gives --vars`),
  ];
}

/** Parameters of the pipeline. */
export function pipelineParametersOf({ select, fullRefresh }: DbtRunParameters): PipelineParameter[] {
  return [...(select ? [SELECT] : []), ...(fullRefresh ? [FULL_REFRESH] : [])];
}

/**
 * Variables in which a run's parameters reach the job's scripts: expressions by name. Texts are in base64: nothing on
 * their way, be it JSON, a shell or what replaces `$(NAME)`, finds anything in them.
 */
export function runVariablesOf({ select, fullRefresh, runIdVariable }: DbtRunParameters): Record<string, string> {
  return {
    ...(select ? { [RUN_VARIABLE.SELECT]: `base64(${SELECT.reading})` } : {}),
    ...(fullRefresh ? { [RUN_VARIABLE.FULL_REFRESH]: `string(${FULL_REFRESH.reading})` } : {}),
    ...(runIdVariable === undefined
      ? {}
      : { [RUN_VARIABLE.VARS]: `base64(concat('{"${runIdVariable}":"', ${RUN_ID}, '"}'))` }),
  };
}

/** Whether a run is given nothing, so that it begins as the job was deployed; undefined where each is given something. */
export function givenNothing({ select, fullRefresh, runIdVariable }: DbtRunParameters): string | undefined {
  const nothing = [
    ...(select ? [`equals(${SELECT.reading}, '')`] : []),
    ...(fullRefresh ? [`not(${FULL_REFRESH.reading})`] : []),
  ];
  return runIdVariable === undefined ? nothing.reduce((one, other) => `and(${one}, ${other})`) : undefined;
}
