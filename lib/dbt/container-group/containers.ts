import { ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { encoded } from "../../core/script";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { BRIDGE_FOLDER } from "../coordination/paths";
import { BRIDGE_CONTAINER, JobContainer, jobContainers } from "../job/containers";
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
    environmentVariables: escaped(container.plain),
    secureEnvironmentVariables: secureVariables(container),
    volume: volumesOf(container.name, job.coordination, {
      folder: container.folder,
      content: encoded(container.files),
    }),
    ...(container.name === BRIDGE_CONTAINER ? { livenessProbe: bridgeProbe(job) } : {}),
  }));
}

function secureVariables({ secure, secrets }: JobContainer): Record<string, string> | undefined {
  const values = Object.entries(secrets).map(([name, secret]) => [name, secret.value]);
  const all: Variables = { ...(Object.fromEntries(values) as Variables), ...secure };
  return Object.keys(all).length === 0 ? undefined : escaped(all);
}

/** Whether the bridge still works, by a counter of its own: what lies on a share says nothing while the share hangs. */
function bridgeProbe({ timing }: JobDefinition): ContainerGroupContainer["livenessProbe"] {
  return {
    exec: ["/bin/bash", `${BRIDGE_FOLDER}/bridge.sh`, "probe"],
    initialDelaySeconds: timing.probeInitialDelay.toSeconds(),
    periodSeconds: timing.probePeriod.toSeconds(),
    timeoutSeconds: timing.probeTimeout.toSeconds(),
    failureThreshold: timing.probeFailureThreshold,
    successThreshold: 1,
  };
}
