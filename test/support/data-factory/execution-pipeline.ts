import {
  DataFactory,
  DbtContainerAppJob,
  type DbtContainerAppJobProps,
  DbtExecutionPipeline,
  type DbtRunParameters,
} from "../../../lib";
import { apiContainers } from "../container-apps/api-containers";
import { type AppJobBlock } from "../container-apps/terraform";
import { appJobProps } from "../job";
import { stackUnderTest, template } from "../stack";
import { type ApiContainer } from "./container-apps-jobs";
import { type PipelineJson, pipelineIn } from "./pipelines";

const SUBSCRIPTION_ID = "1a2b3c4d-0000-4000-8000-000000000001";
export const APP_JOB_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/retail-rg/providers/Microsoft.App/jobs/salesforce-transform`;

/** A pipeline that runs a job in Container Apps, and the job's containers as Azure shows them. */
export interface ExecutionPipeline {
  readonly pipeline: PipelineJson;
  readonly containers: readonly ApiContainer[];
}

/** Both in one stack; references within the containers stay. */
export function executionPipeline(
  runParameters?: DbtRunParameters,
  given: Partial<DbtContainerAppJobProps> = {},
): ExecutionPipeline {
  const stack = stackUnderTest();
  const job = new DbtContainerAppJob(stack, "Transform", appJobProps(stack, given));
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  new DbtExecutionPipeline(stack, "Run", { dataFactory, job, pipelineName: "Run dbt", runParameters });
  const made = template(stack);
  const [block] = Object.values(made.resource!.azurerm_container_app_job) as unknown as [AppJobBlock];
  const known = { "data.azurerm_client_config.subscription_id": SUBSCRIPTION_ID };
  return { pipeline: pipelineIn(made, "Run dbt", known), containers: apiContainers(block) };
}
