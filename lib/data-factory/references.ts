import { Rule, Violation } from "../core/rule";
import { textsIn } from "../core/texts-in";
import { evaluatedParts, namesIn } from "./expression-text";

const REFERENCE = new Rule({
  id: "data-factory/known-reference",
  why: "An expression reads what its own pipeline has: parameters, variables, and what activities have answered that ended before; anything else fails the run.",
  fix: "Give the parameter or the variable to the pipeline, or let the activity wait for the other one (dependsOn).",
  source: "Microsoft: expressions and functions in Azure Data Factory; activity dependency",
});

const ITSELF = new Rule({
  id: "data-factory/variable-itself",
  why: "Data Factory sets no variable to a value that reads the same variable.",
  fix: "Set another variable first, and this one to what that holds.",
  source: "Microsoft: Set Variable activity",
});

/** Of an activity's JSON, what is read here. */
interface ActivityJson {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: readonly { readonly activity: string }[];
  readonly typeProperties?: Readonly<Record<string, unknown>>;
}

/** What expressions may name, in lowercase. */
interface Known {
  readonly parameters: readonly string[];
  readonly variables: readonly string[];
}

/** Properties that hold activities: of Until, If and Switch. */
const HOLDS_ACTIVITIES = /^(?:activities|ifTrueActivities|ifFalseActivities|defaultActivities|cases)$/;

/** Violations by expressions in the JSON of a pipeline's activities that read what is not there, or not yet. */
export function referenceViolations(
  activities: readonly unknown[],
  parameters: string[],
  variables: string[],
): Violation[] {
  const known = { parameters: parameters.map(lower), variables: variables.map(lower) };
  return violationsIn(activities as ActivityJson[], known, []);
}

function violationsIn(beside: readonly ActivityJson[], known: Known, before: readonly string[]): Violation[] {
  return beside.flatMap((activity) => {
    const earlier = [...before, ...endedBefore(activity, beside)];
    const branches = branchesOf(activity.typeProperties ?? {});
    const within = activity.type === "Until" ? branches.flat().map(({ name }) => lower(name)) : [];
    return [
      ...ownViolations(activity, known, [...earlier, ...within]),
      ...branches.flatMap((branch) => violationsIn(branch, known, earlier)),
    ];
  });
}

function ownViolations({ name, type, typeProperties = {} }: ActivityJson, known: Known, ended: string[]): Violation[] {
  const texts = Object.entries(typeProperties).flatMap(([key, value]) =>
    HOLDS_ACTIVITIES.test(key) ? [] : textsIn(value),
  );
  const parts = texts.flatMap(evaluatedParts);
  const named = (kind: Parameters<typeof namesIn>[1]) => [...new Set(parts.flatMap((part) => namesIn(part, kind)))];
  const missing = (what: string, names: readonly string[], there: readonly string[]) =>
    names
      .filter((one) => !there.includes(lower(one)))
      .flatMap((one) => REFERENCE.when(true, `${what} "${one}" in "${name}"`));
  const set = type === "SetVariable" ? [String(typeProperties.variableName)] : [];
  const read = named("variables");
  return [
    ...missing("parameter", named("parameters"), known.parameters),
    ...missing("variable", [...new Set([...set, ...read])], known.variables),
    ...missing("the answer of", named("activity"), ended),
    ...read
      .filter((one) => set.map(lower).includes(lower(one)))
      .flatMap((one) => ITSELF.when(true, `variable "${one}", set by "${name}"`)),
  ];
}

/** Names, in lowercase, of all that has ended before an activity begins. */
function endedBefore(activity: ActivityJson, beside: readonly ActivityJson[]): string[] {
  const found = new Set<string>();
  const waiting = [activity];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    for (const { activity: name } of one.dependsOn) {
      if (!found.has(lower(name))) {
        found.add(lower(name));
        waiting.push(...beside.filter((other) => lower(other.name) === lower(name)));
      }
    }
  }
  return [...found];
}

function branchesOf(typeProperties: Readonly<Record<string, unknown>>): ActivityJson[][] {
  return Object.entries(typeProperties).flatMap(([key, value]) => {
    if (!HOLDS_ACTIVITIES.test(key) || !Array.isArray(value)) {
      return [];
    }
    return key === "cases"
      ? (value as { activities: ActivityJson[] }[]).map((one) => one.activities)
      : [value as ActivityJson[]];
  });
}

function lower(name: string): string {
  return name.toLowerCase();
}
