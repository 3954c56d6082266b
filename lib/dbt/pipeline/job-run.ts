import { IDataFactory } from "../../data-factory/data-factory";
import type { DbtRunParameters } from "./dbt-run-parameters";
import type { DbtRunPipelineOptions } from "./dbt-run-pipeline";

/** In which factory a job is run, and how. */
export interface JobRun extends DbtRunPipelineOptions {
  readonly dataFactory: IDataFactory;
  readonly pipelineName: string;
  /** Of a job in Container Apps; a container group's exit code is always read. */
  readonly readsExitCode?: boolean;
  /** Of a job in Container Apps alone. */
  readonly runParameters?: DbtRunParameters;
}
