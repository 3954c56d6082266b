import { DataFactory, DbtCommand, DbtContainerAppJob, DbtExecutionPipeline } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A job that selects nothing has no place for a run's selection. */
export function program(): void {
  const stack = stackUnderTest();
  const job = new DbtContainerAppJob(stack, "Transform", appJobProps(stack, { command: DbtCommand.run() }));
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  const runParameters = { select: true };
  new DbtExecutionPipeline(stack, "Run", { dataFactory, job, pipelineName: "Run dbt", runParameters });
}
