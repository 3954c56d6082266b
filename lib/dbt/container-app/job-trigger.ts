import { Range } from "../../core/range";
import { Rule, refuse } from "../../core/rule";
import { CRON_FIELDS } from "./limits";

const SCHEDULE = new Rule({
  id: "dbt/job-schedule",
  why: "Azure would refuse the schedule, or start the job at another time than meant.",
  fix: `Give five fields, ${CRON_FIELDS.map(({ unit }) => unit).join(", ")}, each of *, numbers, ranges a-b, steps /n and lists of these: "30 2 * * 1-5" is at 2:30 UTC from Monday to Friday.`,
  source: "Microsoft: jobs in Azure Container Apps, scheduled jobs",
});

/** One item of a field's list: `*`, a number or a range, perhaps with a step. */
const ITEM = /^(?:\*|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/;

/** What starts a Container Apps job; a deploy never does. */
export class JobTrigger {
  /** Whoever may: `az containerapp job start`, or another scheduler through Azure's API. */
  public static manual(): JobTrigger {
    return new JobTrigger();
  }

  /**
   * A clock, in UTC. A job can also be started by hand then.
   *
   * @param cronExpression minute (0-59), hour (0-23), day of the month (1-31), month (1-12), day of the week (0-6, Sunday is 0).
   * @throws `dbt/job-schedule`
   */
  public static schedule(cronExpression: string): JobTrigger {
    refuse("JobTrigger", SCHEDULE.unless(isCron, cronExpression));
    return new JobTrigger(cronExpression);
  }

  private constructor(
    /** When it starts, in UTC; undefined where nothing but a person or a program starts it. */
    public readonly cronExpression?: string,
  ) {}
}

function isCron(expression: string): boolean {
  const fields = expression.split(" ");
  return fields.length === CRON_FIELDS.length && fields.every((field, index) => isField(field, CRON_FIELDS[index]));
}

function isField(field: string, range: Range): boolean {
  return field.split(",").every((item) => {
    const { from, to, step } = ITEM.exec(item)?.groups ?? {};
    const numbers = [from, to].filter((text) => text !== undefined).map(Number);
    return (
      ITEM.test(item) &&
      numbers.every((number) => range.admits(number)) &&
      (to === undefined || Number(from) <= Number(to)) &&
      (step === undefined || (Number(step) > 0 && (from === undefined || to !== undefined)))
    );
  });
}
