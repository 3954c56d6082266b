import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { Rule, refuse } from "../../core/rule";
import { IDataFactory } from "../../data-factory/data-factory";
import { Pipeline } from "../../data-factory/pipeline";
import { GrantsInEffect } from "../../identity/grants-in-effect";
import { Role } from "../../identity/role";
import { DbtJob } from "../container-group/dbt-job";
import { longerThan } from "../job/limits";
import { DEFAULT_RUN_POLL_INTERVAL, PIPELINE_TIMEOUT, RUN_POLL_INTERVAL } from "./limits";
import { RUN_VARIABLES, runSteps } from "./steps";

const TIMEOUT = new Rule({
  id: "dbt/pipeline-timeout",
  why: "A run is looked at again and again until dbt has ended or the time is over; every look is paid for. A job ends its own run first, and says why.",
  fix: `Use a timeout of ${PIPELINE_TIMEOUT.toString()}, more than the job's runTimeout, and a shorter pollInterval of ${RUN_POLL_INTERVAL.toString()}, in whole seconds.`,
  source: "Microsoft: Azure Data Factory, Until activity and pricing",
});

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
    const [limit, step] = [timeout.toSeconds(), pollInterval.toSeconds()];
    refuse(
      this,
      TIMEOUT.outside(PIPELINE_TIMEOUT, limit, "a timeout of"),
      TIMEOUT.outside(RUN_POLL_INTERVAL, step, "a pollInterval of"),
      TIMEOUT.when(
        job.runTimeout.toSeconds() >= limit,
        `a timeout of ${limit} with the job's runTimeout of ${job.runTimeout.toSeconds()}`,
      ),
      TIMEOUT.when(step >= limit, `a pollInterval of ${step} and a timeout of ${limit}`),
    );
    const role = props.starter ?? Role.AZURE_CONTAINER_INSTANCES_CONTRIBUTOR;
    const grants = [dataFactory.identity.grant(role, job)];
    const startable = GrantsInEffect._of(this, "Startable", grants, props.propagation);
    this.pipeline = new Pipeline(this, "Pipeline", {
      dataFactory,
      pipelineName: props.pipelineName,
      description: `Runs the dbt job ${job.groupName} and ends as dbt ended.`,
      activities: runSteps({ job, timeout, pollInterval, startable }),
      variables: RUN_VARIABLES,
      concurrency: 1,
    });
  }
}
