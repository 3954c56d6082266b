import { Duration } from "../core/duration";
import { Violation } from "../core/rule";
import { Expression } from "./expression";
import { isEvaluated } from "./expression-text";
import type { IPipeline, Pipeline } from "./pipeline";

/** How a pipeline is run again and again. */
export interface Repetition {
  /** The longest time between two runs. */
  readonly apart: Duration;
  /** Names of its parameters, in lowercase, that are not the same in every run. */
  readonly varying: readonly string[];
}

/** Names, in lowercase, of those texts that Data Factory evaluates. */
export function evaluatedIn(texts: Readonly<Record<string, string>>): string[] {
  return Object.entries(texts)
    .filter(([, text]) => isEvaluated(text))
    .map(([name]) => name.toLowerCase());
}

/** The same for a pipeline that is run by another one, which hands over these parameters. */
export function handedOn({ apart, varying }: Repetition, parameters: Readonly<Record<string, Expression>>): Repetition {
  const texts = Object.entries(parameters).map(([name, value]) => [name, value._text] as const);
  const same = texts.filter(([, text]) => {
    const [, outer] = /^@pipeline\(\)\.parameters\.(\w+)$/.exec(text) ?? [];
    return outer !== undefined && !varying.includes(outer.toLowerCase());
  });
  const given = Object.fromEntries(texts.filter((one) => !same.includes(one)));
  return { apart, varying: evaluatedIn(given) };
}

/** What is wrong with running a pipeline again and again, as far as its activities are known. */
export function repetitionViolations(pipeline: IPipeline, again: Repetition): Violation[] {
  const { activities = [] } = pipeline as Partial<Pipeline>;
  return activities.flatMap((activity) => activity._againViolations(again));
}
