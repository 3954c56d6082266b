import { Range } from "../../core/range";

/**
 * A replica of a Container Apps job in the consumption profile, all its containers together: cores in steps, and memory
 * in proportion. Source: Microsoft, containers in Azure Container Apps, allocations: 0.25 and 0.5Gi to 4.0 and 8.0Gi.
 */
export const REPLICA_CPU_CORES = new Range(0.25, 4, "cores", false);
export const REPLICA_CPU_STEP = 0.25;
export const REPLICA_GIB_PER_CORE = 2;

/** Of a Container Apps job: its defaults add up to what a replica may have, and so do further sidecars. Source: this library. */
export const DEFAULT_APP_SIDECAR_CPU_CORES = 0.5;
export const DEFAULT_APP_SIDECAR_MEMORY_GIB = 1;

/** How long one replica of a Container Apps job may run. Source: this library, against slips: a week; Azure documents no limit. */
export const REPLICA_TIMEOUT = new Range(1, 604_800, "seconds");

/** Replicas after the first that failed. Source: this library, against slips; Azure documents no limit. */
export const REPLICA_RETRIES = new Range(0, 10, "retries");

/** Fields of a schedule, with what may stand in each. Source: Microsoft, jobs in Azure Container Apps: standard cron, five fields. */
export const CRON_FIELDS = [
  new Range(0, 59, "minute"),
  new Range(0, 23, "hour"),
  new Range(1, 31, "day of the month"),
  new Range(1, 12, "month"),
  new Range(0, 6, "day of the week"),
];

/** Days of each month at the most, from January on. Source: the Gregorian calendar. */
export const DAYS_OF_MONTHS: readonly number[] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
