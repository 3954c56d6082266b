import { Token } from "cdktf";
import { Rule, Violation } from "../core/rule";
import { isUtcTime } from "../core/utc-time";
import { TRIGGER_HOURS, TRIGGER_INTERVAL, TRIGGER_MINUTES } from "./limits";
import { timeZoneViolations } from "./time-zone";

const SCHEDULE = new Rule({
  id: "data-factory/trigger-schedule",
  why: "Data Factory has no such schedule.",
  fix: "Give hours, minutes and days that exist, hours and minutes to a trigger by day, week or month, and days of the week to one by week.",
  source: "Microsoft: Azure Data Factory, schedule triggers",
});

const TIME = new Rule({
  id: "data-factory/trigger-time",
  why: "azurerm takes start and end of a trigger in RFC 3339 alone, and what another offset than that of UTC means beside a timeZone is documented nowhere.",
  fix: "Write a time that exists, in UTC, as 2026-01-31T04:00:00Z, and an end after the start.",
  source: "azurerm 4.55.0: azurerm_data_factory_trigger_schedule; Microsoft: Azure Data Factory, schedule triggers",
});

/** Unit in which a trigger recurs. */
export enum TriggerFrequency {
  /** Every minute. */
  MINUTE = "Minute",
  /** Every hour. */
  HOUR = "Hour",
  /** Every day. */
  DAY = "Day",
  /** Every week. */
  WEEK = "Week",
  /** Every month. */
  MONTH = "Month",
}

/** Day of the week. */
export enum Weekday {
  /** Monday. */
  MONDAY = "Monday",
  /** Tuesday. */
  TUESDAY = "Tuesday",
  /** Wednesday. */
  WEDNESDAY = "Wednesday",
  /** Thursday. */
  THURSDAY = "Thursday",
  /** Friday. */
  FRIDAY = "Friday",
  /** Saturday. */
  SATURDAY = "Saturday",
  /** Sunday. */
  SUNDAY = "Sunday",
}

/** When a pipeline runs by itself. */
export interface Recurrence {
  /** Unit in which it recurs. */
  readonly frequency: TriggerFrequency;
  /**
   * Every how many units, 1-1000.
   *
   * @default 1
   */
  readonly interval?: number;
  /**
   * Hours of the day, 0-23; by day, week or month only.
   *
   * @default - that of the start
   */
  readonly hours?: number[];
  /**
   * Minutes of the hour, 0-59; by day, week or month only.
   *
   * @default - that of the start
   */
  readonly minutes?: number[];
  /**
   * Days; by week only.
   *
   * @default - that of the start
   */
  readonly weekdays?: Weekday[];
  /**
   * When it begins, in UTC, for example `2026-01-31T04:00:00Z`; so Azure takes it beside another timeZone too [assumed A10].
   *
   * @default - when it is made
   */
  readonly startTime?: string;
  /**
   * When it ends, in UTC, for example `2027-01-31T04:00:00Z`; so Azure takes it beside another timeZone too [assumed A10].
   *
   * @default - never
   */
  readonly endTime?: string;
  /**
   * Time zone of hours and minutes, as Windows calls it and in its spelling, for example `W. Europe Standard Time`.
   *
   * @default "UTC"
   */
  readonly timeZone?: string;
}

/** What is wrong with when something recurs. */
export function recurrenceViolations(given: Recurrence): Violation[] {
  return [
    ...scheduleViolations(given),
    ...timeViolations(given.startTime, "startTime"),
    ...timeViolations(given.endTime, "endTime"),
    ...orderViolations(given),
    ...(given.timeZone === undefined ? [] : timeZoneViolations(given.timeZone)),
  ];
}

function scheduleViolations(given: Recurrence): Violation[] {
  const { frequency, hours = [], minutes = [], weekdays = [] } = given;
  const lists = { hours: given.hours, minutes: given.minutes, weekdays: given.weekdays };
  const byClock = [TriggerFrequency.DAY, TriggerFrequency.WEEK, TriggerFrequency.MONTH].includes(frequency);
  return [
    ...SCHEDULE.outside(TRIGGER_INTERVAL, given.interval, "interval"),
    ...hours.flatMap((hour) => SCHEDULE.outside(TRIGGER_HOURS, hour, "hour")),
    ...minutes.flatMap((minute) => SCHEDULE.outside(TRIGGER_MINUTES, minute, "minute")),
    ...Object.entries(lists).flatMap(([what, list]) => SCHEDULE.when(list?.length === 0, `${what} without any in it`)),
    ...SCHEDULE.when(!byClock && hours.length + minutes.length > 0, `hours or minutes with the frequency ${frequency}`),
    ...SCHEDULE.when(
      frequency !== TriggerFrequency.WEEK && weekdays.length > 0,
      `weekdays with the frequency ${frequency}`,
    ),
  ];
}

function orderViolations({ startTime, endTime }: Recurrence): Violation[] {
  const [start, end] = [startTime, endTime].map((time) => Date.parse(time ?? "")); // NaN, before nothing, where it is not known
  return TIME.when(end <= start, `endTime "${endTime}" with startTime "${startTime}", so that it never fires`);
}

function timeViolations(time: string | undefined, what: string): Violation[] {
  const exists = time === undefined || Token.isUnresolved(time) || isUtcTime(time);
  return TIME.when(!exists, `${what} "${time}"`);
}
