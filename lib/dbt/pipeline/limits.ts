import { Duration } from "../../core/duration";
import { Range } from "../../core/range";

/** How long Data Factory waits for a run. Source: as of an Until, a week; at least five minutes: this library. */
export const PIPELINE_TIMEOUT = new Range(300, 604_800, "seconds");

/** Between two looks at a run: each is four activity runs, which are paid for. Source: this library. */
export const DEFAULT_RUN_POLL_INTERVAL = Duration.minutes(1);
export const RUN_POLL_INTERVAL = new Range(10, 3600, "seconds");

/** Attempts after the first, of a call that Azure throttles or does not answer. Source: this library. */
export const RUN_CALL_RETRIES = 3;
export const RUN_CALL_RETRY_INTERVAL = Duration.minutes(1);
export const RUN_CALL_TIMEOUT = Duration.minutes(1);

/** From dbt's end until the other containers have ended, too: a run that waits for this one begins right after it. Source: this library. */
export const RUN_WIND_DOWN = Duration.seconds(15);

/** Restarts of the dbt container in one run that are still taken for the platform's own, as when a host is replaced. Source: this library. */
export const RUN_RESTARTS = 3;

/** By how much the clocks of Data Factory and of a group's host may differ. Source: this library. */
export const RUN_CLOCK_TOLERANCE = Duration.minutes(5);

/** What Data Factory counts times in. Source: Microsoft, expressions and functions in Azure Data Factory, ticks: 100 nanoseconds. */
export const TICKS_PER_SECOND = 10_000_000;
