import { type Template } from "../stack";
import { type ActivityJson } from "./pipeline-run";

/** A pipeline of a synthesized template, its references replaced. */
export interface PipelineJson {
  readonly activities: ActivityJson[];
  readonly variables: Record<string, string>;
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
  const blocks = Object.values(template.resource?.azurerm_data_factory_pipeline ?? {}) as unknown as {
    name: string;
    activities_json: string;
    variables?: Record<string, string>;
    concurrency?: number;
  }[];
  const block = blocks.find((one) => one.name === name);
  if (block === undefined) throw new Error(`there is no pipeline ${name}`);
  const encoded = block.activities_json.replace(/\$\{jsonencode\(("(?:[^"\\]|\\.)*")\)\}/g, "$1");
  const activities = encoded.replace(/\$\{(\w+)\.[\w-]+\.(\w+)\}/g, (reference, type: string, attribute: string) => {
    const value = references[`${type}.${attribute}`];
    if (value === undefined) throw new Error(`${reference} has no value`);
    return value;
  });
  return {
    activities: JSON.parse(activities) as ActivityJson[],
    variables: block.variables ?? {},
    concurrency: block.concurrency,
  };
}

/** Every text in a pipeline that Data Factory evaluates, or would: `@` at its head, or `@{` within. */
export function evaluatedTexts(json: unknown): string[] {
  if (typeof json === "string") return /^@|@\{/.test(json) ? [json] : [];
  if (Array.isArray(json)) return json.flatMap(evaluatedTexts);
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(evaluatedTexts) : [];
}
