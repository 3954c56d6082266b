import { Rule, Violation } from "../../core/rule";
import { Activity } from "../activity";
import { IDataFactory } from "../data-factory";

const NESTING = new Rule({
  id: "data-factory/nesting",
  why: "Data Factory takes If and Switch within Until, and no other container within a container.",
  fix: "Put the inner one into a pipeline of its own, and run it with ExecutePipelineActivity.",
  source: "Microsoft: nested activities in Azure Data Factory",
});

const EMPTY = new Rule({
  id: "data-factory/empty-container",
  why: "A container without activities does nothing.",
  fix: "Give at least one activity.",
  source: "Microsoft: Azure Data Factory, control flow activities",
});

/** What Data Factory calls the activities that have activities within them. */
export type ContainerType = "Until" | "IfCondition" | "Switch";

/** Violations among the activities within another one. */
export function containerViolations(containerType: ContainerType, activities: readonly Activity[]): Violation[] {
  return [
    ...EMPTY.when(activities.length === 0, "no activity"),
    ...activities.flatMap((inner) => nestingViolations(containerType, inner)),
  ];
}

function nestingViolations(containerType: ContainerType, inner: Activity): Violation[] {
  const innerType = inner._containers().length === 0 ? undefined : inner._type;
  const taken = innerType === undefined || (containerType === "Until" && innerType !== "Until");
  return NESTING.when(!taken, `the ${innerType} "${inner.name}" within the ${containerType}`);
}

/** Activities as Data Factory reads them in `factory`. */
export function jsonOf(activities: readonly Activity[], factory: IDataFactory): Record<string, unknown>[] {
  return activities.map((activity) => activity._json(factory));
}
