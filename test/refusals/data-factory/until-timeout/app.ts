import { Duration, Expression, UntilActivity, WaitActivity } from "../../../../lib";

/** A loop that would go on for a month. */
export function program(): void {
  new UntilActivity("Wait for the file", {
    expression: Expression.of("equals(variables('arrived'), 'yes')"),
    activities: [new WaitActivity("Wait", { time: Duration.minutes(1) })],
    timeout: Duration.days(30),
  });
}
