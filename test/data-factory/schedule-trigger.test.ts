import {
  Activity,
  Duration,
  ExecutePipelineActivity,
  Expression,
  GrantsInEffect,
  Pipeline,
  PipelineParameter,
  ScheduleTrigger,
  ScheduleTriggerProps,
  TriggerFrequency,
  WaitActivity,
  WebActivity,
  WebMethod,
  Weekday,
} from "../../lib";
import { MovingFactory } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { resources } from "../support/stack";

function triggerOf(
  given: Partial<ScheduleTriggerProps> = {},
  { stack, dataFactory } = new MovingFactory(),
  activities: Activity[] = [new WaitActivity("Wait", { time: Duration.seconds(1) })],
): Record<string, unknown> {
  const parameters = [PipelineParameter.text("Table", "")];
  const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities, parameters });
  new ScheduleTrigger(stack, "Nightly", {
    pipeline,
    triggerName: "nightly",
    frequency: TriggerFrequency.DAY,
    ...given,
  });
  return resources(stack, "azurerm_data_factory_trigger_schedule")[0];
}

test("a trigger runs its pipeline by the clock, once the pipeline is made", () => {
  expect(triggerOf()).toEqual({
    name: "nightly",
    data_factory_id: expect.stringMatching(/^\$\{azurerm_data_factory\.\S+\.id\}$/),
    activated: true,
    frequency: "Day",
    interval: 1,
    time_zone: "UTC",
    pipeline: [{ name: "load" }],
    depends_on: [expect.stringMatching(/^azapi_resource\.Load_\w+$/)],
  });
});

describe("what a run needs, by itself or in a pipeline that it runs,", () => {
  const orders = (activated?: boolean) => {
    const moving = new MovingFactory();
    const call = new WebActivity("Call", {
      method: WebMethod.GET,
      url: Expression.literal("https://azure.example/"),
      allowedBy: new GrantsInEffect(moving.stack, "Allowed"),
    });
    const pipeline = new Pipeline(moving.stack, "Inner", {
      dataFactory: moving.dataFactory,
      pipelineName: "inner",
      activities: [call],
    });
    const activities = [new ExecutePipelineActivity("Run it", { pipeline })];
    return triggerOf({ activated }, moving, activities).depends_on;
  };

  test("an active trigger waits for", () => {
    expect(orders()).toEqual([
      expect.stringMatching(/^azapi_resource\.Load_/),
      expect.stringMatching(/^time_sleep\.Allowed_/),
    ]);
  });

  test("one that does not fire needs not", () => {
    expect(orders(false)).toEqual([expect.stringMatching(/^azapi_resource\.Load_/)]);
  });
});

test("a trigger may say when, how often, in which time zone, and with which parameters", () => {
  const given = triggerOf({
    frequency: TriggerFrequency.WEEK,
    interval: 2,
    hours: [2, 14],
    minutes: [30],
    weekdays: [Weekday.MONDAY, Weekday.FRIDAY],
    startTime: "2026-01-31T04:00:00Z",
    endTime: "2027-01-31T04:00:00Z",
    timeZone: "W. Europe Standard Time",
    parameters: { table: "${x}" },
    activated: false,
    description: "At night",
  });
  expect(given).toMatchObject({
    activated: false,
    description: "At night",
    frequency: "Week",
    interval: 2,
    schedule: { hours: [2, 14], minutes: [30], days_of_week: ["Monday", "Friday"] },
    start_time: "2026-01-31T04:00:00Z",
    end_time: "2027-01-31T04:00:00Z",
    time_zone: "W. Europe Standard Time",
    pipeline: [{ name: "load", parameters: { table: "$${x}" } }],
  });
});

test.each<Partial<ScheduleTriggerProps>>([
  { interval: 0 },
  { interval: 1001 },
  { hours: [24] },
  { minutes: [60] },
  { frequency: TriggerFrequency.HOUR, minutes: [0] },
  { frequency: TriggerFrequency.MINUTE, hours: [0] },
  { weekdays: [Weekday.SUNDAY] },
  { hours: [] },
  { minutes: [] },
  { frequency: TriggerFrequency.WEEK, weekdays: [] },
])("a trigger fails if there is no such schedule: %j", (given) => {
  expect(rulesOf(() => triggerOf(given))).toEqual(["data-factory/trigger-schedule"]);
});

test.each<Partial<ScheduleTriggerProps>>([
  { interval: 1000 },
  { hours: [0, 23], minutes: [0, 59] },
  { frequency: TriggerFrequency.MONTH, hours: [2] },
])("a trigger may recur by %j", (given) => {
  expect(triggerOf(given).name).toBe("nightly");
});

test("a trigger fails if it ends before it begins, or at once", () => {
  const startTime = "2027-01-31T04:00:00Z";
  const ending = (endTime: string) => () => triggerOf({ startTime, endTime });
  expect(rulesOf(ending("2026-12-31T04:00:00Z"))).toEqual(["data-factory/trigger-time"]);
  expect(rulesOf(ending(startTime))).toEqual(["data-factory/trigger-time"]);
  expect(ending("2027-01-31T04:00:01Z")().name).toBe("nightly");
});

test.each([
  "2026-01-31",
  "2026-01-31T04:00:00",
  "2026-01-31T04:00:00+01:00",
  "2026-99-99T99:99:99Z",
  "2026-02-30T04:00:00Z",
  "tomorrow",
])("a trigger fails if it starts %j", (startTime) => {
  expect(refusalOf(() => triggerOf({ startTime }))).toContain(
    `Stack/Nightly: [data-factory/trigger-time] given startTime "${startTime}". `,
  );
});
