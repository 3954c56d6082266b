import {
  Activity,
  DependencyCondition,
  Duration,
  Environment,
  Expression,
  FailActivity,
  IfConditionActivity,
  SourceDomain,
  UntilActivity,
  WaitActivity,
} from "../../lib";
import { refusalOf } from "../support/plan";
import { smallPlan } from "../support/small-plan";
import { stackUnderTest } from "../support/stack";

const { SUCCEEDED, FAILED, COMPLETED, SKIPPED } = DependencyCondition;
type After = [Activity, ...DependencyCondition[]];
const after = (all: After[]) => all.map(([activity, ...conditions]) => ({ activity, conditions }));
const wait = (name: string, ...all: After[]) =>
  new WaitActivity(name, { time: Duration.seconds(1), dependsOn: after(all) });
const fail = (name: string, ...all: After[]) =>
  new FailActivity(name, {
    message: Expression.literal("no"),
    errorCode: Expression.literal("1"),
    dependsOn: after(all),
  });

function pipelineOf(activities: Activity[], catchesFailures?: boolean) {
  const plan = smallPlan().salesforce.planFor(Environment.PROD);
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan });
  return domain.addPipeline("Nightly", { activities, catchesFailures });
}

const copy = wait("Copy");
const tell = wait("Tell", [copy, FAILED]);
const clean = wait("Clean", [copy, COMPLETED]);
const check = wait("Check", [copy, SUCCEEDED]);
const branch = (...ifTrueActivities: Activity[]) =>
  new IfConditionActivity("If", { expression: Expression.of("true"), ifTrueActivities });

describe("a failure in a domain's pipeline", () => {
  test.each<[string, Activity[], string]>([
    ["what waits for it alone", [copy, tell], "Copy"],
    ["what waits for any end", [copy, clean], "Copy"],
    ["several, the last of which succeeds", [copy, tell, wait("More", [tell, SUCCEEDED])], "Copy"],
    ["a skip that something waits for", [copy, check, wait("Else", [check, SKIPPED, SUCCEEDED])], "Copy"],
    ["what stands within a branch", [branch(copy, tell)], "Copy"],
    ["what waits for the second of two", [copy, check, wait("Tell", [check, FAILED])], "Check"],
  ])("is not hidden by %s", (_, activities, name) => {
    expect(refusalOf(() => pipelineOf(activities))).toContain(
      `Stack/Domain: [domain/caught-failure] given a failure of "${name}", after which the run succeeds. `,
    );
    expect(pipelineOf(activities, true).pipelineName).toBe("nightly");
  });

  test.each<[string, Activity[]]>([
    ["fails the run where nothing waits for it", [copy, check]],
    ["fails it where another way is skipped by it", [copy, tell, check]],
    ["fails it where what is told of it ends in a Fail activity", [copy, tell, fail("Fail", [tell, COMPLETED])]],
    ["fails it beside what happens in any case", [copy, clean, check]],
    [
      "may end a round of a loop",
      [
        new UntilActivity("Until", {
          expression: Expression.of("true"),
          activities: [copy, tell],
          timeout: Duration.hours(1),
        }),
      ],
    ],
  ])("%s", (_, activities) => {
    expect(pipelineOf(activities).pipelineName).toBe("nightly");
  });
});

test("many layers of which each waits for the whole one before are looked through in no time", () => {
  const layers = Array.from({ length: 11 }, (_, layer) => layer).reduce<Activity[][]>(
    (all, layer) => [
      ...all,
      Array.from({ length: 7 }, (_, place) =>
        wait(`${layer}-${place}`, ...(all[layer - 1] ?? []).map((one): After => [one, SUCCEEDED])),
      ),
    ],
    [],
  );
  const begun = performance.now();
  expect(pipelineOf(layers.flat()).pipelineName).toBe("nightly");
  expect(performance.now() - begun).toBeLessThan(5000);
});

test("an activity waits for another one under some condition", () => {
  expect(refusalOf(() => pipelineOf([copy, wait("Never", [copy])]))).toContain(
    '[data-factory/activity-dependency] given "Never" after "Copy", without any condition. ',
  );
});
