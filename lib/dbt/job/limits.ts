import { Range } from "../../core/range";

/** dbt itself is small; its models run in the warehouse. */
export const DEFAULT_DBT_CPU_CORES = 1;
export const DEFAULT_DBT_MEMORY_GIB = 2;

/** Runs whose artifacts stay on the share: with a manifest of 10 MB a tenth of a share of the default size at most. */
export const DEFAULT_KEPT_RUNS = 20;
export const KEPT_RUNS = new Range(0, 1000, "runs");
