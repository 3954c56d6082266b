import { type Scope, type Value, FUNCTIONS, evaluate, functionsIn } from "../support/data-factory/expression";

const scope: Scope = {
  activities: new Map<string, Value>([["Look", { output: { list: [{ a: { b: 1 } }], none: null } }]]),
  variables: new Map([["code", "7"]]),
  time: "2018-04-15T13:00:00Z",
  item: { name: "dbt" },
  pipeline: { RunId: "6f1d", TriggeredByPipelineRunId: null, parameters: { select: "a" } },
};

const FUNCTION_PAGE = "Microsoft: expressions and functions in Azure Data Factory";

/** What each function answers, by the examples of its documentation where it has some. */
const TABLE: readonly (readonly [expression: string, outcome: Value, source: string])[] = [
  ["and(greater(1, 0), equals(0, 0))", true, `${FUNCTION_PAGE}, and`],
  ["and(equals(1, 1), equals(1, 2))", false, `${FUNCTION_PAGE}, and`],
  ["or(equals(1, 1), equals(1, 2))", true, `${FUNCTION_PAGE}, or`],
  ["or(equals(1, 2), equals(1, 3))", false, `${FUNCTION_PAGE}, or`],
  ["equals('abc', 'abcd')", false, `${FUNCTION_PAGE}, equals`],
  ["equals('abc', 'abc')", true, `${FUNCTION_PAGE}, equals`],
  ["greater(10, 5)", true, `${FUNCTION_PAGE}, greater`],
  ["greater(5, 5)", false, `${FUNCTION_PAGE}, greater`],
  ["greater('banana', 'apple')", true, `${FUNCTION_PAGE}, greater`],
  ["greater('apple', 'banana')", false, `${FUNCTION_PAGE}, greater`],
  ["string(ticks('1970-01-01T00:00:00Z'))", "621355968000000000", `${FUNCTION_PAGE}, string and ticks`],
  ["if(equals(1, 1), 'yes', 'no')", "yes", `${FUNCTION_PAGE}, if`],
  ["if(equals(1, 2), 'yes', 'no')", "no", `${FUNCTION_PAGE}, if`],
  ["coalesce(activity('Look').output.none, 'hello', 'world')", "hello", `${FUNCTION_PAGE}, coalesce`],
  ["contains('hello world', 'world')", true, `${FUNCTION_PAGE}, contains`],
  ["contains('hello world', 'universe')", false, `${FUNCTION_PAGE}, contains`],
  ["contains('hello world', 'World')", false, `${FUNCTION_PAGE}, contains: case-sensitive`],
  ["not(equals(1, 2))", true, `${FUNCTION_PAGE}, not`],
  ["bool('false')", false, `${FUNCTION_PAGE}, bool`],
  ["string(bool('true'))", "True", ".NET: Boolean.ToString"],
  ["concat('Hello', 'World')", "HelloWorld", `${FUNCTION_PAGE}, concat`],
  ["base64('hello')", "aGVsbG8=", `${FUNCTION_PAGE}, base64`],
  ["length('abcd')", 4, `${FUNCTION_PAGE}, length`],
  ["length(activity('Look').output.list)", 1, `${FUNCTION_PAGE}, length`],
  ["substring('hello world', 6, 5)", "world", `${FUNCTION_PAGE}, substring`],
  ["activity('Look').output.list[0].a", { b: 1 }, `${FUNCTION_PAGE}, elements of an array`],
  ["pipeline().parameters.select", "a", "Microsoft: system variables supported by Azure Data Factory"],
  ["pipeline()?.TriggeredByPipelineRunId", null, "Microsoft: system variables supported by Azure Data Factory"],
  ["int('10')", 10, `${FUNCTION_PAGE}, int`],
  ["string(10)", "10", `${FUNCTION_PAGE}, string`],
  ["string('ten')", "ten", `${FUNCTION_PAGE}, string`],
  ["div(10, 5)", 2n, `${FUNCTION_PAGE}, div`],
  ["div(11, 5)", 2n, `${FUNCTION_PAGE}, div`],
  ["sub(10, 3)", 7, `${FUNCTION_PAGE}, sub`],
  ["string(first(activity('Look').output.list))", '{"a":{"b":1}}', `${FUNCTION_PAGE}, first`],
  ["ticks('0001-01-01T00:00:00Z')", 0n, ".NET: DateTime.Ticks of DateTime.MinValue"],
  ["ticks('1970-01-01T00:00:00Z')", 621355968000000000n, ".NET: DateTime.UnixEpoch"],
  ["ticks('1970-01-01T01:00:00.0000001+01:00')", 621355968000000001n, ".NET: DateTime.Ticks, format 'o'"],
  ["greater(ticks('2026-11-20T04:00:01Z'), ticks('2026-11-20T04:00:00.9Z'))", true, `${FUNCTION_PAGE}, ticks`],
  ["utcNow()", "2018-04-15T13:00:00.0000000Z", `${FUNCTION_PAGE}, utcNow`],
  [
    "subtractFromTime('2018-01-02T00:00:00Z', 1, 'Day')",
    "2018-01-01T00:00:00.0000000Z",
    `${FUNCTION_PAGE}, subtractFromTime`,
  ],
  [
    "subtractFromTime('2018-01-02T00:00:00Z', 90, 'Second')",
    "2018-01-01T23:58:30.0000000Z",
    `${FUNCTION_PAGE}, subtractFromTime`,
  ],
  ["variables('code')", "7", "Microsoft: system variables and variables of a pipeline"],
  ["item().name", "dbt", "Microsoft: Filter activity"],
  [
    "activity('Look').output?.missing?.deeper",
    null,
    "Microsoft on the null-safe operator, Q&A: 'how to create condition'",
  ],
];

describe("the interpreter of expressions", () => {
  test.each(TABLE)("%s", (expression, outcome) => {
    expect(evaluate(`@${expression}`, scope)).toEqual(outcome);
  });

  test("knows each function by at least one example, and no others", () => {
    const shown = TABLE.flatMap(([expression]) => functionsIn(`@${expression}`));
    expect([...new Set(shown)].sort()).toEqual(Object.keys(FUNCTIONS).sort());
    expect(() => evaluate("@split('a', 'b')", scope)).toThrow("the function split is not among those");
    expect(() => evaluate("@toString()", scope)).toThrow("the function toString is not among those");
  });

  test("evaluates the whole of a text or places in it, and nothing where @ is doubled", () => {
    expect(evaluate("code @{variables('code')}, of @{item().name}", scope)).toBe("code 7, of dbt");
    expect(evaluate("@{if(equals(item().name, 'dbt'), 'a } brace', 'no')}", scope)).toBe("a } brace");
    expect(evaluate("@@variables('code')", scope)).toBe("@variables('code')");
    expect(evaluate("user@host, @@{item()}", scope)).toBe("user@host, @{item()}");
  });

  test.each([
    ["@activity('Look').output.missing", "no property missing"],
    ["@activity('Other').output", "no outcome of an activity Other"],
    ["@variables('other')", "no variable other"],
    ["@if(equals(1, 1), 'yes', int('x'))", "is no whole number"],
    ["@if('true', 'yes', 'no')", "is neither true nor false"],
    ["@ticks('yesterday')", "is no time"],
    ["@subtractFromTime(utcNow(), 1, 'Fortnight')", "is no unit of time"],
    ["@equals(1, 1) and more", "nothing wanted"],
    ["@equals(1, 'it's')", "cannot read"],
  ])("fails on %s", (expression, why) => {
    expect(() => evaluate(expression, scope)).toThrow(why);
  });
});
