import { Activity, DependencyCondition } from "../data-factory/activity";

const ENDED_WELL: readonly DependencyCondition[] = [DependencyCondition.SUCCEEDED, DependencyCondition.COMPLETED];

/**
 * Whether an activity runs where every other succeeds. What waits for one that does not is skipped, and a run whose last
 * activity is skipped counts as succeeded.
 */
export function runsWhenAllIsWell({ dependsOn }: Activity): boolean {
  return dependsOn.every(({ activity, conditions = [DependencyCondition.SUCCEEDED] }) =>
    runsWhenAllIsWell(activity)
      ? conditions.some((condition) => ENDED_WELL.includes(condition))
      : conditions.includes(DependencyCondition.SKIPPED),
  );
}
