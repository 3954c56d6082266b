import { Duration, Expression, IfConditionActivity, UntilActivity, WaitActivity } from "../../../../lib";

/** A loop within a branch. */
export function program(): void {
  const wait = new WaitActivity("Wait", { time: Duration.minutes(1) });
  const loop = new UntilActivity("Wait for the file", {
    expression: Expression.of("equals(variables('arrived'), 'yes')"),
    activities: [wait],
    timeout: Duration.hours(1),
  });
  new IfConditionActivity("Only on workdays", {
    expression: Expression.of("greater(dayOfWeek(utcNow()), 0)"),
    ifTrueActivities: [loop],
  });
}
