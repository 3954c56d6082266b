import { Duration } from "../core/duration";
import { Range } from "../core/range";

/** Volumes of one group: fewer than its 60 containers could use. Source: Microsoft, Azure Container Instances quotas. */
export const VOLUMES_PER_GROUP = 20;

/** Cores and memory of one container. Source: Microsoft, Azure Container Instances resource availability. */
export const CPU_CORES = new Range(0.1, 31, "cores", false);
export const MEMORY_GIB = new Range(0.1, 240, "GiB", false);

/** dbt itself is small; its models run in the warehouse. */
export const DEFAULT_DBT_CPU_CORES = 1;
export const DEFAULT_DBT_MEMORY_GIB = 2;

/** The azbridge sidecar only moves bytes. */
export const DEFAULT_SIDECAR_CPU_CORES = 0.5;
export const DEFAULT_SIDECAR_MEMORY_GIB = 0.5;

/**
 * A replica of a Container Apps job in the consumption profile, all its containers together: cores in steps, and memory
 * in proportion. Source: Microsoft, containers in Azure Container Apps, allocations.
 */
export const REPLICA_CPU_CORES = new Range(0.25, 4, "cores", false);
export const REPLICA_CPU_STEP = 0.25;
export const REPLICA_GIB_PER_CORE = 2;

/** In what part of a core or GiB Container Apps counts. Source: as above, two decimals. */
export const SIZE_UNITS = 100;

/** Of a Container Apps job: its defaults add up to what a replica may have, and so do further sidecars. */
export const DEFAULT_APP_SIDECAR_CPU_CORES = 0.5;
export const DEFAULT_APP_SIDECAR_MEMORY_GIB = 1;

/** How long one replica of a Container Apps job may run. Azure documents no limit; a run of a week is a mistake. */
export const DEFAULT_REPLICA_TIMEOUT = Duration.hours(2);
export const REPLICA_TIMEOUT = new Range(1, 604_800, "seconds");

/** Replicas after the first that failed. Azure documents no limit. */
export const REPLICA_RETRIES = new Range(0, 10, "retries");

/** Fields of a schedule, with what may stand in each. Source: Microsoft, jobs in Azure Container Apps: standard cron, five fields. */
export const CRON_FIELDS = [
  new Range(0, 59, "minute"),
  new Range(0, 23, "hour"),
  new Range(1, 31, "day of the month"),
  new Range(1, 12, "month"),
  new Range(0, 6, "day of the week"),
];

/** How often a container looks at what the other one wrote. */
export const DEFAULT_POLL_INTERVAL = Duration.milliseconds(100);
export const POLL_INTERVAL_SECONDS = new Range(0.05, 5, "seconds", false);

/** Both ends up, the path proven. */
export const DEFAULT_STARTUP_TIMEOUT = Duration.minutes(2);

/** Images are pulled one by one, so one container may run minutes before another starts. */
export const DEFAULT_PARTNER_TIMEOUT = Duration.minutes(15);

export const DEFAULT_HEARTBEAT = Duration.seconds(1);
export const DEFAULT_HEARTBEAT_TIMEOUT = Duration.seconds(30);

/** Heartbeats that may fail to arrive before the other container counts as dead. */
export const MISSED_HEARTBEATS = 5;

/** Polls in a heartbeat, so that the counter moves on time although polls are late. */
export const POLLS_PER_HEARTBEAT = 2;

/** Between SIGTERM and SIGKILL. */
export const DEFAULT_TERMINATION_GRACE = Duration.seconds(4);

/** The original design's probe: first look after 10 s, then every 5 s. */
export const DEFAULT_PROBE_INITIAL_DELAY = Duration.seconds(10);
export const DEFAULT_PROBE_PERIOD = Duration.seconds(5);
export const DEFAULT_PROBE_TIMEOUT = Duration.seconds(5);
export const DEFAULT_PROBE_FAILURE_THRESHOLD = 3;

/** The provider sends no probe figure that is not positive, and Azure counts in whole seconds. */
export const PROBE_FIGURES = new Range(1, 3600, "as a whole number");

/** What the bridge may need from its start until the semaphore is written, on a slow share. */
export const SEMAPHORE_WRITTEN_WITHIN = Duration.seconds(5);

/** Runs whose artifacts stay on the share: with a manifest of 10 MB a tenth of a share of the default size at most. */
export const DEFAULT_KEPT_RUNS = 20;
export const KEPT_RUNS = new Range(0, 1000, "runs");

/** How long Data Factory waits for a run. */
export const DEFAULT_RUN_TIMEOUT = Duration.hours(2);
export const RUN_TIMEOUT = new Range(300, 604_800, "seconds");

/** Between two looks at a run: each is four activity runs, which are paid for. */
export const DEFAULT_RUN_POLL_INTERVAL = Duration.minutes(1);
export const RUN_POLL_INTERVAL = new Range(10, 3600, "seconds");

/** Attempts after the first, of a call that Azure throttles or does not answer. */
export const RUN_CALL_RETRIES = 3;
export const RUN_CALL_RETRY_INTERVAL = Duration.minutes(1);
export const RUN_CALL_TIMEOUT = Duration.minutes(1);

/** From dbt's end until the other containers have ended, too: a run that waits for this one begins right after it. */
export const RUN_WIND_DOWN = Duration.seconds(15);

/** Restarts of the dbt container in one run that are still taken for the platform's own, as when a host is replaced. */
export const RUN_RESTARTS = 3;

/** By how much the clocks of Data Factory and of a group's host may differ. Source: this library. */
export const RUN_CLOCK_TOLERANCE = Duration.minutes(5);

/**
 * Exit codes of the dbt container that mean something. Source: dbt, exit codes (0, 1, 2); this library's scripts (69,
 * EX_UNAVAILABLE, and 75, EX_TEMPFAIL); POSIX: 128 and the number of a signal.
 */
export const EXIT_CODE = {
  SUCCEEDED: 0,
  MODEL_FAILED: 1,
  DBT_FAILED: 2,
  UNAVAILABLE: 69,
  ARMED: 75,
  KILLED: 137,
  TERMINATED: 143,
} as const;

/** Concurrent connections of dbt to the database. Source: dbt, profiles.yml, threads. */
export const DEFAULT_THREADS = 4;
