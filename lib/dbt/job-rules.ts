import { nameViolations } from "../core/resource-name";
import { Rule, Violation, refuse } from "../core/rule";
import { clashesWithin } from "../tunnel/bind-addresses";
import { ContainerSize } from "./container-size";
import type { DbtJob, DbtJobProps } from "./dbt-job";
import { BRIDGE_CONTAINER, DBT_CONTAINER, groupVariable } from "./job-containers";
import { dbtVariables, variableViolations } from "./job-environment";
import { semaphoreVolumeName } from "./job-volumes";
import { CONTAINERS_PER_GROUP, CPU_CORES, MEMORY_GIB } from "./limits";
import { Sidecar } from "./sidecar";

const PROFILE_FORWARD = new Rule({
  id: "dbt/profile-forward",
  why: "dbt would look for its database where no tunnel leads.",
  fix: "Name the profile's forward among the job's forwards.",
  source: "this library: coordination protocol",
});

const CONTAINERS = new Rule({
  id: "dbt/containers",
  why: "Containers of one group are told apart by their names, and Azure limits their number.",
  fix: `Use at most ${CONTAINERS_PER_GROUP} containers with a name each; '${DBT_CONTAINER}' and '${BRIDGE_CONTAINER}' are taken.`,
  source: "Microsoft: Azure Container Instances quotas",
});

const SIDECAR_COMMAND = new Rule({
  id: "dbt/sidecar-command",
  why: "The script that ends a sidecar with the job takes the place of its image's entry point.",
  fix: "Give the command that the image would run, with its arguments.",
  source: "azurerm 4.55.0: commands replace the entry point",
});

const SIZE = new Rule({
  id: "dbt/container-size",
  why: "Azure runs no container of that size.",
  fix: `Use ${CPU_CORES.toString()} and ${MEMORY_GIB.toString()}; most regions offer less.`,
  source: "Microsoft: Azure Container Instances resource availability",
});

const PROJECT_DIRECTORY = new Rule({
  id: "dbt/project-directory",
  why: "dbt is started there.",
  fix: "Use an absolute path in the dbt image, for example /usr/app.",
  source: "this library: coordination protocol",
});

/** Throws everything that is wrong with a job. */
export function refuseJob(job: DbtJob, props: DbtJobProps): void {
  const sidecars = props.sidecars ?? [];
  refuse(
    job,
    nameViolations("containerGroup", props.groupName),
    nameViolations("userAssignedIdentity", props.identityName),
    PROFILE_FORWARD.when(
      !props.forwards.includes(props.profile.forward),
      `"${props.profile.forward.name}"`,
      `The job's forwards: ${props.forwards.map(({ name }) => name).join(", ") || "none"}.`,
    ),
    clashesWithin(props.forwards),
    props.relay._violations(props.forwards),
    PROJECT_DIRECTORY.unless((path) => /^\/[^\0\n]*$/.test(path), props.projectDirectory ?? "/"),
    variableViolations(
      { ...dbtVariables(props.groupName, props.command.select, props.profile), ENV_DWH_DATABASE_PASSWD: "" },
      props.environment ?? {},
      props.secureEnvironment ?? {},
    ),
    [props.dbtSize, props.azbridgeSize].flatMap((size) => (size === undefined ? [] : sizeViolations(size))),
    CONTAINERS.when(sidecars.length + 1 + 1 > CONTAINERS_PER_GROUP, `${sidecars.length} sidecars`),
    sidecars.flatMap((sidecar, index) => sidecarViolations(sidecar, sidecars.slice(0, index), props)),
  );
}

function sidecarViolations(sidecar: Sidecar, others: readonly Sidecar[], props: DbtJobProps): Violation[] {
  const taken = [DBT_CONTAINER, BRIDGE_CONTAINER, ...others.map(({ containerName }) => containerName)];
  return [
    ...nameViolations("container", sidecar.containerName),
    ...nameViolations("containerVolume", semaphoreVolumeName(sidecar.containerName)),
    ...CONTAINERS.when(taken.includes(sidecar.containerName), `"${sidecar.containerName}" twice`),
    ...SIDECAR_COMMAND.when(sidecar.command.length === 0, "no command"),
    ...(sidecar.size === undefined ? [] : sizeViolations(sidecar.size)),
    ...variableViolations(groupVariable(props), sidecar.environment ?? {}, sidecar.secureEnvironment ?? {}),
  ];
}

function sizeViolations(size: ContainerSize): Violation[] {
  return [
    ...SIZE.outside(CPU_CORES, size.cpuCores, "cpuCores"),
    ...SIZE.outside(MEMORY_GIB, size.memoryGib, "memoryGib"),
  ];
}
