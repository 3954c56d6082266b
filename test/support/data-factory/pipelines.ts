import { type Template } from "../stack";
import { partsIn } from "./parts";
import { type ActivityJson } from "./pipeline-run";

/** A pipeline of a synthesized template, its references replaced. */
export interface PipelineJson {
  readonly activities: ActivityJson[];
  readonly variables: Record<string, string>;
  readonly parameters: Record<string, string>;
  readonly concurrency?: number;
}

/**
 * The pipeline of this name as Azure gets it, where its activities refer to nothing but what `references` names:
 * `<type>.<attribute>`.
 */
export function pipelineIn(
  template: Template,
  name: string,
  references: Readonly<Record<string, string>>,
): PipelineJson {
  const properties = partsIn(template, "pipelines").find((one) => one.name === name)?.properties as
    PipelineProperties | undefined;
  if (properties === undefined) throw new Error(`there is no pipeline ${name}`);
  const activities = JSON.stringify(properties.activities).replace(
    /\$\{((?:data\.)?\w+)\.[\w-]+\.(\w+)\}/g,
    (reference, type: string, attribute: string) => {
      const value = references[`${type}.${attribute}`];
      if (value === undefined) throw new Error(`${reference} has no value`);
      return value;
    },
  );
  return {
    activities: JSON.parse(activities) as ActivityJson[],
    variables: defaultsOf(properties.variables),
    parameters: defaultsOf(properties.parameters),
    concurrency: properties.concurrency,
  };
}

const defaultsOf = (declared: Readonly<Record<string, Declared>> = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(declared).map(([name, { defaultValue }]) => [name, defaultValue]));

/** A variable or a parameter. */
interface Declared {
  readonly defaultValue: string;
}

/** What is read of a pipeline. */
interface PipelineProperties {
  readonly activities: unknown[];
  readonly variables?: Record<string, Declared>;
  readonly parameters?: Record<string, Declared>;
  readonly concurrency?: number;
}

/** Every text in a pipeline that Data Factory evaluates, or would: `@` at its head, or `@{` within. */
export function evaluatedTexts(json: unknown): string[] {
  if (typeof json === "string") return /^@|@\{/.test(json) ? [json] : [];
  if (Array.isArray(json)) return json.flatMap(evaluatedTexts);
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(evaluatedTexts) : [];
}
