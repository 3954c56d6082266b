import { Duration } from "../../core/duration";
import { Range } from "../../core/range";

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
