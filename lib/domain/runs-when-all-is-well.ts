import { Activity } from "../data-factory/activity";
import { Outcome, runsAfter } from "./outcome";

/** What was asked before: what an activity waits for never changes, and many may wait for one. */
const KNOWN = new WeakMap<Activity, boolean>();

/**
 * Whether an activity runs where every other succeeds. What waits for one that does not is skipped, and a run whose last
 * activity is skipped counts as succeeded.
 */
export function runsWhenAllIsWell(activity: Activity): boolean {
  const runs = KNOWN.get(activity) ?? runsAfter(activity, outcomeOf);
  KNOWN.set(activity, runs);
  return runs;
}

function outcomeOf(activity: Activity): Outcome {
  return runsWhenAllIsWell(activity) ? Outcome.SUCCEEDED : Outcome.SKIPPED;
}
