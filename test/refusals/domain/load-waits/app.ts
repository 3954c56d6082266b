import { Duration, Environment, ExecutePipelineActivity, SourceDomain, WaitActivity } from "../../../../lib";
import { jobProps, warehouseProfile } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** dbt begins while the copies of another pipeline are under way. */
export function program(): void {
  const { salesforce, warehouse } = smallPlan();
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  const { dbtImage, azbridgeImage } = jobProps(stack);
  const profile = warehouseProfile(stack, warehouse);
  const job = domain.addDbtJob("Transform", { dbtImage, azbridgeImage, forwards: [warehouse], profile });
  const pipeline = domain.addPipeline("Copies", {
    activities: [new WaitActivity("A while", { time: Duration.seconds(9) })],
  });
  domain.addLoad("Load", {
    activities: [new ExecutePipelineActivity("Copy all", { pipeline, waitOnCompletion: false })],
    job,
  });
}
