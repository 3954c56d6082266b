import { ContainerGroupContainer } from "@cdktf/provider-azurerm/lib/container-group";
import { literal } from "../core/literal";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { ContainerSize } from "./container-size";
import { Coordination } from "./coordination";
import { CoordinationTiming } from "./coordination-timing";
import { DbtCommand } from "./dbt-command";
import { DbtJobProps } from "./dbt-job-props";
import { dbtSecureVariables, dbtVariables, joined } from "./job-environment";
import { JobFilesProps, bridgeFiles, dbtFiles, sidecarFiles } from "./job-files";
import { BRIDGE_FOLDER, DBT_FOLDER, SEMAPHORE_FOLDER, SIDECAR_FOLDER } from "./job-paths";
import { volumesOf } from "./job-volumes";
import {
  DEFAULT_DBT_CPU_CORES,
  DEFAULT_DBT_MEMORY_GIB,
  DEFAULT_SIDECAR_CPU_CORES,
  DEFAULT_SIDECAR_MEMORY_GIB,
} from "./limits";
import { Sidecar } from "./sidecar";

/** Names of the two containers that every job has. */
export const DBT_CONTAINER = "dbt";
export const BRIDGE_CONTAINER = "azbridge";

export const DEFAULT_PROJECT_DIRECTORY = "/usr/app";

const DBT_SIZE: ContainerSize = { cpuCores: DEFAULT_DBT_CPU_CORES, memoryGib: DEFAULT_DBT_MEMORY_GIB };
const SIDECAR_SIZE: ContainerSize = { cpuCores: DEFAULT_SIDECAR_CPU_CORES, memoryGib: DEFAULT_SIDECAR_MEMORY_GIB };

/** dbt, azbridge, and the further sidecars of a job. */
export function containersOf(props: DbtJobProps, identity: UserAssignedIdentity): ContainerGroupContainer[] {
  const files = jobFilesProps(props);
  const sidecars = props.sidecars ?? [];
  return [dbt(props, files), bridge(props, files, identity), ...sidecars.map((one) => sidecar(one, props, files))];
}

function dbt(props: DbtJobProps, files: JobFilesProps): ContainerGroupContainer {
  const own = dbtVariables(props.groupName, commandOf(props).select, props.profile);
  return {
    name: DBT_CONTAINER,
    image: props.dbtImage.reference,
    ...sizeOf(props.dbtSize ?? DBT_SIZE),
    commands: ["/bin/sh", `${DBT_FOLDER}/dbt.sh`],
    environmentVariables: joined(own, props.environment ?? {}),
    secureEnvironmentVariables: joined(dbtSecureVariables(props.profile), props.secureEnvironment ?? {}),
    volume: volumesOf(DBT_CONTAINER, coordinationOf(props), { folder: DBT_FOLDER, content: dbtFiles(files) }),
  };
}

function bridge(props: DbtJobProps, files: JobFilesProps, identity: UserAssignedIdentity): ContainerGroupContainer {
  const timing = timingOf(props);
  return {
    name: BRIDGE_CONTAINER,
    image: props.azbridgeImage.reference,
    ...sizeOf(props.azbridgeSize ?? SIDECAR_SIZE),
    commands: ["/bin/bash", `${BRIDGE_FOLDER}/bridge.sh`],
    environmentVariables: joined(groupVariable(props), props.relay._environment(identity.clientId)),
    volume: volumesOf(BRIDGE_CONTAINER, coordinationOf(props), { folder: BRIDGE_FOLDER, content: bridgeFiles(files) }),
    livenessProbe: {
      exec: ["cat", `${SEMAPHORE_FOLDER}/${props.groupName}`],
      initialDelaySeconds: timing.probeInitialDelay.toSeconds(),
      periodSeconds: timing.probePeriod.toSeconds(),
      timeoutSeconds: timing.probeTimeout.toSeconds(),
      failureThreshold: timing.probeFailureThreshold,
      successThreshold: 1,
    },
  };
}

function sidecar(one: Sidecar, props: DbtJobProps, files: JobFilesProps): ContainerGroupContainer {
  return {
    name: one.containerName,
    image: one.image.reference,
    ...sizeOf(one.size ?? SIDECAR_SIZE),
    commands: ["/bin/sh", `${SIDECAR_FOLDER}/sidecar.sh`, ...one.command.map(literal)],
    environmentVariables: joined(groupVariable(props), one.environment ?? {}),
    secureEnvironmentVariables: joined({}, one.secureEnvironment ?? {}),
    volume: volumesOf(one.containerName, coordinationOf(props), {
      folder: SIDECAR_FOLDER,
      content: sidecarFiles(files),
    }),
  };
}

function jobFilesProps(props: DbtJobProps): JobFilesProps {
  return {
    command: commandOf(props),
    profile: props.profile,
    forwards: props.forwards,
    access: props.relay._access(props.forwards),
    timing: timingOf(props),
    projectDirectory: props.projectDirectory ?? DEFAULT_PROJECT_DIRECTORY,
    rerunOnRestart: props.rerunOnRestart ?? false,
  };
}

/** By which all containers of the group find the semaphore. */
export function groupVariable({ groupName }: DbtJobProps): Record<string, string> {
  return { ENV_GROUP_NAME: groupName };
}

/** What dbt does. */
export function commandOf({ command }: DbtJobProps): DbtCommand {
  return command ?? DbtCommand.run();
}

function coordinationOf(props: DbtJobProps): Coordination {
  return props.coordination ?? Coordination.emptyDir();
}

function timingOf(props: DbtJobProps): CoordinationTiming {
  return props.timing ?? CoordinationTiming.DEFAULT;
}

function sizeOf({ cpuCores, memoryGib }: ContainerSize): { cpu: number; memory: number } {
  return { cpu: cpuCores, memory: memoryGib };
}
