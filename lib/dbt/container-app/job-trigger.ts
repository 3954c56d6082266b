import { Range } from "../../core/range";
import { Rule, refuse } from "../../core/rule";
import { CRON_FIELDS, DAYS_OF_MONTHS } from "./limits";

const SCHEDULE = new Rule({
  id: "dbt/job-schedule",
  why: "Azure would refuse the schedule, or start the job at another time than meant.",
  fix: `Give five fields, ${CRON_FIELDS.map(({ unit }) => unit).join(", ")}, each of *, numbers, ranges a-b, steps /n and lists of these: "30 2 * * 1-5" is at 2:30 UTC from Monday to Friday.`,
  source: "Microsoft: jobs in Azure Container Apps, scheduled jobs",
});

/** One item of a field's list: `*`, a number or a range, perhaps with a step. */
const ITEM = /^(?:\*|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/;

/** Places of fields among those of a schedule. */
const DAY = 2;
const MONTH = 3;

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
    refuse(
      "JobTrigger",
      SCHEDULE.unless((text) => happens(text), cronExpression, "No month of these has such a day."),
    );
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

/** Whether one of its months has one of its days; where it names days of the week, it starts on these, too. */
function happens(expression: string): boolean {
  const [, , day, month, weekday] = expression.split(" ");
  const [days, months] = [numbersOf(day, CRON_FIELDS[DAY]), numbersOf(month, CRON_FIELDS[MONTH])];
  return weekday !== "*" || months.some((one) => days.some((other) => other <= DAYS_OF_MONTHS[one - 1]));
}

function numbersOf(field: string, { min, max }: Range): number[] {
  return field.split(",").flatMap((item) => {
    const { from, to = from, step = "1" } = ITEM.exec(item)?.groups ?? {};
    const [first, last] = from === undefined ? [min, max] : [Number(from), Number(to)];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter(
      (number) => (number - first) % Number(step) === 0,
    );
  });
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
