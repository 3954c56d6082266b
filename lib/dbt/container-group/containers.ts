import { ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { encoded } from "../../core/script";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { BRIDGE_FOLDER, DBT_FOLDER } from "../coordination/paths";
import { BRIDGE_CONTAINER, DBT_CONTAINER, JobContainer, jobContainers, registriesOf } from "../job/containers";
import { JobDefinition, Variables } from "../job/definition";
import { escaped } from "../job/environment";
import { CONTAINER_GROUP } from "./definition";
import { volumesOf } from "./volumes";

/** The containers of a job as a container group wants them. */
export function groupContainers(job: JobDefinition, identity: IWorkloadIdentity): ContainerGroupContainer[] {
  return jobContainers(job, identity, CONTAINER_GROUP).map((container) => ({
    name: container.name,
    image: container.image.reference,
    cpu: container.size.cpuCores,
    memory: container.size.memoryGib,
    commands: container.command,
    environmentVariables: escaped({ ...container.plain, ...asWhom(container, job, identity) }),
    secureEnvironmentVariables: secureVariables(container),
    volume: volumesOf(container.name, job.coordination, {
      folder: container.folder,
      content: encoded(container.files),
    }),
    livenessProbe: probeOf(container.name, job),
  }));
}

/**
 * As whom the group comes, where nothing else says so that a change of replaces the group: neither a registry nor the
 * Relay. azurerm changes an identity in place, by sending again what it has read, in which no secret is.
 */
function asWhom({ name, plain }: JobContainer, job: JobDefinition, { resourceId }: IWorkloadIdentity): Variables {
  const isSaid = registriesOf(job).length > 0 || "AZURE_CLIENT_ID" in plain;
  return name === BRIDGE_CONTAINER && !isSaid ? { ENV_IDENTITY_ID: resourceId } : {};
}

function secureVariables({ secure, secrets }: JobContainer): Record<string, string> | undefined {
  const values = Object.entries(secrets).map(([name, secret]) => [name, secret.value]);
  const all: Variables = { ...(Object.fromEntries(values) as Variables), ...secure };
  return Object.keys(all).length === 0 ? undefined : escaped(all);
}

/** Sidecars end with the job and have none. */
function probeOf(containerName: string, job: JobDefinition): ContainerGroupContainer["livenessProbe"] {
  if (containerName === BRIDGE_CONTAINER) return bridgeProbe(job);
  return containerName === DBT_CONTAINER ? dbtProbe(job) : undefined;
}

/** Whether the bridge still works, by a counter of its own: what lies on a share says nothing while the share hangs. */
function bridgeProbe(job: JobDefinition): ContainerGroupContainer["livenessProbe"] {
  return probe(job, ["/bin/bash", `${BRIDGE_FOLDER}/bridge.sh`, "probe"], job.timing.probeFailureThreshold);
}

/** Whether process 1 of dbt's container can still end anything; as patient as the bridge is with it. */
function dbtProbe(job: JobDefinition): ContainerGroupContainer["livenessProbe"] {
  return probe(job, ["/bin/sh", `${DBT_FOLDER}/dbt.sh`, "probe"], job.timing._dbtProbeFailures);
}

function probe(
  { timing }: JobDefinition,
  exec: string[],
  failureThreshold: number,
): ContainerGroupContainer["livenessProbe"] {
  return {
    exec,
    initialDelaySeconds: timing.probeInitialDelay.toSeconds(),
    periodSeconds: timing.probePeriod.toSeconds(),
    timeoutSeconds: timing.probeTimeout.toSeconds(),
    failureThreshold,
    successThreshold: 1,
  };
}
