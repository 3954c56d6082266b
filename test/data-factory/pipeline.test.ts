import { Fn, TerraformVariable } from "cdktf";
import {
  Activity,
  ActivityProps,
  DependencyCondition,
  Duration,
  ExecutePipelineActivity,
  Expression,
  IfConditionActivity,
  Pipeline,
  PipelineParameter,
  PipelineProps,
  WaitActivity,
} from "../../lib";
import { warningsOf } from "../support/azure";
import { partsOf } from "../support/data-factory/parts";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";

const wait = (name: string, props: ActivityProps = {}) =>
  new WaitActivity(name, { time: Duration.seconds(1), ...props });

/** An activity that says what it is given. */
class Saying extends Activity {
  public constructor(
    private readonly said: unknown,
    activityType = "SetVariable",
  ) {
    super("Say", activityType, {});
  }

  public _body(): Record<string, unknown> {
    return { typeProperties: { variableName: "said", value: this.said } };
  }
}

/** What the activity sets. */
const variables = { said: "" };

function pipelineOf(given: Partial<PipelineProps> = {}, moving = new MovingFactory()) {
  const pipeline = new Pipeline(moving.stack, "Load", {
    dataFactory: moving.dataFactory,
    pipelineName: "load",
    activities: [wait("Wait")],
    ...given,
  });
  return { moving, pipeline };
}

const made = (moving: MovingFactory) => partsOf(moving.stack, "pipelines");
const said = (moving: MovingFactory) => {
  const [{ typeProperties }] = made(moving)[0].properties.activities as { typeProperties: { value: unknown } }[];
  return typeProperties.value;
};

describe("a pipeline", () => {
  test("lies in its factory, with activities, parameters and variables", () => {
    const second = wait("Second", {
      description: "Waits again",
      dependsOn: [{ activity: wait("First"), conditions: [DependencyCondition.FAILED, DependencyCondition.SKIPPED] }],
    });
    const { moving } = pipelineOf({
      activities: [second.dependsOn[0].activity, second],
      parameters: [
        PipelineParameter.text("table", "${x}"),
        PipelineParameter.integer("days", 7),
        PipelineParameter.flag("full", false),
      ],
      variables: { outcome: "none" },
      concurrency: 3,
      description: "Loads",
    });
    const text = (defaultValue: string) => ({ type: "String", defaultValue });
    expect(made(moving).map(({ block }) => block)).toEqual([
      {
        type: "Microsoft.DataFactory/factories/pipelines@2018-06-01",
        name: "load",
        parent_id: expect.stringMatching(/^\$\{azurerm_data_factory\.\S+\.id\}$/),
        body: {
          properties: {
            description: "Loads",
            activities: expect.any(Array),
            parameters: { table: text("$${x}"), days: text("7"), full: text("false") },
            variables: { outcome: text("none") },
            concurrency: 3,
          },
        },
        lifecycle: { create_before_destroy: true },
        ignore_missing_property: false,
        response_export_values: [],
      },
    ]);
    expect(activitiesOf(moving.stack, "load")).toEqual([
      { name: "First", type: "Wait", dependsOn: [], typeProperties: { waitTimeInSeconds: 1 } },
      {
        name: "Second",
        type: "Wait",
        description: "Waits again",
        dependsOn: [{ activity: "First", dependencyConditions: ["Failed", "Skipped"] }],
        typeProperties: { waitTimeInSeconds: 1 },
      },
    ]);
  });

  test("reads parameters as what they are, although triggers hand over texts only", () => {
    const values = [
      PipelineParameter.text("table", "").value,
      PipelineParameter.integer("days", 1).value,
      PipelineParameter.flag("full", true).value,
    ].map((value) => value._json());
    expect(values).toEqual([
      { value: "@pipeline().parameters.table", type: "Expression" },
      { value: "@int(pipeline().parameters.days)", type: "Expression" },
      { value: "@bool(pipeline().parameters.full)", type: "Expression" },
    ]);
  });

  test("keeps what Terraform would take for a template, keys included", () => {
    const { moving } = pipelineOf({ variables, activities: [new Saying({ "${k}": '${v} %{w} "quoted" \\ @{x}' })] });
    expect(said(moving)).toEqual({ "$${k}": '$${v} %%{w} "quoted" \\ @{x}' });
  });

  test("lets Terraform put in what is known after apply, as what it is", () => {
    const moving = new MovingFactory();
    const later = new TerraformVariable(moving.stack, "later", { type: "string" });
    const given = {
      text: later.stringValue,
      number: later.numberValue,
      within: `\${a} ${Fn.upper(later.stringValue)}`,
    };
    pipelineOf({ variables, activities: [new Saying(given)] }, moving);
    expect(said(moving)).toEqual({ text: "${var.later}", number: "${var.later}", within: "$${a} ${upper(var.later)}" });
  });

  test("is none where Azure's models know no such activity: what tests synthesize is held against them", () => {
    const { moving } = pipelineOf({ activities: [new Saying("x", "Saying")] });
    expect(() => made(moving)).toThrow("properties.activities.0.type: there is no type Saying");
  });

  test("runs another one of its factory, once that is made", () => {
    const { moving, pipeline } = pipelineOf({ parameters: [PipelineParameter.text("Table", "")] });
    const parameters = { table: Expression.literal("@home") };
    const [all, none] = [
      new ExecutePipelineActivity("Load it", { pipeline, parameters, waitOnCompletion: false }),
      new ExecutePipelineActivity("Load", { pipeline }),
    ];
    new Pipeline(moving.stack, "All", {
      dataFactory: moving.dataFactory,
      pipelineName: "all",
      activities: [all, none],
    });
    const reference = { referenceName: "load", type: "PipelineReference" };
    expect(activitiesOf(moving.stack, "all").map(({ typeProperties }) => typeProperties)).toEqual([
      { pipeline: reference, waitOnCompletion: false, parameters: { table: "@@home" } },
      { pipeline: reference, waitOnCompletion: true },
    ]);
    const [outer] = made(moving).filter(({ name }) => name === "all");
    expect(outer.depends_on).toEqual([expect.stringMatching(/^azapi_resource\.Load_\w+$/)]);
    expect(pipeline.activities.map(({ name }) => name)).toEqual(["Wait"]);
  });
});

