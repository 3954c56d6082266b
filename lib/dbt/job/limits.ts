import { Duration } from "../../core/duration";
import { Range } from "../../core/range";

/** dbt itself is small; its models run in the warehouse. Source: this library. */
export const DEFAULT_DBT_CPU_CORES = 1;
export const DEFAULT_DBT_MEMORY_GIB = 2;

/** In what part of a core or GiB sizes are counted. Source: Microsoft, containers in Azure Container Apps: two decimals. */
export const SIZE_UNITS = 100;

/** From the start of dbt's container. Source: this library. */
export const DEFAULT_RUN_TIMEOUT = Duration.minutes(90);
/** By how much whoever waits for a run waits longer, unless told otherwise: images are pulled before, the group ends after. */
const RUN_MARGIN = Duration.minutes(30);

/** How long whoever waits for a run waits. */
export function longerThan(runTimeout: Duration): Duration {
  return Duration.seconds(runTimeout.toSeconds() + RUN_MARGIN.toSeconds());
}

/** How long dbt may run. Source: this library, against slips: a week. */
export const RUN_TIMEOUT = new Range(1, 604_800, "seconds");

/** Runs whose artifacts stay on the share: with a manifest of 10 MB a tenth of a share of the default size at most. Source: this library. */
export const DEFAULT_KEPT_RUNS = 20;
export const KEPT_RUNS = new Range(0, 1000, "runs");
