import { Range } from "../../core/range";

/** How long one statement may take. Source: PostgreSQL, statement_timeout; dbt-sqlserver 1.12, query_timeout, which counts in seconds. */
export const STATEMENT_TIMEOUT = new Range(1, 604_800, "seconds");

/** Concurrent connections of dbt to the database. Source: dbt, profiles.yml, threads. */
export const DEFAULT_THREADS = 4;
/** dbt names no upper limit; as many at once are a mistake. */
export const THREADS = new Range(1, 1000, "threads");
