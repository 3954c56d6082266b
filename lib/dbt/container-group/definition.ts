import { JobDefinition, Platform, definitionOf } from "../job/definition";
import { DEFAULT_DBT_CPU_CORES, DEFAULT_DBT_MEMORY_GIB } from "../job/limits";
import { DbtJobProps } from "./dbt-job-props";
import { JobNetwork } from "./job-network";
import { DEFAULT_SIDECAR_CPU_CORES, DEFAULT_SIDECAR_MEMORY_GIB } from "./limits";

/** How container groups run a job. */
export const CONTAINER_GROUP: Platform = {
  dbtSize: { cpuCores: DEFAULT_DBT_CPU_CORES, memoryGib: DEFAULT_DBT_MEMORY_GIB },
  sidecarSize: { cpuCores: DEFAULT_SIDECAR_CPU_CORES, memoryGib: DEFAULT_SIDECAR_MEMORY_GIB },
  readsVaults: false,
};

/** A job in a container group with every default filled in. */
export interface GroupDefinition extends JobDefinition {
  readonly runOnDeploy: boolean;
  readonly network: JobNetwork;
}

export function groupDefinitionOf(props: DbtJobProps): GroupDefinition {
  return {
    ...definitionOf(props.groupName, props, CONTAINER_GROUP),
    runOnDeploy: props.runOnDeploy ?? true,
    network: props.network ?? JobNetwork.none(),
  };
}
