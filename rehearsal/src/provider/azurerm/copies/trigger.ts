import { text } from "../../../azure/operation";
import { isStarted, propertiesOf } from "../../../azure/types/data-factory";
import { UNKNOWN, Value, Values, isValues, same } from "../../value";
import type { Copy } from "./copy";
import { inFactory, ofType, reference } from "./factory";
import { at, blockAt, blocksAt } from "./place";

/** When a trigger begins that is not told when: as it is made. */
const NOW = "2026-01-01T00:00:00Z";

const recurrence = (name: string): string => `properties.typeProperties.recurrence.${name}`;

/** What the provider's arguments are called in Data Factory's schedule. */
const SCHEDULE = { minutes: "minutes", hours: "hours", days_of_week: "weekDays", days_of_month: "monthDays" };

/** Pipelines that it starts. */
const PIPELINES = blocksAt(
  "properties.pipelines",
  "pipeline",
  (pipelines) =>
    pipelines.map(({ name, parameters }) => ({
      pipelineReference: reference("PipelineReference", name),
      ...(isValues(parameters) ? { parameters } : {}),
    })),
  (value) => started(value).map(({ name, parameters }) => ({ name, parameters })),
);

function started(pipelines: Value | undefined): { name: Value; parameters: Value }[] {
  return (Array.isArray(pipelines) ? pipelines : [])
    .filter(isValues)
    .map(({ pipelineReference, parameters = null }) => ({
      name: isValues(pipelineReference) ? pipelineReference.referenceName : null,
      parameters,
    }));
}

/**
 * The provider stops a trigger before it touches it, and starts it again: the only one that does. It is told of
 * pipelines in two ways, and reads the first in both.
 */
export const TRIGGER_SCHEDULE: Copy = inFactory("triggers", {
  ...ofType("ScheduleTrigger"),
  places: [
    at(recurrence("frequency"), "frequency"),
    at(recurrence("interval"), "interval"),
    at(recurrence("startTime"), "start_time"),
    at(recurrence("endTime"), "end_time"),
    at(recurrence("timeZone"), "time_zone"),
    blockAt(
      recurrence("schedule"),
      "schedule",
      (block) => ({
        ...renamed(block, Object.entries(SCHEDULE)),
        ...occurrences(block.monthly),
      }),
      (schedule) => ({
        ...renamed(
          schedule,
          Object.entries(SCHEDULE).map(([own, azure]) => [azure, own]),
        ),
        monthly: (Array.isArray(schedule.monthlyOccurrences) ? schedule.monthlyOccurrences : [])
          .filter(isValues)
          .map(({ day, occurrence }) => ({ weekday: day, week: occurrence })),
      }),
      () => true,
    ),
    PIPELINES,
  ],
  filled: (values, prior) => ({
    start_time: typeof values.start_time === "string" ? values.start_time : NOW,
    ...(isByName(values, prior)
      ? { pipeline: [{ name: values.pipeline_name, parameters: openIsNone(values.pipeline_parameters) }] }
      : {}),
  }),
  computed: ({ values }) => {
    const [first] = started(propertiesOf(values).pipelines);
    return {
      activated: isStarted(values),
      pipeline_name: first?.name ?? null,
      pipeline_parameters: first?.parameters ?? null,
    };
  },
  before: (azure, asked) => void azure.act(asked, "stop"),
  after: (azure, asked, planned) => {
    if (planned.activated === true) {
      azure.act(asked, "start");
    }
  },
});

/** Whether it is the name that counts: what was read into the other argument counts only when it changes. */
function isByName(values: Values, prior: Values = {}): boolean {
  const blocksChanged = prior.pipeline !== undefined && !same(values.pipeline, prior.pipeline);
  return text(values, "pipeline_name") !== "" && !blocksChanged;
}

const openIsNone = (value: Value): Value => (value === UNKNOWN ? null : value);

function renamed(values: Values, names: readonly (readonly [string, string])[]): Values {
  const given = names.filter(([from]) => values[from] !== undefined && values[from] !== null);
  return Object.fromEntries(given.map(([from, to]) => [to, values[from]]));
}

function occurrences(monthly: Value): Values {
  const all = (Array.isArray(monthly) ? monthly : []).filter(isValues);
  return all.length === 0
    ? {}
    : { monthlyOccurrences: all.map(({ weekday, week }) => ({ day: weekday, occurrence: week })) };
}
