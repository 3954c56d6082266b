import { Fn, TerraformVariable } from "cdktf";
import {
  Activity,
  DependencyCondition,
  Duration,
  ExecutePipelineActivity,
  Expression,
  FailActivity,
  IfConditionActivity,
  Pipeline,
  PipelineParameter,
  PipelineProps,
  ScheduleTrigger,
  SetVariableActivity,
  SwitchActivity,
  TriggerFrequency,
  UntilActivity,
  WaitActivity,
} from "../../lib";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";

function pipelineOf(activities: Activity[], given: Partial<PipelineProps> = {}, moving = new MovingFactory()) {
  const { stack, dataFactory } = moving;
  return new Pipeline(stack, "Load", {
    dataFactory,
    pipelineName: "load",
    activities,
    variables: { Seen: "", other: "" },
    parameters: [PipelineParameter.text("From", "")],
    ...given,
  });
}

const wait = (name: string, ...dependsOn: Activity[]) =>
  new WaitActivity(name, { time: Duration.seconds(1), dependsOn: dependsOn.map((activity) => ({ activity })) });
const say = (name: string, body: string, ...dependsOn: Activity[]) =>
  new SetVariableActivity(name, {
    variableName: "other",
    value: Expression.of(body),
    dependsOn: dependsOn.map((activity) => ({ activity, conditions: [DependencyCondition.COMPLETED] })),
  });
const branch = (name: string, expression: string, ifTrueActivities: Activity[], ...dependsOn: Activity[]) =>
  new IfConditionActivity(name, {
    expression: Expression.of(expression),
    ifTrueActivities,
    dependsOn: dependsOn.map((activity) => ({ activity })),
  });

describe("an expression in a pipeline", () => {
  const answer = "activity('First').output.count";

  test.each<[string, string, () => Activity[]]>([
    ["a parameter", 'parameter "To" in "Say"', () => [say("Say", "pipeline().parameters.To")]],
    ["one in brackets", 'parameter "To" in "Say"', () => [say("Say", "concat('a', pipeline().parameters['To'])")]],
    ["a variable", 'variable "seem" in "Say"', () => [say("Say", "variables('seem')")]],
    [
      "a variable that is set",
      'variable "seem" in "Set"',
      () => [new SetVariableActivity("Set", { variableName: "seem", value: Expression.literal("x") })],
    ],
    ["an activity", 'the answer of "First" in "Say"', () => [say("Say", answer)]],
    ["one beside it", 'the answer of "First" in "Say"', () => [wait("First"), say("Say", answer)]],
    [
      "one that begins later",
      'the answer of "Later" in "Say"',
      () => {
        const first = say("Say", "activity('Later').output");
        return [first, wait("Later", first)];
      },
    ],
    [
      "one of a branch before it",
      'the answer of "First" in "Say"',
      () => {
        const either = branch("If", "true", [wait("First")]);
        return [either, say("Say", answer, either)];
      },
    ],
    [
      "one that a condition has within it",
      'the answer of "First" in "If"',
      () => [branch("If", `equals(1, ${answer})`, [wait("First")])],
    ],
    ["within a branch", 'variable "seem" in "Say"', () => [branch("If", "true", [say("Say", "variables('seem')")])]],
    [
      "within a case",
      'variable "seem" in "Say"',
      () => [
        new SwitchActivity("Switch", {
          on: Expression.of("variables('seen')"),
          cases: [{ value: "a", activities: [say("Say", "variables('seem')")] }],
        }),
      ],
    ],
    [
      "within a text",
      'variable "seem" in "Fail"',
      () => [
        new FailActivity("Fail", {
          errorCode: Expression.literal("1"),
          message: Expression.interpolated("saw @{variables('seem')}"),
        }),
      ],
    ],
  ])("fails if it reads %s that is not there", (_, given, activities) => {
    expect(refusalOf(() => pipelineOf(activities()))).toContain(
      `Stack/Load: [data-factory/known-reference] given ${given}. `,
    );
  });

  test.each<[string, () => Activity[]]>([
    [
      "parameters and variables, whatever their case",
      () => [say("Say", "concat(pipeline().parameters.from, variables('SEEN'))")],
    ],
    [
      "what waited long before",
      () => {
        const first = wait("First");
        const second = wait("Second", first);
        return [first, second, say("Say", answer, second)];
      },
    ],
    [
      "what its container waited for, and what is before it there",
      () => {
        const first = wait("First");
        const within = wait("Within");
        return [
          first,
          branch("If", "true", [within, say("Say", `concat(${answer}, activity('within').output)`, within)], first),
        ];
      },
    ],
    [
      "what a round of a loop has answered",
      () => [
        new UntilActivity("Until", {
          expression: Expression.of(`equals(1, ${answer})`),
          activities: [wait("First")],
          timeout: Duration.hours(1),
        }),
      ],
    ],
    [
      "what only looks like a name, in a text",
      () => [say("Say", "concat('variables(''seem'')', 'pipeline().parameters.To')")],
    ],
    [
      "what is not evaluated",
      () => [
        new FailActivity("Fail", {
          errorCode: Expression.literal("@seem('x')"),
          message: Expression.interpolated("see variables('seem') and @@{variables('seem')}"),
        }),
      ],
    ],
  ])("may read %s", (_, activities) => {
    expect(pipelineOf(activities()).pipelineName).toBe("load");
  });

  test("may have in it what Terraform puts there, which is known after apply", () => {
    const moving = new MovingFactory();
    const later = new TerraformVariable(moving.stack, "later", { type: "string" }).stringValue;
    const value = Expression.interpolated(`@{add(1, ${Fn.tonumber(later)})} of @{concat('${later}')}`);
    pipelineOf([new SetVariableActivity("Set", { variableName: "seen", value })], {}, moving);
    expect(activitiesOf(moving.stack, "load")[0].typeProperties).toMatchObject({
      value: { value: expect.stringContaining("@{concat('${var.later}')}") as unknown },
    });
  });

  test("sets no variable to what the same variable holds", () => {
    const program = () => pipelineOf([say("Say", "concat(variables('Other'), 'x')")]);
    expect(refusalOf(program)).toContain('[data-factory/variable-itself] given variable "Other", set by "Say". ');
  });
});

