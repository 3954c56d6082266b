import { Expression, IfConditionActivity } from "../../../../lib";

/** A branch without branches. */
export function program(): void {
  new IfConditionActivity("Only on workdays", { expression: Expression.of("greater(dayOfWeek(utcNow()), 0)") });
}
