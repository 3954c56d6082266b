import { ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { encoded } from "../core/script";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { DbtJobProps } from "./dbt-job-props";
import { BRIDGE_CONTAINER, JobContainer, Platform, coordinationOf, jobContainers, timingOf } from "./job-containers";
import { Variables, escaped } from "./job-environment";
import { SEMAPHORE_FOLDER } from "./job-paths";
import { volumesOf } from "./job-volumes";
import {
  DEFAULT_DBT_CPU_CORES,
  DEFAULT_DBT_MEMORY_GIB,
  DEFAULT_SIDECAR_CPU_CORES,
  DEFAULT_SIDECAR_MEMORY_GIB,
} from "./limits";

const CONTAINER_GROUP: Platform = {
  dbtSize: { cpuCores: DEFAULT_DBT_CPU_CORES, memoryGib: DEFAULT_DBT_MEMORY_GIB },
  sidecarSize: { cpuCores: DEFAULT_SIDECAR_CPU_CORES, memoryGib: DEFAULT_SIDECAR_MEMORY_GIB },
  readsVaults: false,
};

/** The containers of a job as a container group wants them. */
export function groupContainers(props: DbtJobProps, identity: UserAssignedIdentity): ContainerGroupContainer[] {
  return jobContainers(props, identity, CONTAINER_GROUP).map((container) => ({
    name: container.name,
    image: container.image.reference,
    cpu: container.size.cpuCores,
    memory: container.size.memoryGib,
    commands: container.command,
    environmentVariables: escaped(container.plain),
    secureEnvironmentVariables: secureVariables(container),
    volume: volumesOf(container.name, coordinationOf(props), {
      folder: container.folder,
      content: encoded(container.files),
    }),
    ...(container.name === BRIDGE_CONTAINER ? { livenessProbe: semaphoreProbe(props) } : {}),
  }));
}

function secureVariables({ secure, secrets }: JobContainer): Record<string, string> | undefined {
  const values = Object.entries(secrets).map(([name, secret]) => [name, secret.value]);
  const all: Variables = { ...(Object.fromEntries(values) as Variables), ...secure };
  return Object.keys(all).length === 0 ? undefined : escaped(all);
}

function semaphoreProbe(props: DbtJobProps): ContainerGroupContainer["livenessProbe"] {
  const timing = timingOf(props);
  return {
    exec: ["cat", `${SEMAPHORE_FOLDER}/${props.groupName}`],
    initialDelaySeconds: timing.probeInitialDelay.toSeconds(),
    periodSeconds: timing.probePeriod.toSeconds(),
    timeoutSeconds: timing.probeTimeout.toSeconds(),
    failureThreshold: timing.probeFailureThreshold,
    successThreshold: 1,
  };
}