describe("an expression", () => {
  test.each(["", "@pipeline().RunId", "concat('a'", "concat('a)", "it's", "a[0)", "f(x))"])(
    "fails if it is %j",
    (body) => {
      expect(rulesOf(() => Expression.of(body))).toEqual(["data-factory/expression"]);
    },
  );

  test.each(["runs/@{pipeline().RunId", "@{}", "a @{concat('x'} b", "@{f(})}"])("fails if it is within %j", (text) => {
    expect(rulesOf(() => Expression.interpolated(text))).toEqual(["data-factory/expression"]);
  });

  test.each(["concat('it''s', ')')", "first(activity('a').output.value)['x']", "true"])("may be %s", (body) => {
    expect(Expression.of(body)._json()).toEqual({ value: `@${body}`, type: "Expression" });
    expect(Expression.interpolated(`x @{${body}}`)._json()).toEqual({ value: `x @{${body}}`, type: "Expression" });
  });

  test.each(["plain", "@@{x}", "it's (not"])("may be no place in %j", (text) => {
    expect(Expression.interpolated(text)._json()).toEqual({ value: text, type: "Expression" });
  });
});

describe("a text that is taken to the letter", () => {
  test.each(["runs/@{pipeline().RunId}", "@concat('a', utcNow())", "x @{ activity('Look').output } y"])(
    "fails if it is %j",
    (text) => {
      const dwh = new MovingFactory().sqlServer();
      for (const program of [() => Expression.literal(text), () => dwh.query(text)]) {
        expect(rulesOf(program)).toEqual(["data-factory/to-the-letter"]);
      }
    },
  );

  test.each(["@home", "a @{x} b", "pipeline()"])("may be %j", (text) => {
    expect(String(Expression.literal(text)._json()).replace(/@@/g, "@")).toBe(text);
  });
});

describe("a parameter", () => {
  test.each(["load-date", "load date", "", "1st", "a.b"])("fails if it is called %j", (name) => {
    expect(rulesOf(() => PipelineParameter.text(name, ""))).toEqual(["data-factory/parameter-name"]);
    expect(rulesOf(() => PipelineParameter.integer(name, 1))).toEqual(["data-factory/parameter-name"]);
  });

  test.each(["loadDate", "load_date2"])("may be called %j", (name) => {
    expect(PipelineParameter.flag(name, true).reading).toBe(`bool(pipeline().parameters.${name})`);
  });

  test("is given to a pipeline that has it, whatever its case", () => {
    const moving = new MovingFactory();
    const pipeline = pipelineOf([wait("Wait")], {}, moving);
    const run = (name: string) => () =>
      new ExecutePipelineActivity("Run", { pipeline, parameters: { [name]: Expression.literal("x") } });
    const fire = (name: string) => () =>
      new ScheduleTrigger(moving.stack, `Nightly-${name}`, {
        pipeline,
        triggerName: `nightly-${name}`,
        frequency: TriggerFrequency.DAY,
        parameters: { [name]: "x" },
      });
    for (const given of [run, fire]) {
      expect(refusalOf(given("form"))).toMatch(
        /\[data-factory\/known-parameter\] given "form" for "load"\. .* It has: From\.$/,
      );
      given("from")();
    }
  });
});
