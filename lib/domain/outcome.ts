import { Activity, DependencyCondition } from "../data-factory/activity";

/** How an activity ends. */
export enum Outcome {
  SUCCEEDED,
  FAILED,
  SKIPPED,
}

/** The outcomes by which each condition is met. */
const MET_BY: Readonly<Record<DependencyCondition, readonly Outcome[]>> = {
  [DependencyCondition.SUCCEEDED]: [Outcome.SUCCEEDED],
  [DependencyCondition.FAILED]: [Outcome.FAILED],
  [DependencyCondition.COMPLETED]: [Outcome.SUCCEEDED, Outcome.FAILED],
  [DependencyCondition.SKIPPED]: [Outcome.SKIPPED],
};

/** Whether an activity runs when those that it waits for have ended so; otherwise it is skipped. */
export function runsAfter({ dependsOn }: Activity, outcomeOf: (one: Activity) => Outcome): boolean {
  return dependsOn.every(({ activity, conditions = [DependencyCondition.SUCCEEDED] }) =>
    conditions.some((condition) => MET_BY[condition].includes(outcomeOf(activity))),
  );
}