describe("what a pipeline refuses", () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => wait(`Wait ${index}`));
  const branch = (inner: Activity[]) =>
    new IfConditionActivity("If", { expression: Expression.of("bool(1)"), ifTrueActivities: inner });

  test.each([
    ["no activity", []],
    ["121 activities", many(121)],
    ["120 activities in a container", [branch(many(120))]],
  ])("fails if it has %s", (_, activities) => {
    expect(rulesOf(() => pipelineOf({ activities }))).toEqual(["data-factory/activities-per-pipeline"]);
  });

  test.each([
    ["120 activities", many(120)],
    ["119 activities in a container", [branch(many(119))]],
  ])("accepts %s", (_, activities) => {
    expect(pipelineOf({ activities }).pipeline.activities).toEqual(activities);
  });

  test("warns of more activities than Data Factory takes unasked, those within containers included", () => {
    const warned = (activities: Activity[]) => warningsOf(pipelineOf({ activities }).pipeline);
    expect([warned(many(80)), warned([branch(many(79))])]).toEqual([[], []]);
    for (const activities of [many(81), [branch(many(80))]]) {
      expect(warned(activities)).toEqual([expect.stringMatching(/^\[data-factory\/activities-by-support\] given 81 /)]);
    }
  });

  test.each([0, 51, 1.5])("fails if %j runs are admitted at a time", (concurrency) => {
    expect(rulesOf(() => pipelineOf({ concurrency }))).toEqual(["data-factory/pipeline-concurrency"]);
  });

  test.each([1, 50])("accepts %j runs at a time", (concurrency) => {
    expect(made(pipelineOf({ concurrency }).moving)[0].properties.concurrency).toBe(concurrency);
  });

  test("fails if an expression is longer than Data Factory takes, wherever it stands", () => {
    const saying = (length: number, head: string) =>
      new Saying({ deep: [`${head}${"x".repeat(length - head.length)}`] });
    const given = (length: number, head: string) => ({ variables, activities: [branch([saying(length, head)])] });
    const rules = (length: number, head: string) => rulesOf(() => pipelineOf(given(length, head)));
    expect(rules(8193, "@")).toEqual(["data-factory/expression-length"]);
    expect(rules(8193, "in @{")).toEqual(["data-factory/expression-length"]);
    [given(8192, "@"), given(8192, "in @{"), given(9000, "x")].forEach((held) => pipelineOf(held));
  });

  test("fails if an activity is there twice, also within a container", () => {
    expect(refusalOf(() => pipelineOf({ activities: [wait("Wait"), branch([wait("wait")])] }))).toContain(
      '[data-factory/unique-name-in-pipeline] given activity "wait" twice. ',
    );
  });

  test("fails if a parameter and a variable have one name", () => {
    const given = { parameters: [PipelineParameter.text("Table", "")], variables: { table: "" } };
    expect(refusalOf(() => pipelineOf(given))).toContain('given parameter or variable "table" twice. ');
  });

  test("fails if an activity waits for one that is not beside it", () => {
    const outside = wait("Outside");
    const within = branch([wait("Within", { dependsOn: [{ activity: outside }] })]);
    expect(refusalOf(() => pipelineOf({ activities: [outside, within] }))).toContain(
      '[data-factory/activity-dependency] given "Within" after "Outside". ',
    );
  });

  test("fails if it runs a pipeline of another factory", () => {
    const { moving, pipeline } = pipelineOf();
    const { dataFactory } = new MovingFactory(moving.stack, "retail", "erp-adf");
    const activities = [new ExecutePipelineActivity("Load", { pipeline })];
    expect(
      refusalOf(() => new Pipeline(moving.stack, "All", { dataFactory, pipelineName: "all", activities })),
    ).toContain("[data-factory/own-factory] given Stack/Load of the factory salesforce-adf in erp-adf. ");
  });
});
