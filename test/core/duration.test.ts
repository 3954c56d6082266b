import { Duration } from "../../lib";
import { refusalOf } from "../support/plan";

describe("Duration", () => {
  test.each([
    ["milliseconds", Duration.milliseconds(1500), 1.5],
    ["seconds", Duration.seconds(90), 90],
    ["minutes", Duration.minutes(10), 600],
    ["hours", Duration.hours(2), 7200],
    ["days", Duration.days(7), 604_800],
    ["nothing", Duration.seconds(0), 0],
  ])("counts in %s", (_unit, duration, seconds) => {
    expect(duration.toSeconds()).toBe(seconds);
    expect(duration.toDays()).toBe(seconds / 86_400);
    expect(duration.toString()).toBe(`${seconds}s`);
  });

  test.each([
    [() => Duration.milliseconds(-1), "-1 milliseconds"],
    [() => Duration.seconds(NaN), "NaN seconds"],
    [() => Duration.minutes(-0.5), "-0.5 minutes"],
    [() => Duration.hours(Infinity), "Infinity hours"],
    [() => Duration.days(-1), "-1 days"],
    [() => Duration.days(Number.MAX_VALUE), "1.7976931348623157e+308 days"],
  ])("fails if the amount is negative or not finite: %p", (program, given) => {
    expect(refusalOf(program)).toBe(
      `Duration: [core/duration] given ${given}. A length of time is a finite number that is not negative. Give a number of 0 or more.`,
    );
  });
});
