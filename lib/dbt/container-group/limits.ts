import { Range } from "../../core/range";

/** Volumes of one group: fewer than its 60 containers could use. Source: Microsoft, Azure Container Instances quotas. */
export const VOLUMES_PER_GROUP = 20;

/** Cores and memory of one container. Source: Microsoft, Azure Container Instances resource availability. */
export const CPU_CORES = new Range(0.1, 31, "cores", false);
export const MEMORY_GIB = new Range(0.1, 240, "GiB", false);

/** The azbridge sidecar only moves bytes. */
export const DEFAULT_SIDECAR_CPU_CORES = 0.5;
export const DEFAULT_SIDECAR_MEMORY_GIB = 0.5;
