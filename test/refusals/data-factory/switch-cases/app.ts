import { Expression, FailActivity, SwitchActivity } from "../../../../lib";

/** Two cases of one value. */
export function program(): void {
  const fail = (name: string) =>
    new FailActivity(name, { message: Expression.literal("closed"), errorCode: Expression.literal("1") });
  new SwitchActivity("By day", {
    on: Expression.of("string(dayOfWeek(utcNow()))"),
    cases: [
      { value: "0", activities: [fail("On Sunday")] },
      { value: "0", activities: [fail("On Sunday, too")] },
    ],
  });
}
