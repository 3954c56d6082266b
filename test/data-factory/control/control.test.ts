import {
  Activity,
  DataFactory,
  DependencyCondition,
  Duration,
  Expression,
  FailActivity,
  FilterActivity,
  GrantsInEffect,
  IfConditionActivity,
  Pipeline,
  SetVariableActivity,
  SwitchActivity,
  UntilActivity,
  WaitActivity,
  WebActivity,
  WebActivityProps,
  WebAuthentication,
  WebMethod,
} from "../../../lib";
import { rulesOf } from "../../support/plan";
import { resolved } from "../../support/azure";
import { partsOf, propertiesOf } from "../../support/data-factory/parts";
import { stackUnderTest } from "../../support/stack";

/** An activity as it stands in the JSON of a pipeline. */
function jsonOf(...activities: Activity[]): unknown {
  const stack = stackUnderTest();
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
  new Pipeline(stack, "Pipeline", { dataFactory, pipelineName: "nightly", activities, variables: { seen: "no" } });
  return propertiesOf(stack, "pipelines", "nightly").activities;
}

const seen = Expression.of("equals(variables('seen'), 'yes')");
const wait = (name = "Wait") => new WaitActivity(name, { time: Duration.minutes(1) });
const loop = (name = "Loop", ...activities: Activity[]) =>
  new UntilActivity(name, { expression: seen, activities, timeout: Duration.hours(1) });
const branch = (name = "Branch", ...ifTrueActivities: Activity[]) =>
  new IfConditionActivity(name, { expression: seen, ifTrueActivities });
const choice = (name = "Choice", ...activities: Activity[]) =>
  new SwitchActivity(name, { on: seen, cases: [{ value: "yes", activities }] });
const web = (given: Partial<WebActivityProps> = {}) =>
  new WebActivity("Call", { method: WebMethod.GET, url: Expression.literal("https://azure.example/?a=1"), ...given });

