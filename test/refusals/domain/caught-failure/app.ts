import {
  DependencyCondition,
  Environment,
  Expression,
  SourceDomain,
  WaitActivity,
  Duration,
  WebActivity,
  WebMethod,
} from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** Somebody is told of a failure, and the run has succeeded. */
export function program(): void {
  const { salesforce } = smallPlan();
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: salesforce.planFor(Environment.PROD) });
  const work = new WaitActivity("Work", { time: Duration.seconds(1) });
  const tell = new WebActivity("Tell", {
    dependsOn: [{ activity: work, conditions: [DependencyCondition.FAILED] }],
    method: WebMethod.POST,
    url: Expression.literal("https://alarm.example"),
    body: Expression.literal("Work has failed"),
  });
  domain.addPipeline("Nightly", { activities: [work, tell] });
}
