import { IConstruct } from "constructs";
import { nameViolations } from "../core/resource-name";
import { Rule, Violation, refuse } from "../core/rule";
import { clashesWithin } from "../tunnel/bind-addresses";
import { ContainerSize } from "./container-size";
import { Coordination } from "./coordination";
import { DbtJobProps } from "./dbt-job-props";
import { BRIDGE_CONTAINER, DBT_CONTAINER, commandOf, groupVariable } from "./job-containers";
import { dbtVariables, variableViolations } from "./job-environment";
import { semaphoreVolumeName, volumeCount } from "./job-volumes";
import { CPU_CORES, MEMORY_GIB, VOLUMES_PER_GROUP } from "./limits";
import { FINGERPRINT_VARIABLE, runOnDeployViolations } from "./run-on-deploy";
import { Sidecar } from "./sidecar";

const PROFILE_FORWARD = new Rule({
  id: "dbt/profile-forward",
  why: "dbt would look for its database where no tunnel leads.",
  fix: "Name the profile's forward among the job's forwards.",
  source: "this library: coordination protocol",
});

const CONTAINERS = new Rule({
  id: "dbt/containers",
  why: "Containers of one group are told apart by their names.",
  fix: `Give every sidecar a name of its own; '${DBT_CONTAINER}' and '${BRIDGE_CONTAINER}' are taken.`,
  source: "Microsoft: Azure Container Instances container groups",
});

const VOLUMES = new Rule({
  id: "dbt/volumes",
  why: "Azure takes no more volumes in one group, and every container brings one of its own, on an Azure Files share two.",
  fix: `Use fewer sidecars, so that there are at most ${VOLUMES_PER_GROUP} volumes.`,
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
export function refuseJob(job: IConstruct, props: DbtJobProps): void {
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
      job,
      {
        ...dbtVariables(props.groupName, commandOf(props).select, props.profile),
        ENV_DWH_DATABASE_PASSWD: "",
        [FINGERPRINT_VARIABLE]: "",
      },
      { plain: props.environment, secure: props.secureEnvironment },
    ),
    [props.dbtSize, props.azbridgeSize].flatMap((size) => (size === undefined ? [] : sizeViolations(size))),
    runOnDeployViolations(props.runOnDeploy ?? true, props.coordination),
    volumeViolations(sidecars, props),
    sidecars.flatMap((sidecar, index) => sidecarViolations(job, sidecar, sidecars.slice(0, index), props)),
  );
}

function volumeViolations(sidecars: readonly Sidecar[], { coordination }: DbtJobProps): Violation[] {
  const containers = [DBT_CONTAINER, BRIDGE_CONTAINER, ...sidecars.map(({ containerName }) => containerName)];
  const count = volumeCount(containers, coordination ?? Coordination.emptyDir());
  return VOLUMES.when(count > VOLUMES_PER_GROUP, `${sidecars.length} sidecars, which makes ${count} volumes`);
}

function sidecarViolations(
  job: IConstruct,
  sidecar: Sidecar,
  others: readonly Sidecar[],
  props: DbtJobProps,
): Violation[] {
  const taken = [DBT_CONTAINER, BRIDGE_CONTAINER, ...others.map(({ containerName }) => containerName)];
  const named = nameViolations("container", sidecar.containerName);
  return [
    ...named,
    ...(named.length > 0 ? [] : nameViolations("containerVolume", semaphoreVolumeName(sidecar.containerName))),
    ...CONTAINERS.when(taken.includes(sidecar.containerName), `"${sidecar.containerName}" twice`),
    ...SIDECAR_COMMAND.when(sidecar.command.length === 0, "no command"),
    ...(sidecar.size === undefined ? [] : sizeViolations(sidecar.size)),
    ...variableViolations(job, groupVariable(props), {
      plain: sidecar.environment,
      secure: sidecar.secureEnvironment,
    }),
  ];
}

function sizeViolations(size: ContainerSize): Violation[] {
  return [
    ...SIZE.outside(CPU_CORES, size.cpuCores, "cpuCores"),
    ...SIZE.outside(MEMORY_GIB, size.memoryGib, "memoryGib"),
  ];
}
