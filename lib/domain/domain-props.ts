import { HandoffExportOptions } from "../copy/handoff-export";
import { HandoffImportOptions } from "../copy/handoff-import";
import { PipelineOptions } from "../data-factory/pipeline";
import { ScheduleOptions } from "../data-factory/schedule-trigger";
import { DbtContainerAppJobOptions } from "../dbt/container-app/dbt-container-app-job-props";
import { DbtJobOptions } from "../dbt/container-group/dbt-job-props";
import { DbtRunParameters } from "../dbt/pipeline/dbt-run-parameters";
import { DbtRunPipelineOptions } from "../dbt/pipeline/dbt-run-pipeline";
import { IRunnableDbtJob } from "../dbt/pipeline/runnable-dbt-job";
import { DomainPlan } from "../holding/domain-plan";
import { HandoffPlan } from "../holding/handoff";
import { JobPlan } from "../holding/job-plan";
import { ISharedIntegrationRuntime } from "../data-factory/shared-integration-runtime";

/** How to make a `SourceDomain`. */
export interface SourceDomainProps {
  /** What the domain is called in this environment, and which hub serves it. */
  readonly plan: DomainPlan;
  /**
   * Another runtime to link than the planned one; the domain's access stack lets it (`DomainAccess.giveFactory`).
   *
   * @default - the runtime that the plan names
   */
  readonly sharedRuntime?: ISharedIntegrationRuntime;
}

/** A dbt job of a `SourceDomain`. */
export interface DomainDbtJobProps extends DbtJobOptions {
  /**
   * The planned job that it is, in this domain's environment: it comes as an identity of its own, with forwards and
   * secrets of its own.
   *
   * @default - none: it comes as the identity that the domain's other jobs share, and may use what is the domain's
   */
  readonly plan?: JobPlan;
  /**
   * Name of the job within its domain, from which the container group's is derived.
   *
   * @default - that of the planned job, or else the construct's ID in lowercase, its words joined with hyphens
   */
  readonly jobName?: string;
}

/** A dbt job of a `SourceDomain` in Container Apps. */
export interface DomainDbtContainerAppJobProps extends DbtContainerAppJobOptions {
  /**
   * The planned job that it is, in this domain's environment: it comes as an identity of its own, with forwards and
   * secrets of its own.
   *
   * @default - none: it comes as the identity that the domain's other jobs share, and may use what is the domain's
   */
  readonly plan?: JobPlan;
  /**
   * Name of the job within its domain, from which that of the job in Azure is derived.
   *
   * @default - that of the planned job, or else the construct's ID in lowercase, its words joined with hyphens
   */
  readonly jobName?: string;
}

/** A pipeline of a domain's factory; unless it says so itself (`concurrency`), there is one run of it at a time. */
export interface DomainPipelineProps extends PipelineOptions {
  /**
   * Name in the domain's factory.
   *
   * @default - the construct's ID in lowercase, its words joined with hyphens
   */
  readonly pipelineName?: string;
  /**
   * When it runs by itself; unless it says so itself (`activated`), in production alone.
   *
   * @default - only when somebody starts it
   */
  readonly schedule?: ScheduleOptions;
  /**
   * Whether a run may count as succeeded although an activity has failed: where another one waits for that failure.
   *
   * @default false
   */
  readonly catchesFailures?: boolean;
}

/** What a domain does by default: copy, then dbt. */
export interface DomainLoadProps extends DomainPipelineProps {
  /** The job that runs when every activity has succeeded, but for those that run only when another one fails. */
  readonly job: IRunnableDbtJob;
  /**
   * How the job is run: for how long, by what right.
   *
   * @default - as a `DbtRunPipeline` runs a container group, and a `DbtExecutionPipeline` a job in Container Apps
   */
  readonly run?: DbtRunPipelineOptions;
  /**
   * Whether dbt's own exit code is asked for where a job in Container Apps has failed (`DbtExecutionPipelineProps`); that
   * of a container group always is.
   *
   * @default false
   */
  readonly readsExitCode?: boolean;
  /**
   * What a run can be given for a job in Container Apps, as parameters of this pipeline (`DbtExecutionPipelineProps`).
   *
   * @default - nothing
   */
  readonly runParameters?: DbtRunParameters;
}

/** The giving side of a handoff. */
export interface DomainGivingProps extends HandoffExportOptions {
  /** The handoff in this domain's environment. */
  readonly plan: HandoffPlan;
  /**
   * When it is given; unless it says so itself (`activated`), in production alone.
   *
   * @default - only when somebody starts it
   */
  readonly schedule?: ScheduleOptions;
}

/** The taking side of a handoff. */
export interface DomainTakingProps extends HandoffImportOptions {
  /** The handoff in this domain's environment. */
  readonly plan: HandoffPlan;
  /**
   * When it is taken; unless it says so itself (`activated`), in production alone.
   *
   * @default - only when somebody starts it
   */
  readonly schedule?: ScheduleOptions;
}
