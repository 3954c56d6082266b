import { Rule, refuse } from "../core/rule";
import { dashed } from "../core/words";
import { ExecutePipelineActivity } from "../data-factory/execute-pipeline-activity";
import { Pipeline } from "../data-factory/pipeline";
import { ScheduleOptions, ScheduleTrigger } from "../data-factory/schedule-trigger";
import { pipelineParametersOf } from "../dbt/pipeline/run-parameters";
import { Tier } from "../ownership/tier";
import { caughtViolations } from "./caught-failure";
import { DomainLoadProps, DomainPipelineProps } from "./domain-props";
import { ownJobViolations } from "./jobs";
import { idViolations } from "./one-id";
import { runsWhenAllIsWell } from "./runs-when-all-is-well";
import type { SourceDomain } from "./source-domain";
import { takePlaces } from "./written-places";

const LOAD_WAITS = new Rule({
  id: "domain/load-waits",
  why: "The job begins when a load's activities have ended, and one that does not wait ends as soon as the other pipeline has begun: dbt would read what is not there yet.",
  fix: "Leave waitOnCompletion out; what the job need not wait for belongs into a pipeline of its own.",
  source: "Microsoft: Azure Data Factory, Execute Pipeline activity, waitOnCompletion",
});

/** A pipeline, and a trigger of the same name where it has a schedule. */
export function addPipeline(domain: SourceDomain, id: string, props: DomainPipelineProps): Pipeline {
  const { pipelineName = dashed(id), schedule, concurrency = 1, catchesFailures = false, ...options } = props;
  refuse(domain, idViolations(domain, id), catchesFailures ? [] : caughtViolations(props.activities));
  const writes = props.activities.flatMap((activity) => activity._writes());
  refuse(domain, takePlaces(domain, domain.plan, writes));
  const { dataFactory } = domain;
  const pipeline = new Pipeline(domain, id, { ...options, dataFactory, pipelineName, concurrency });
  addTrigger(domain, pipeline, schedule);
  return pipeline;
}

/** Activities, and a dbt job when all of them have succeeded. */
export function addLoad(domain: SourceDomain, id: string, props: DomainLoadProps): Pipeline {
  const { job, run, readsExitCode, runParameters, activities, parameters = [], ...options } = props;
  const leaving = activities.flatMap((activity) => activity._leaving());
  refuse(
    domain,
    idViolations(domain, id, ["Transform"]),
    ownJobViolations(domain, job),
    leaving.flatMap((name) => LOAD_WAITS.when(true, `"${name}" of the load "${id}", without waitOnCompletion`)),
  );
  const pipeline = job._runPipeline(domain, `${id}Transform`, {
    ...run,
    readsExitCode,
    runParameters,
    dataFactory: domain.dataFactory,
    pipelineName: `${props.pipelineName ?? dashed(id)}-transform`,
  });
  const handedOver = runParameters === undefined ? [] : pipelineParametersOf(runParameters);
  const transformed = new ExecutePipelineActivity("Transform", {
    pipeline,
    parameters: Object.fromEntries(handedOver.map(({ name, _text: text }) => [name, text])),
    dependsOn: activities.filter(runsWhenAllIsWell).map((activity) => ({ activity })),
  });
  return addPipeline(domain, id, {
    ...options,
    parameters: [...parameters, ...handedOver],
    activities: [...activities, transformed],
  });
}

/** A trigger of the pipeline's name, in production alone active unless it says otherwise; none without a schedule. */
export function addTrigger({ plan }: SourceDomain, pipeline: Pipeline, schedule: ScheduleOptions | undefined): void {
  if (schedule !== undefined) {
    const { activated = plan.tier === Tier.PRODUCTION } = schedule;
    const triggerName = pipeline.pipelineName;
    new ScheduleTrigger(pipeline, "Schedule", { ...schedule, activated, pipeline, triggerName });
  }
}
