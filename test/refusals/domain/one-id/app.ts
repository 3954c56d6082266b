import { Environment, SourceDomain } from "../../../../lib";
import { jobProps, warehouseProfile } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** Two loads of one ID. */
export function program(): void {
  const { salesforce, warehouse } = smallPlan();
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  const { dbtImage, azbridgeImage } = jobProps(stack);
  const profile = warehouseProfile(stack, warehouse);
  const job = domain.addDbtJob("Transform", { dbtImage, azbridgeImage, forwards: [warehouse], profile });
  domain.addLoad("Load", { activities: [], job });
  domain.addLoad("Load", { activities: [], job, pipelineName: "again" });
}
