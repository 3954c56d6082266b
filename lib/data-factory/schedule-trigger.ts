import { DataFactoryTriggerSchedule } from "@cdktf/provider-azurerm/lib/data-factory-trigger-schedule";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { literal } from "../core/literal";
import { nameViolations } from "../core/resource-name";
import { Rule, Violation, refuse } from "../core/rule";
import { TRIGGER_HOURS, TRIGGER_INTERVAL, TRIGGER_MINUTES } from "./limits";
import { takeName } from "./one-name";
import { IPipeline } from "./pipeline";

const SCHEDULE = new Rule({
  id: "data-factory/trigger-schedule",
  why: "Data Factory has no such schedule.",
  fix: "Give hours, minutes and days that exist, hours and minutes to a trigger by day, week or month, and days of the week to one by week.",
  source: "Microsoft: Azure Data Factory, schedule triggers",
});

const TIME = new Rule({
  id: "data-factory/trigger-time",
  why: "azurerm takes start and end of a trigger in RFC 3339 alone, and what another offset than that of UTC means beside a timeZone is documented nowhere.",
  fix: "Write a time that exists, in UTC, as 2026-01-31T04:00:00Z.",
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
   * When it begins, in UTC, for example `2026-01-31T04:00:00Z`; so Azure takes it beside another timeZone too [assumed].
   *
   * @default - when it is made
   */
  readonly startTime?: string;
  /**
   * When it ends, in UTC, for example `2027-01-31T04:00:00Z`; so Azure takes it beside another timeZone too [assumed].
   *
   * @default - never
   */
  readonly endTime?: string;
  /**
   * Time zone of hours and minutes, as Windows calls it, for example `W. Europe Standard Time`.
   *
   * @default "UTC"
   */
  readonly timeZone?: string;
}

/** How to make a {@link ScheduleTrigger}. */
export interface ScheduleTriggerProps extends Recurrence {
  /** The pipeline that it runs; the trigger lies in its factory. */
  readonly pipeline: IPipeline;
  /** 1-260 characters, none of `<>*#.%&:\+?/`. */
  readonly triggerName: string;
  /**
   * Texts for the pipeline's parameters, by name.
   *
   * @default - their defaults
   */
  readonly parameters?: Record<string, string>;
  /**
   * Whether it fires.
   *
   * @default true
   */
  readonly activated?: boolean;
  /**
   * Free text shown to operators.
   *
   * @default - none
   */
  readonly description?: string;
}

/** Runs a pipeline by the clock; an active one is made once whatever a run needs is there, and its rights count. */
export class ScheduleTrigger extends Construct {
  /** Name within its factory. */
  public readonly triggerName: string;

  /** @throws `core/known-name`, `data-factory/trigger-name`, `data-factory/one-name`, `data-factory/trigger-schedule`, `data-factory/trigger-time` */
  constructor(scope: Construct, id: string, props: ScheduleTriggerProps) {
    super(scope, id);
    const { pipeline, hours, minutes, weekdays } = props;
    refuse(
      this,
      nameViolations("trigger", props.triggerName),
      takeName(this, pipeline.dataFactory.factoryName, "trigger", props.triggerName),
      scheduleViolations(props),
      timeViolations(props.startTime, "startTime"),
      timeViolations(props.endTime, "endTime"),
    );
    const parameters = Object.entries(props.parameters ?? {}).map(([name, text]) => [name, literal(text)] as const);
    const timed = [hours, minutes, weekdays].some((times) => times !== undefined);
    const activated = props.activated ?? true;
    new DataFactoryTriggerSchedule(this, "Resource", {
      name: props.triggerName,
      dataFactoryId: pipeline.dataFactory.resourceId,
      description: props.description,
      activated,
      frequency: props.frequency,
      interval: props.interval ?? 1,
      startTime: props.startTime,
      endTime: props.endTime,
      timeZone: props.timeZone ?? "UTC",
      schedule: timed ? { hours, minutes, daysOfWeek: weekdays } : undefined,
      pipeline: [
        {
          name: pipeline.pipelineName,
          parameters: parameters.length === 0 ? undefined : Object.fromEntries(parameters),
        },
      ],
      dependsOn: [pipeline.dependable, ...(activated ? pipeline.neededToRun : [])],
    });
    this.triggerName = props.triggerName;
  }
}

function scheduleViolations(given: Recurrence): Violation[] {
  const { frequency, hours = [], minutes = [], weekdays = [] } = given;
  const byClock = [TriggerFrequency.DAY, TriggerFrequency.WEEK, TriggerFrequency.MONTH].includes(frequency);
  return [
    ...SCHEDULE.outside(TRIGGER_INTERVAL, given.interval, "interval"),
    ...hours.flatMap((hour) => SCHEDULE.outside(TRIGGER_HOURS, hour, "hour")),
    ...minutes.flatMap((minute) => SCHEDULE.outside(TRIGGER_MINUTES, minute, "minute")),
    ...SCHEDULE.when(!byClock && hours.length + minutes.length > 0, `hours or minutes with the frequency ${frequency}`),
    ...SCHEDULE.when(
      frequency !== TriggerFrequency.WEEK && weekdays.length > 0,
      `weekdays with the frequency ${frequency}`,
    ),
  ];
}

function timeViolations(time: string | undefined, what: string): Violation[] {
  const utc = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]00:00)$/;
  const exists = time === undefined || Token.isUnresolved(time) || (utc.test(time) && !isNaN(Date.parse(time)));
  return TIME.when(!exists, `${what} "${time}"`);
}
