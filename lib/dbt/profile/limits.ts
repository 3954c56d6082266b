import { Range } from "../../core/range";

/** How long one statement may take. Source: PostgreSQL, statement_timeout; dbt-sqlserver 1.12, query_timeout, which counts in seconds; this library, against slips: a week. */
export const STATEMENT_TIMEOUT = new Range(1, 604_800, "seconds");

/** Concurrent connections of dbt to the database. Source: dbt, profiles.yml, threads. */
export const DEFAULT_THREADS = 4;
/** Source: this library, against slips; dbt names no upper limit. */
export const THREADS = new Range(1, 1000, "threads");
