import { Rule, Violation } from "../core/rule";
import { Activity } from "../data-factory/activity";
import { Outcome, runsAfter } from "./outcome";
import { runsWhenAllIsWell } from "./runs-when-all-is-well";

const CAUGHT = new Rule({
  id: "domain/caught-failure",
  why: "Data Factory counts a run as succeeded when its last activities have, so that one which waits for a failure hides it: nobody is told that data is missing.",
  fix: "Let a FailActivity wait for it, or say catchesFailures where a run may go on without what failed.",
  source: "Microsoft: errors and conditional execution in Azure Data Factory, how pipeline failure are determined",
});

/** Violations by activities, also within branches, whose failure leaves a run that counts as succeeded. */
export function caughtViolations(activities: readonly Activity[]): Violation[] {
  const caught = activities.filter((one) => runsWhenAllIsWell(one) && succeedsWithout(one, activities));
  const branches = activities.filter(({ _type: type }) => type !== "Until").flatMap((one) => one._containers());
  return [
    ...caught.flatMap(({ name }) => CAUGHT.when(true, `a failure of "${name}", after which the run succeeds`)),
    ...branches.flatMap(caughtViolations),
  ];
}

/** Whether activities count as succeeded when one of them alone fails, apart from those that do nothing else. */
function succeedsWithout(failing: Activity, activities: readonly Activity[]): boolean {
  const known = new Map<Activity, Outcome>();
  const outcomeOf = (one: Activity): Outcome => {
    const outcome = known.get(one) ?? (runsAfter(one, outcomeOf) ? ranAs(one, failing) : Outcome.SKIPPED);
    known.set(one, outcome);
    return outcome;
  };
  const counted = new Map<Activity, boolean>();
  const counts = (one: Activity): boolean => {
    const skipped = outcomeOf(one) === Outcome.SKIPPED;
    const ways = () => one.dependsOn.every(({ activity }) => counts(activity));
    const holds = counted.get(one) ?? (skipped ? ways() : outcomeOf(one) === Outcome.SUCCEEDED);
    counted.set(one, holds);
    return holds;
  };
  const waitedFor = new Set(activities.flatMap(({ dependsOn }) => dependsOn.map(({ activity }) => activity)));
  return activities.filter((one) => !waitedFor.has(one)).every(counts);
}

function ranAs(one: Activity, failing: Activity): Outcome {
  return one === failing || one._type === "Fail" ? Outcome.FAILED : Outcome.SUCCEEDED;
}
