import { Construct } from "constructs";
import { Pipeline } from "../../data-factory/pipeline";
import { IAzureResource } from "../../identity/principal";
import { JobRun } from "./job-run";

/** A dbt job that Data Factory can run: a `DbtJob` or a `DbtContainerAppJob`. */
export interface IRunnableDbtJob extends IAzureResource {
  /** A new pipeline that runs it, and ends as it ended. @internal */
  _runPipeline(scope: Construct, id: string, run: JobRun): Pipeline;
}
