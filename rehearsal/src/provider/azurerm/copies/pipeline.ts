import { text } from "../../../azure/operation";
import { Value, Values, isValues, textOf } from "../../value";
import type { Copy } from "./copy";
import { defaults, inFactory } from "./factory";
import { Place, at, json } from "./place";

/** As what the provider sends a null of which it does not know what it would be. */
const NOTHING: Values = { Type: "", Values: null };

/** What the types of the provider's SDK have that nobody has given, and that they read as null. */
const NULLS: Readonly<Record<string, readonly string[]>> = {
  DelimitedTextReadSettings: ["compressionProperties"],
  ParquetReadSettings: ["compressionProperties"],
};
const OF_AUTHENTICATION = ["password", "pfx"];

/** What the provider makes of activities that it reads: nulls where nothing was, so that no plan is ever empty. */
function read(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(read);
  }
  if (!isValues(value)) {
    return value;
  }
  const inner = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, read(one)]));
  const { type, typeProperties } = inner;
  if (type === "WebActivity" && isValues(typeProperties) && isValues(typeProperties.authentication)) {
    typeProperties.authentication = withNulls(typeProperties.authentication, OF_AUTHENTICATION);
  }
  return withNulls(inner, NULLS[textOf(type)] ?? []);
}

const withNulls = (values: Values, names: readonly string[]): Values => ({
  ...Object.fromEntries(names.map((name) => [name, null])),
  ...values,
});

/** What goes out of activities that are configured with those nulls. */
function sent(value: Value): Value {
  if (Array.isArray(value)) {
    return value.map(sent);
  }
  if (!isValues(value)) {
    return value;
  }
  const nullable = [...OF_AUTHENTICATION, ...(NULLS[text(value, "type")] ?? [])];
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, one === null && nullable.includes(name) ? NOTHING : sent(one)]),
  );
}

const AS_IT_IS = json("properties.activities", "activities_json");
const ACTIVITIES: Place = {
  ...AS_IT_IS,
  write: (text, world) => sent(AS_IT_IS.write(text, world)),
  read: (activities) => AS_IT_IS.read!(read(activities)),
};

/** Pipelines, whose activities the provider reads into types of its own and writes back. */
export const PIPELINE: Copy = inFactory("pipelines", {
  places: [
    ACTIVITIES,
    at("properties.concurrency", "concurrency"),
    at("properties.folder.name", "folder"),
    at("properties.policy.elapsedTimeMetric.duration", "moniter_metrics_after_duration"),
    defaults("properties.parameters", "parameters"),
    defaults("properties.variables", "variables"),
  ],
});
