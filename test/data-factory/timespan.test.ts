import { Duration } from "../../lib";
import { timespan } from "../../lib/data-factory/timespan";

test.each([
  [Duration.seconds(0), "0.00:00:00"],
  [Duration.seconds(59.6), "0.00:01:00"],
  [Duration.minutes(90), "0.01:30:00"],
  [Duration.hours(26.5), "1.02:30:00"],
  [Duration.days(7), "7.00:00:00"],
])("%s is %s to Data Factory", (duration, text) => {
  expect(timespan(duration)).toBe(text);
});
