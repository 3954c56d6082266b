import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { Rule, refuse } from "../../core/rule";
import { IDataFactory } from "../../data-factory/data-factory";
import { Pipeline } from "../../data-factory/pipeline";
import { GrantsInEffect } from "../../identity/grants-in-effect";
import { Role } from "../../identity/role";
import type { DbtContainerAppJob } from "../container-app/dbt-container-app-job";
import { longerThan } from "../job/limits";
import type { DbtRunParameters } from "./dbt-run-parameters";
import { EXECUTION_VARIABLES, executionSteps } from "./execution-steps";
import { DEFAULT_RUN_POLL_INTERVAL } from "./limits";
import { neededToStart } from "./needed";
import { pipelineParametersOf, runParameterViolations } from "./run-parameters";
import { pipelineTimingViolations } from "./timing";

const EXIT_CODE = new Rule({
  id: "dbt/execution-exit-code",
  why: "With retries an execution has a replica for each, and Azure does not say in which order it lists them.",
  fix: "Leave readsExitCode out, or the job's retryLimit.",
  source: "Microsoft: Azure Container Apps, API 2025-02-02-preview, job execution",
});

/** How to make a {@link DbtExecutionPipeline}. */
export interface DbtExecutionPipelineProps {
  /** The factory that runs it, and whose identity may then start the job. */
  readonly dataFactory: IDataFactory;
  /** The job that it runs. */
  readonly job: DbtContainerAppJob;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly pipelineName: string;
  /**
   * How long it waits for the execution, 5 minutes to 7 days, more than the job's `executionTimeout`. The execution is
   * stopped then.
   *
   * @default - half an hour more than the job's `executionTimeout`
   */
  readonly timeout?: Duration;
  /**
   * Between two looks at the execution, 10 s to an hour. Each look is three activity runs.
   *
   * @default Duration.minutes(1)
   */
  readonly pollInterval?: Duration;
  /**
   * Whether a failed execution is looked at once more through a preview of Azure's API, 2025-02-02-preview, which tells
   * dbt's own exit code. Where that is not answered, the run fails as it does without.
   *
   * @default false
   */
  readonly readsExitCode?: boolean;
  /**
   * What a run can be given, as parameters of the pipeline. A run that is given something begins with a template of its
   * own: the job's, with what dbt is told besides; then the factory also reads the job.
   *
   * @default - nothing: every run begins as the job was deployed
   */
  readonly runParameters?: DbtRunParameters;
  /**
   * What lets the factory start the job, and see and stop its executions: `Microsoft.App/jobs/start/action`,
   * `…/jobs/execution/read`, `…/jobs/executions/read` and `…/jobs/stop/execution/action`; with `runParameters`
   * `…/jobs/read`, too. Who may start a job may do so with any image, as the job's identity; the built-in role may also
   * list the job's secrets. A custom role with these can be made by who may define roles, and given here with
   * `Role.custom`.
   *
   * @default Role.CONTAINER_APPS_JOBS_OPERATOR
   */
  readonly starter?: Role;
  /**
   * How long Azure may take until that right counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * A pipeline that starts a dbt job in Container Apps, waits for that one execution, and ends as it ended. One run at a
 * time. Run it after copies with `ExecutePipelineActivity`, or by itself.
 */
export class DbtExecutionPipeline extends Construct {
  /** The pipeline; a run of it fails with the execution's status as error code, or with dbt's exit code where that is read. */
  public readonly pipeline: Pipeline;

  /** @throws `dbt/pipeline-timeout`, `dbt/execution-exit-code`, `dbt/run-parameters`, and what its pipeline refuses */
  constructor(scope: Construct, id: string, props: DbtExecutionPipelineProps) {
    super(scope, id);
    const { dataFactory, job, runParameters, readsExitCode = false } = props;
    const timeout = props.timeout ?? longerThan(job.executionTimeout);
    const pollInterval = props.pollInterval ?? DEFAULT_RUN_POLL_INTERVAL;
    const least = { name: "executionTimeout", length: job.executionTimeout };
    refuse(
      this,
      pipelineTimingViolations(timeout, pollInterval, least),
      EXIT_CODE.when(readsExitCode && job.retryLimit > 0, `readsExitCode with a retryLimit of ${job.retryLimit}`),
      runParameterViolations(runParameters, job._command),
    );
    const role = props.starter ?? Role.CONTAINER_APPS_JOBS_OPERATOR;
    const grants = [dataFactory.identity.grant(role, job)];
    const startable = GrantsInEffect._of(this, "Startable", grants, props.propagation);
    const needed = neededToStart(this, job, job._job, startable);
    this.pipeline = new Pipeline(this, "Pipeline", {
      dataFactory,
      pipelineName: props.pipelineName,
      description: `Runs the dbt job ${job.jobName} and ends as its execution ended.`,
      activities: executionSteps({ job, timeout, pollInterval, readsExitCode, runParameters, needed }),
      parameters: runParameters && pipelineParametersOf(runParameters),
      variables: EXECUTION_VARIABLES,
      concurrency: 1,
    });
  }
}
