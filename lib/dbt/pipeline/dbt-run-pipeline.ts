import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { refuse } from "../../core/rule";
import { IDataFactory } from "../../data-factory/data-factory";
import { Pipeline } from "../../data-factory/pipeline";
import { GrantsInEffect } from "../../identity/grants-in-effect";
import { Role } from "../../identity/role";
import type { DbtJob } from "../container-group/dbt-job";
import { longerThan } from "../job/limits";
import { DEFAULT_RUN_POLL_INTERVAL } from "./limits";
import { neededToStart } from "./needed";
import { RUN_VARIABLES, runSteps } from "./steps";
import { pipelineTimingViolations } from "./timing";

/** How a job is run from a pipeline, whoever wires it. */
export interface DbtRunPipelineOptions {
  /**
   * How long it waits for dbt, the pull of its image included, 5 minutes to 7 days, more than the job's `runTimeout`. The
   * group is stopped then.
   *
   * @default - half an hour more than the job's `runTimeout`
   */
  readonly timeout?: Duration;
  /**
   * Between two looks at the run, 10 s to an hour. Each look is four activity runs.
   *
   * @default Duration.minutes(1)
   */
  readonly pollInterval?: Duration;
  /**
   * What lets the factory start the group, see it and stop it: `Microsoft.ContainerInstance/containerGroups/start/action`,
   * `…/read` and `…/stop/action`. The built-in role can do more with this one group; a custom role with these three can
   * be made by who may define roles, and given here with `Role.custom`.
   *
   * @default Role.AZURE_CONTAINER_INSTANCES_CONTRIBUTOR
   */
  readonly starter?: Role;
  /**
   * How long Azure may take until that right counts.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/** How to make a {@link DbtRunPipeline}. */
export interface DbtRunPipelineProps extends DbtRunPipelineOptions {
  /** The factory that runs it, and whose identity may then start the job's group. */
  readonly dataFactory: IDataFactory;
  /** The job that it runs. */
  readonly job: DbtJob;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly pipelineName: string;
}

/**
 * A pipeline that starts a dbt job, waits for it, and ends as dbt ended: it judges the dbt container by its own exit
 * code. One run at a time. Run it after copies with `ExecutePipelineActivity`, or by itself.
 */
export class DbtRunPipeline extends Construct {
  /** The pipeline; a run of it fails with dbt's exit code as error code, or with a word where dbt did not come to one. */
  public readonly pipeline: Pipeline;

  /** @throws `dbt/pipeline-timeout`, and what its pipeline refuses */
  constructor(scope: Construct, id: string, props: DbtRunPipelineProps) {
    super(scope, id);
    const { dataFactory, job } = props;
    const timeout = props.timeout ?? longerThan(job.runTimeout);
    const pollInterval = props.pollInterval ?? DEFAULT_RUN_POLL_INTERVAL;
    const least = { name: "runTimeout", length: job.runTimeout };
    refuse(this, pipelineTimingViolations(timeout, pollInterval, least));
    const role = props.starter ?? Role.AZURE_CONTAINER_INSTANCES_CONTRIBUTOR;
    const grants = [dataFactory.identity.grant(role, job)];
    const startable = GrantsInEffect._of(this, "Startable", grants, props.propagation);
    const needed = neededToStart(this, job, job._group, startable);
    this.pipeline = new Pipeline(this, "Pipeline", {
      dataFactory,
      pipelineName: props.pipelineName,
      description: `Runs the dbt job ${job.groupName} and ends as dbt ended.`,
      activities: runSteps({ job, timeout, pollInterval, needed }),
      variables: RUN_VARIABLES,
      concurrency: 1,
    });
  }
}
