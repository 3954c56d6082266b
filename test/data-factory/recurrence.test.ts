import * as fc from "fast-check";
import { findWindows, WINDOWS_TO_IANA_MAP } from "windows-iana";
import { Recurrence, TriggerFrequency, Weekday } from "../../lib";
import { longestGap } from "../../lib/data-factory/longest-gap";
import { recurrenceViolations } from "../../lib/data-factory/recurrence";
import { WINDOWS_TIME_ZONES } from "../../lib/data-factory/windows-time-zones";

const { MINUTE, HOUR, DAY, WEEK, MONTH } = TriggerFrequency;

describe("the longest time between two runs", () => {
  test.each<[string, Recurrence, number]>([
    ["every quarter of an hour", { frequency: MINUTE, interval: 15 }, 0.25],
    ["every six hours", { frequency: HOUR, interval: 6 }, 6],
    ["every day", { frequency: DAY }, 24],
    ["every day at two, at six, and at eight", { frequency: DAY, hours: [8, 2, 6] }, 18],
    ["at both ends of a day", { frequency: DAY, hours: [0, 23], minutes: [0, 30] }, 22.5],
    ["every third day", { frequency: DAY, interval: 3, hours: [2, 14] }, 60],
    ["on two days of the week", { frequency: WEEK, weekdays: [Weekday.FRIDAY, Weekday.MONDAY] }, 96],
    ["on a day of every second week", { frequency: WEEK, interval: 2, weekdays: [Weekday.FRIDAY] }, 336],
    ["every month", { frequency: MONTH }, 31 * 24],
    ["every day where clocks change", { frequency: DAY, timeZone: "W. Europe Standard Time" }, 25],
    ["every hour where clocks change", { frequency: HOUR, timeZone: "W. Europe Standard Time" }, 1],
    ["every day by UTC", { frequency: DAY, timeZone: "UTC" }, 24],
  ])("%s", (_, recurrence, hours) => {
    expect(longestGap(recurrence).toSeconds() / 3600).toBe(hours);
  });

  test("is what a clock shows that goes through every minute of some weeks", () => {
    const days = Object.values(Weekday);
    const some = <T>(values: readonly T[]) => fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
    const weekly = fc.record({
      hours: some([0, 2, 5, 13, 23]),
      minutes: some([0, 15, 59]),
      weekdays: some(days),
    });
    fc.assert(
      fc.property(weekly, fc.integer({ min: 1, max: 3 }), (times, interval) => {
        const { weekdays = [Weekday.MONDAY], hours = [0], minutes = [0] } = times;
        const runs: number[] = [];
        for (let minute = 0; minute < 7 * 7 * 24 * 60; minute += 1) {
          const day = Math.floor(minute / (24 * 60));
          const isDay = Math.floor(day / 7) % interval === 0 && weekdays.includes(days[day % 7]);
          if (isDay && hours.includes(Math.floor(minute / 60) % 24) && minutes.includes(minute % 60)) runs.push(minute);
        }
        const gaps = runs.slice(1).map((minute, index) => minute - runs[index]);
        expect(longestGap({ frequency: WEEK, interval, ...times }).toSeconds() / 60).toBe(Math.max(...gaps));
      }),
      { numRuns: 12 },
    );
  });
});

describe("time zones", () => {
  const said = (timeZone: string) => recurrenceViolations({ frequency: DAY, timeZone }).join();

  const isIn = (windowsName: string, iana: string): boolean =>
    findWindows(iana as never).includes(windowsName as never) ||
    WINDOWS_TO_IANA_MAP.some((one) => one.windowsName === windowsName && one.iana.includes(iana as never));

  test("are those of Unicode's table, each with the names that IANA has for it", () => {
    const windows = new Set(WINDOWS_TO_IANA_MAP.map(({ windowsName }) => windowsName));
    expect(Object.keys(WINDOWS_TIME_ZONES).sort()).toEqual([...windows].sort());
    const wrong = Object.entries(WINDOWS_TIME_ZONES).flatMap(([name, iana]) =>
      iana
        .split(" ")
        .filter((one) => one !== "" && one !== "UTC" && !isIn(name, one))
        .map((one) => `${one} in ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("are taken by Windows' names", () => {
    expect(Object.keys(WINDOWS_TIME_ZONES).filter((name) => said(name) !== "")).toEqual([]);
  });

  test.each([
    ["Europe/Berlin", 'Europe/Berlin is "W. Europe Standard Time" there.'],
    ["asia/calcutta", 'asia/calcutta is "India Standard Time" there.'],
    ["w. europe standard time", 'w. europe standard time is "W. Europe Standard Time" there.'],
    ["CET", "or leave it out for UTC."],
    ["", "or leave it out for UTC."],
  ])("%j is answered with the right one, where there is one", (given, advice) => {
    expect(said(given)).toMatch(/^\[data-factory\/time-zone\]/);
    expect(said(given).endsWith(advice)).toBe(true);
  });
});
