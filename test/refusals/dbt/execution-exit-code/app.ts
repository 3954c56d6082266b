import { DataFactory, DbtContainerAppJob, DbtExecutionPipeline } from "../../../../lib";
import { appJobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Three replicas have three exit codes. */
export function program(): void {
  const stack = stackUnderTest();
  const job = new DbtContainerAppJob(stack, "Transform", appJobProps(stack, { retryLimit: 2 }));
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  new DbtExecutionPipeline(stack, "Run", { dataFactory, job, pipelineName: "Run dbt", readsExitCode: true });
}
