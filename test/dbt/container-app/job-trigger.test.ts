import fc from "fast-check";
import { Fn } from "cdktf";
import { JobTrigger } from "../../../lib";

const refused = (expression: string) => () => JobTrigger.schedule(expression);

/** What each field admits, written down once more. */
const FIELDS: readonly [number, number][] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
];

/** An item of a field within `min` and `max`. */
function item([min, max]: readonly [number, number]): fc.Arbitrary<string> {
  const number = fc.integer({ min, max });
  const range = fc.tuple(number, number).map((two) => [...two].sort((a, b) => a - b).join("-"));
  const stepped = fc
    .tuple(fc.oneof(fc.constant("*"), range), fc.integer({ min: 1, max: 60 }))
    .map((two) => two.join("/"));
  return fc.oneof(fc.constant("*"), number.map(String), range, stepped);
}

const fields = FIELDS.map((range) => fc.array(item(range), { minLength: 1, maxLength: 3 }).map((all) => all.join(",")));
const cron = fc.tuple(...fields);

describe("JobTrigger", () => {
  test("is by hand without an expression", () => {
    expect(JobTrigger.manual().cronExpression).toBeUndefined();
  });

  test.each(["0 2 * * *", "*/15 8-18 * * 1-5", "0 0 1,15 1-12/3 *", "59 23 31 12 6"])("takes %j", (expression) => {
    expect(JobTrigger.schedule(expression).cronExpression).toBe(expression);
  });

  test("takes every expression of items within the five ranges", () => {
    fc.assert(
      fc.property(cron, (all) => {
        fc.pre(all[4] !== "*" || !/^(?:29|3\d)/.test(all[2])); // of which not every month has one
        expect(JobTrigger.schedule(all.join(" ")).cronExpression).toBe(all.join(" "));
      }),
    );
  });

  test.each(["0 2 31 2 *", "0 2 30,31 2 *", "0 2 31 4,6,9,11 *", "0 2 31 4-6/2 *"])(
    "fails if no month has such a day: %j",
    (expression) => {
      expect(refused(expression)).toThrow(`JobTrigger: [dbt/job-schedule] given "${expression}". `);
      expect(refused(expression)).toThrow(/ No month of these has such a day\.$/);
    },
  );

  test.each(["0 2 29 2 *", "0 2 28-31 2 *", "0 2 31 4-7 *", "0 2 31 2 1", "0 2 */30 2 *", "0 2 31 * *"])(
    "takes days that come: %j",
    (expression) => {
      expect(JobTrigger.schedule(expression).cronExpression).toBe(expression);
    },
  );

  test("takes what is only known after apply", () => {
    const expression = Fn.join(" ", ["0", "2", "*", "*", "*"]);
    expect(JobTrigger.schedule(expression).cronExpression).toBe(expression);
  });

  test("fails if one field of a good expression is out of its range", () => {
    const wrong = fc
      .integer({ min: 0, max: 4 })
      .chain((index) => fc.tuple(fc.constant(index), fc.integer({ min: FIELDS[index][1] + 1, max: 99 }), cron));
    fc.assert(
      fc.property(wrong, ([index, number, all]) => {
        const expression = all.map((field, place) => (place === index ? `${field},${number}` : field)).join(" ");
        expect(refused(expression)).toThrow("[dbt/job-schedule]");
      }),
    );
  });

  test.each([
    ["it is empty", ""],
    ["there is a field for seconds", "0 0 2 * * *"],
    ["a field is missing", "0 2 * *"],
    ["two blanks are in a row", "0  2 * * *"],
    ["a day is the zeroth", "0 2 0 * *"],
    ["Sunday is the seventh day", "0 2 * * 7"],
    ["a range runs backwards", "0 18-8 * * *"],
    ["a step is nought", "*/0 * * * *"],
    ["a step follows a single number", "5/10 * * * *"],
    ["a list has a hole", "0,,30 * * * *"],
    ["days are named", "0 2 * * MON"],
    ["it is a word", "@daily"],
    ["a time zone is given", "TZ=CET 0 2 * * *"],
  ])("fails if %s", (_, expression) => {
    expect(refused(expression)).toThrow(`JobTrigger: [dbt/job-schedule] given "${expression}".`);
  });
});
