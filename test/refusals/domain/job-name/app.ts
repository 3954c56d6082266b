import { Environment, SourceDomain } from "../../../../lib";
import { jobProps, warehouseProfile } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** Two jobs of one name would share container group and semaphore. */
export function program(): void {
  const { salesforce, warehouse } = smallPlan();
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  const profile = warehouseProfile(stack, warehouse);
  const { dbtImage, azbridgeImage } = jobProps(stack);
  const job = { dbtImage, azbridgeImage, forwards: [warehouse], profile };
  domain.addDbtJob("Nightly", job);
  domain.addDbtJob("Hourly", { ...job, jobName: "nightly" });
}
