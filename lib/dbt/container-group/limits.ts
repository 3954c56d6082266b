import { Range } from "../../core/range";

/** Volumes of one group: fewer than its 60 containers could use. Source: Microsoft, Azure Container Instances quotas: 20, fixed. */
export const VOLUMES_PER_GROUP = 20;

/**
 * Cores and memory of one container, and of all in a group together. Source: Microsoft, Azure Container Instances resource
 * availability, standard containers: 31 and 240 for a group, fixed; the least is this library's.
 */
export const CPU_CORES = new Range(0.1, 31, "cores", false);
export const MEMORY_GIB = new Range(0.1, 240, "GiB", false);

/** The azbridge sidecar only moves bytes. Source: this library. */
export const DEFAULT_SIDECAR_CPU_CORES = 0.5;
export const DEFAULT_SIDECAR_MEMORY_GIB = 0.5;
