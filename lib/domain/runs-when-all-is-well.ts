import { Activity, DependencyCondition } from "../data-factory/activity";

const ENDED_WELL: readonly DependencyCondition[] = [DependencyCondition.SUCCEEDED, DependencyCondition.COMPLETED];

/** What was asked before: what an activity waits for never changes, and many may wait for one. */
const KNOWN = new WeakMap<Activity, boolean>();

/**
 * Whether an activity runs where every other succeeds. What waits for one that does not is skipped, and a run whose last
 * activity is skipped counts as succeeded.
 */
export function runsWhenAllIsWell(activity: Activity): boolean {
  const runs = KNOWN.get(activity) ?? runsBy(activity);
  KNOWN.set(activity, runs);
  return runs;
}

function runsBy({ dependsOn }: Activity): boolean {
  return dependsOn.every(({ activity, conditions = [DependencyCondition.SUCCEEDED] }) =>
    runsWhenAllIsWell(activity)
      ? conditions.some((condition) => ENDED_WELL.includes(condition))
      : conditions.includes(DependencyCondition.SKIPPED),
  );
}
