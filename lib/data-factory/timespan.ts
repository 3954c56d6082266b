import { Duration } from "../core/duration";
import { SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from "../core/limits";
import { TIMESPAN_DIGITS } from "./limits";

/** A length of time as Data Factory writes it, in whole seconds: `1.02:30:00` for a day, two hours and a half. */
export function timespan(duration: Duration): string {
  const seconds = Math.round(duration.toSeconds());
  const days = Math.floor(seconds / SECONDS_PER_DAY);
  const clock = [
    Math.floor((seconds % SECONDS_PER_DAY) / SECONDS_PER_HOUR),
    Math.floor((seconds % SECONDS_PER_HOUR) / SECONDS_PER_MINUTE),
    seconds % SECONDS_PER_MINUTE,
  ];
  return `${days}.${clock.map((part) => String(part).padStart(TIMESPAN_DIGITS, "0")).join(":")}`;
}