describe("a Web activity", () => {
  const identity = WebAuthentication.managedIdentity("https://management.azure.com/");

  test.each<[Expression, WebAuthentication | undefined]>([
    [Expression.literal(""), undefined],
    [Expression.literal("management.azure.com"), undefined],
    [Expression.literal("http://management.azure.com"), identity],
    [Expression.interpolated("http://@{pipeline().DataFactory}.example"), identity],
  ])("fails if its address is %j", (url, authentication) => {
    expect(rulesOf(() => web({ url, authentication }))).toEqual(["data-factory/web-address"]);
  });

  test.each<[Expression, WebAuthentication | undefined]>([
    [Expression.literal("http://intranet.example"), undefined],
    [Expression.literal("https://management.azure.com"), identity],
    [Expression.of("activity('Look').output.url"), identity],
    [Expression.interpolated("https://@{pipeline().DataFactory}.example"), identity],
  ])("may have the address %j", (url, authentication) => {
    expect(web({ url, authentication }).name).toBe("Call");
  });

  test("is what Data Factory's schema says", () => {
    const activity = web({
      method: WebMethod.PUT,
      url: Expression.interpolated("https://azure.example/@{pipeline().RunId}"),
      body: Expression.literal("@{text}"),
      headers: { "Content-Type": Expression.literal("application/json") },
      authentication: WebAuthentication.managedIdentity("https://management.azure.com/"),
      turnOffAsync: true,
      httpRequestTimeout: Duration.minutes(10),
      policy: { retries: 2, retryInterval: Duration.seconds(45), timeout: Duration.hours(1) },
      description: "calls",
    });
    expect(jsonOf(activity)).toEqual([
      {
        name: "Call",
        type: "WebActivity",
        description: "calls",
        dependsOn: [],
        policy: {
          timeout: "0.01:00:00",
          retry: 2,
          retryIntervalInSeconds: 45,
          secureInput: false,
          secureOutput: false,
        },
        typeProperties: {
          method: "PUT",
          url: { value: "https://azure.example/@{pipeline().RunId}", type: "Expression" },
          body: "@@{text}",
          headers: { "Content-Type": "application/json" },
          authentication: { type: "MSI", resource: "https://management.azure.com/" },
          turnOffAsync: true,
          httpRequestTimeout: "00:10:00",
        },
      },
    ]);
  });

  test("has nothing that it was not given", () => {
    expect(jsonOf(web())).toEqual([
      {
        name: "Call",
        type: "WebActivity",
        dependsOn: [],
        typeProperties: { method: "GET", url: "https://azure.example/?a=1" },
      },
    ]);
  });

  test("lets what starts its pipeline wait for the right that it calls by, and not the pipeline", () => {
    const stack = stackUnderTest();
    const place = { resourceGroupName: "retail-rg", location: "westeurope" };
    const dataFactory = new DataFactory(stack, "Factory", { ...place, factoryName: "retail-adf" });
    const activities = [loop("Loop", web({ allowedBy: new GrantsInEffect(stack, "Allowed") }))];
    const variables = { seen: "" };
    const pipeline = new Pipeline(stack, "Pipeline", { dataFactory, pipelineName: "nightly", activities, variables });
    expect(pipeline.neededToRun.map(({ fqn }) => resolved(stack, fqn))).toEqual([
      expect.stringMatching(/^\$\{time_sleep\.Allowed_/),
    ]);
    expect(partsOf(stack, "pipelines")[0].depends_on).toEqual([]);
  });

  test.each([
    ["a POST without a body", { method: WebMethod.POST }, "[data-factory/web-body] given POST without a body. "],
    ["a GET with one", { body: Expression.literal("") }, "[data-factory/web-body] given GET with a body. "],
    [
      "a timeout of 601 s",
      { httpRequestTimeout: Duration.seconds(601) },
      "[data-factory/web-timeout] given httpRequestTimeout 601. ",
    ],
    [
      "a timeout of 0 s",
      { httpRequestTimeout: Duration.seconds(0) },
      "[data-factory/web-timeout] given httpRequestTimeout 0. ",
    ],
  ])("fails if it is %s", (_, given, message) => {
    expect(() => web(given)).toThrow(message);
  });
});

describe("activities that steer", () => {
  test("are what Data Factory's schema says", () => {
    const kept = new FilterActivity("Keep", {
      items: Expression.of("createArray('dbt')"),
      condition: Expression.of("equals(item().name, 'dbt')"),
    });
    const set = new SetVariableActivity("Set", { variableName: "seen", value: Expression.literal("yes") });
    const fail = new FailActivity("Fail", {
      message: Expression.interpolated("saw @{variables('seen')}"),
      errorCode: Expression.literal("7"),
      dependsOn: [{ activity: set, conditions: [DependencyCondition.FAILED] }],
    });
    const plain = (name: string, type: string, typeProperties: unknown, dependsOn: unknown[] = []) => ({
      name,
      type,
      dependsOn,
      typeProperties,
    });
    const isSeen = { value: "@equals(variables('seen'), 'yes')", type: "Expression" };
    const waits = (name: string) => plain(name, "Wait", { waitTimeInSeconds: 60 });
    const either = new IfConditionActivity("If", {
      expression: seen,
      ifTrueActivities: [wait("True")],
      ifFalseActivities: [wait("False")],
    });
    const several = new SwitchActivity("Switch", {
      on: Expression.of("variables('seen')"),
      cases: [{ value: "yes", activities: [wait("Yes")] }],
      defaultActivities: [wait("Default")],
    });
    expect(jsonOf(kept, set, fail, loop("Until", wait("Round")), either, several)).toEqual([
      plain("Keep", "Filter", {
        items: { value: "@createArray('dbt')", type: "Expression" },
        condition: { value: "@equals(item().name, 'dbt')", type: "Expression" },
      }),
      plain("Set", "SetVariable", { variableName: "seen", value: "yes" }),
      plain("Fail", "Fail", { message: { value: "saw @{variables('seen')}", type: "Expression" }, errorCode: "7" }, [
        { activity: "Set", dependencyConditions: ["Failed"] },
      ]),
      plain("Until", "Until", { expression: isSeen, activities: [waits("Round")], timeout: "0.01:00:00" }),
      plain("If", "IfCondition", {
        expression: isSeen,
        ifTrueActivities: [waits("True")],
        ifFalseActivities: [waits("False")],
      }),
      plain("Switch", "Switch", {
        on: { value: "@variables('seen')", type: "Expression" },
        cases: [{ value: "yes", activities: [waits("Yes")] }],
        defaultActivities: [waits("Default")],
      }),
    ]);
  });

  test.each([0.5, 0, 1.5, 86_401])("fails if a Wait waits for %d s", (seconds) => {
    expect(() => new WaitActivity("Wait", { time: Duration.seconds(seconds) })).toThrow(
      `[data-factory/wait-time] given time ${seconds}. `,
    );
  });

  test.each([1, 86_400])("lets a Wait wait for %d s", (seconds) => {
    expect(jsonOf(new WaitActivity("Wait", { time: Duration.seconds(seconds) }))).toMatchObject([
      { typeProperties: { waitTimeInSeconds: seconds } },
    ]);
  });

  test.each([
    [Duration.seconds(0), 0],
    [Duration.days(8), 691_200],
  ])("fails if an Until lasts %j", (timeout, seconds) => {
    expect(() => new UntilActivity("Until", { expression: seen, activities: [wait()], timeout })).toThrow(
      `[data-factory/until-timeout] given a timeout of ${seconds}. `,
    );
  });
});

describe("activities within activities", () => {
  test("may be If and Switch within Until, and anything that holds none", () => {
    expect(jsonOf(loop("Loop", branch("Branch", wait()), choice("Choice", web())))).toMatchObject([
      { typeProperties: { activities: [{ type: "IfCondition" }, { type: "Switch" }] } },
    ]);
  });

  test.each([
    ["an Until within an Until", () => loop("Outer", loop("Inner", wait()))],
    ["an Until within an If", () => branch("Outer", loop("Inner", wait()))],
    ["an If within an If", () => branch("Outer", branch("Inner", wait()))],
    ["a Switch within an If", () => branch("Outer", choice("Inner", wait()))],
    ["an If within a Switch", () => choice("Outer", branch("Inner", wait()))],
  ])("fails if they are %s", (_, made) => {
    expect(made).toThrow("activity Outer: [data-factory/nesting] given the ");
    expect(made).toThrow('"Inner" within the ');
  });

  test("fails if there are none", () => {
    expect(() => loop()).toThrow("activity Loop: [data-factory/empty-container] given no activity.");
    expect(() => branch()).toThrow("activity Branch: [data-factory/empty-container] given no activity.");
  });

  test("fails if a case has no activity, or a value twice, or there are none or more than 25", () => {
    const cases =
      (...values: string[]) =>
      () =>
        new SwitchActivity("Choice", {
          on: seen,
          cases: values.map((value, index) => ({ value, activities: value === "" ? [] : [wait(`Wait ${index}`)] })),
          defaultActivities: [wait()],
        });
    expect(cases("a", "")).toThrow('[data-factory/switch-cases] given "" without an activity. ');
    expect(cases("a", "b", "a")).toThrow('[data-factory/switch-cases] given "a" twice. ');
    expect(cases()).toThrow("[data-factory/switch-cases] given cases: 0. ");
    const many = Array.from({ length: 26 }, (_, index) => String(index));
    expect(cases(...many)).toThrow("[data-factory/switch-cases] given cases: 26. ");
    expect(cases(...many.slice(1))).not.toThrow();
  });
});
