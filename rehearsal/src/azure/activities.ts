import { Value, Values, isValues } from "../provider/value";
import { objectsIn } from "./factory-references";
import { blocks, text } from "./operation";

/** An activity of a pipeline, with where it stands. */
export interface Activity {
  readonly name: string;
  readonly type: string;
  readonly json: Values;
  /** The activity in which it stands; none at the top. */
  readonly container?: Activity;
  /** What stands beside it, itself included. */
  readonly siblings: readonly string[];
}

/** Properties in which activities hold other activities. */
const INNER = ["activities", "ifTrueActivities", "ifFalseActivities", "defaultActivities"];

/** All activities of a pipeline, those in others included. */
export function activitiesOf(json: Value, container?: Activity): Activity[] {
  const listed = (Array.isArray(json) ? json : []).filter(isValues);
  const siblings = listed.map((activity) => text(activity, "name"));
  return listed.flatMap((activity) => {
    const own = { name: text(activity, "name"), type: text(activity, "type"), json: activity, container, siblings };
    return [own, ...innerLists(activity).flatMap((list) => activitiesOf(list, own))];
  });
}

function innerLists(activity: Values): Value[] {
  const properties = isValues(activity.typeProperties) ? activity.typeProperties : {};
  const cases = blocks(properties, "cases");
  return [properties, ...cases].flatMap((holder) => INNER.map((name) => holder[name] ?? []));
}

/** Names of the activities that an activity waits for, at once. */
export function waitsFor({ json }: Activity): string[] {
  return blocks(json, "dependsOn").map((dependency) => text(dependency, "activity"));
}

/** Names of the activities that have ended when this one begins. */
export function before(activity: Activity, all: readonly Activity[]): Set<string> {
  const ended = new Set(activity.container === undefined ? [] : before(activity.container, all));
  const queue = waitsFor(activity);
  for (const name of queue) {
    const found = all.find((other) => other.name === name);
    if (!ended.has(name) && found !== undefined) {
      ended.add(name);
      queue.push(...waitsFor(found));
    }
  }
  return ended;
}

/** Expressions in an activity, but for those of the activities in it. */
export function expressionsOf({ json }: Activity): string[] {
  const inner = new Set(innerLists(json).flatMap(objectsIn));
  return objectsIn(json)
    .filter((object) => !inner.has(object))
    .flatMap((object) => Object.values(object).flat())
    .filter((value): value is string => typeof value === "string" && value.includes("@"));
}
