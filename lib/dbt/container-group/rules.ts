import { IConstruct } from "constructs";
import { ownNameViolations } from "../../core/one-name";
import { nameViolations } from "../../core/resource-name";
import { Range } from "../../core/range";
import { Rule, Violation, refuse } from "../../core/rule";
import { ContainerSize } from "../job/container-size";
import { BRIDGE_CONTAINER, DBT_CONTAINER } from "../job/containers";
import { JobDefinition } from "../job/definition";
import { jobViolations } from "../job/rules";
import { together } from "../job/together";
import { GroupDefinition } from "./definition";
import { CPU_CORES, MEMORY_GIB, VOLUMES_PER_GROUP } from "./limits";
import { runOnDeployViolations } from "./run-on-deploy";
import { semaphoreVolumeName, volumeCount } from "./volumes";

const VOLUMES = new Rule({
  id: "dbt/volumes",
  why: "Azure takes no more volumes in one group, and every container brings one of its own, on an Azure Files share two.",
  fix: `Use fewer sidecars, so that there are at most ${VOLUMES_PER_GROUP} volumes.`,
  source: "Microsoft: Azure Container Instances quotas",
});

const SIZE = new Rule({
  id: "dbt/container-size",
  why: "Azure runs no container of that size, or not all of them in one group.",
  fix: `Let every container have, and all of them together, ${CPU_CORES.toString()} and ${MEMORY_GIB.toString()}; a region may be short of more than 4 cores and 16 GiB.`,
  source: "Microsoft: Azure Container Instances resource availability",
});

/** Throws everything that is wrong with a job in a container group. */
export function refuseGroup(at: IConstruct, job: GroupDefinition, resourceGroupName: string): void {
  const sizes = [job.dbtSize, job.azbridgeSize, ...job.sidecars.map(({ size }) => size)];
  refuse(
    at,
    ownNameViolations(at, "containerGroup", resourceGroupName, job.jobName),
    jobViolations(at, job),
    runOnDeployViolations(job),
    volumeViolations(job),
    sizeViolations(sizes, "cpuCores", CPU_CORES),
    sizeViolations(sizes, "memoryGib", MEMORY_GIB),
  );
}

function volumeViolations(job: JobDefinition): Violation[] {
  const sidecars = job.sidecars.map(({ containerName }) => containerName);
  const named = sidecars.filter((name) => nameViolations("container", name).length === 0);
  const count = volumeCount([DBT_CONTAINER, BRIDGE_CONTAINER, ...sidecars], job.coordination);
  return [
    ...named.flatMap((name) => nameViolations("containerVolume", semaphoreVolumeName(name))),
    ...VOLUMES.when(count > VOLUMES_PER_GROUP, `${sidecars.length} sidecars, which makes ${count} volumes`),
  ];
}

/** Of each container, and of all together where none is wrong by itself. */
function sizeViolations(sizes: readonly ContainerSize[], figure: keyof ContainerSize, allowed: Range): Violation[] {
  return sizes.every((size) => allowed.admits(size[figure]))
    ? SIZE.outside(allowed, together(sizes, figure), `for all containers together ${figure}`)
    : sizes.flatMap((size) => SIZE.outside(allowed, size[figure], figure));
}
