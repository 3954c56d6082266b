import { Duration } from "../../core/duration";
import { Range } from "../../core/range";

/** How often a container looks at what the other one wrote. Source: this library. */
export const DEFAULT_POLL_INTERVAL = Duration.milliseconds(100);
export const POLL_INTERVAL_SECONDS = new Range(0.05, 5, "seconds", false);

/** Both ends up, the path proven. Source: this library. */
export const DEFAULT_STARTUP_TIMEOUT = Duration.minutes(2);

/** Images are pulled one by one, so one container may run minutes before another starts. Source: this library. */
export const DEFAULT_PARTNER_TIMEOUT = Duration.minutes(15);

/** Signs of life, and for how long one may be missing. Source: this library. */
export const DEFAULT_HEARTBEAT = Duration.seconds(1);
export const DEFAULT_HEARTBEAT_TIMEOUT = Duration.seconds(30);

/** Heartbeats that may fail to arrive before the other container counts as dead. */
export const MISSED_HEARTBEATS = 5;

/** Polls in a heartbeat, so that the counter moves on time although polls are late. */
export const POLLS_PER_HEARTBEAT = 2;

/**
 * From the first signal to SIGKILL: two thirds for SIGINT, on which alone dbt cancels its statements, the rest for SIGTERM.
 * A container has about ten seconds from its own SIGTERM on. Source: containerd and Docker; of Azure not documented.
 */
export const DEFAULT_TERMINATION_GRACE = Duration.seconds(6);

/** Longer than a listener needs to come back after a cut. Source: azbridge 0.16, up to 35 s seen. */
export const DEFAULT_PATH_TIMEOUT = Duration.minutes(2);

/** From SIGKILL to the end of what dbt left, for tidying up a share, and for the artifacts of an ended run: a second each. */
export const TIDYING = Duration.seconds(3);

/** The original design's probe: first look after 10 s, then every 5 s. */
export const DEFAULT_PROBE_INITIAL_DELAY = Duration.seconds(10);
export const DEFAULT_PROBE_PERIOD = Duration.seconds(5);
export const DEFAULT_PROBE_TIMEOUT = Duration.seconds(5);
export const DEFAULT_PROBE_FAILURE_THRESHOLD = 3;

/** The provider sends no probe figure that is not positive, and Azure counts in whole seconds. */
export const PROBE_FIGURES = new Range(1, 3600, "as a whole number");

/** What the bridge may need from its start until its counter moves: its host name is looked up before. */
export const COUNTER_WRITTEN_WITHIN = Duration.seconds(5);

/**
 * Exit codes of the dbt container that mean something. Source: dbt, exit codes (0, 1, 2); this library's scripts (69,
 * EX_UNAVAILABLE, 75, EX_TEMPFAIL, and 124, as timeout(1)); POSIX: 128 and the number of a signal.
 */
export const EXIT_CODE = {
  SUCCEEDED: 0,
  MODEL_FAILED: 1,
  DBT_FAILED: 2,
  UNAVAILABLE: 69,
  ARMED: 75,
  TIMED_OUT: 124,
  KILLED: 137,
  TERMINATED: 143,
} as const;
