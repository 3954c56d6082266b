import { Rule, Violation } from "../core/rule";
import type { IPipeline, Pipeline } from "./pipeline";

const PARAMETER = new Rule({
  id: "data-factory/known-parameter",
  why: "A pipeline has no use for a value that it does not ask for, and goes by the default of what was meant.",
  fix: "Give values to parameters that the pipeline has.",
  source: "Microsoft: Azure Data Factory, pipeline parameters",
});

/** What is wrong with handing over parameters of these names to a pipeline, as far as it is known. */
export function handoverViolations(pipeline: IPipeline, names: readonly string[]): Violation[] {
  const { _parameterNames: known } = pipeline as Partial<Pipeline>;
  const there = known?.map((name) => name.toLowerCase());
  return names
    .filter((name) => there?.includes(name.toLowerCase()) === false)
    .flatMap((name) =>
      PARAMETER.when(true, `"${name}" for "${pipeline.pipelineName}"`, `It has: ${known!.join(", ") || "none"}.`),
    );
}
