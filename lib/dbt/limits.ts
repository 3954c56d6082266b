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

/** Concurrent connections of dbt to the database. Source: dbt, profiles.yml, threads. */
export const DEFAULT_THREADS = 4;
