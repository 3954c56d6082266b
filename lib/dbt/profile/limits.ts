/** Concurrent connections of dbt to the database. Source: dbt, profiles.yml, threads. */
export const DEFAULT_THREADS = 4;
