import { DataFactory, DbtJob, DbtRunPipeline, Duration } from "../../../../lib";
import { jobProps } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Two minutes are shorter than the job may take, and one look an hour sees no end within them. */
export function program(): void {
  const stack = stackUnderTest();
  const job = new DbtJob(stack, "Job", jobProps(stack));
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  new DbtRunPipeline(stack, "Run", {
    dataFactory,
    job,
    pipelineName: "Run dbt",
    timeout: Duration.minutes(2),
    pollInterval: Duration.hours(1),
  });
}
