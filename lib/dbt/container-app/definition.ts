import { Duration } from "../../core/duration";
import { JobDefinition, Platform, definitionOf } from "../job/definition";
import { DEFAULT_DBT_CPU_CORES, DEFAULT_DBT_MEMORY_GIB, longerThan } from "../job/limits";
import { CONSUMPTION_PROFILE } from "./container-app-environment";
import { DbtContainerAppJobProps } from "./dbt-container-app-job-props";
import { DEFAULT_APP_SIDECAR_CPU_CORES, DEFAULT_APP_SIDECAR_MEMORY_GIB } from "./limits";

/** How Container Apps runs a job. */
export const CONTAINER_APPS: Platform = {
  dbtSize: { cpuCores: DEFAULT_DBT_CPU_CORES, memoryGib: DEFAULT_DBT_MEMORY_GIB },
  sidecarSize: { cpuCores: DEFAULT_APP_SIDECAR_CPU_CORES, memoryGib: DEFAULT_APP_SIDECAR_MEMORY_GIB },
  readsVaults: true,
};

/** A job in Container Apps with every default filled in. */
export interface AppJobDefinition extends JobDefinition {
  readonly replicaTimeout: Duration;
  readonly retryLimit: number;
  readonly workloadProfileName: string;
}

export function appJobDefinitionOf(props: DbtContainerAppJobProps): AppJobDefinition {
  const job = definitionOf(props.jobName, props, CONTAINER_APPS);
  return {
    ...job,
    replicaTimeout: props.replicaTimeout ?? longerThan(job.runTimeout),
    retryLimit: props.retryLimit ?? 0,
    workloadProfileName: props.workloadProfileName ?? CONSUMPTION_PROFILE,
  };
}
