import { Duration } from "../core/duration";
import { SECONDS_PER_DAY, SECONDS_PER_HOUR, SECONDS_PER_MINUTE } from "../core/limits";
import { DAYS_PER_WEEK, LONGEST_MONTH_DAYS } from "./limits";
import { Recurrence, TriggerFrequency, Weekday } from "./recurrence";

/** Seconds of one unit, of a month the most. */
const UNIT: Readonly<Record<TriggerFrequency, number>> = {
  [TriggerFrequency.MINUTE]: SECONDS_PER_MINUTE,
  [TriggerFrequency.HOUR]: SECONDS_PER_HOUR,
  [TriggerFrequency.DAY]: SECONDS_PER_DAY,
  [TriggerFrequency.WEEK]: DAYS_PER_WEEK * SECONDS_PER_DAY,
  [TriggerFrequency.MONTH]: LONGEST_MONTH_DAYS * SECONDS_PER_DAY,
};

const DAYS = Object.values(Weekday);

/**
 * The longest time between two runs in a row: of those within one unit, or from the last of one to the first of the
 * next. Where clocks are put back an hour, it is an hour longer once a year.
 */
export function longestGap(recurrence: Recurrence): Duration {
  const { frequency, interval = 1, timeZone = "UTC" } = recurrence;
  const period = interval * UNIT[frequency];
  const moments = momentsOf(recurrence);
  const gaps = moments.map((moment, index) => (moments[index + 1] ?? period + moments[0]) - moment);
  const byClock = UNIT[frequency] >= SECONDS_PER_DAY && timeZone !== "UTC";
  return Duration.seconds(Math.max(...gaps) + (byClock ? SECONDS_PER_HOUR : 0));
}

/** Seconds since the beginning of a unit at which it runs, in order; without any it is one, whichever. */
function momentsOf({ frequency, hours, minutes = [0], weekdays }: Recurrence): number[] {
  if (frequency === TriggerFrequency.MINUTE || frequency === TriggerFrequency.HOUR) {
    return [0];
  }
  const days = (weekdays ?? [DAYS[0]]).map((day) => DAYS.indexOf(day) * SECONDS_PER_DAY);
  const ofDay = (hours ?? [0]).flatMap((hour) =>
    minutes.map((minute) => hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE),
  );
  const all = days.flatMap((day) => ofDay.map((time) => day + time));
  return [...new Set(all)].sort((one, other) => one - other);
}
