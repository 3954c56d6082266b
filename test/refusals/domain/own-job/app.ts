import { TerraformStack, Testing } from "cdktf";
import { DomainPlan, Environment, SourceDomain } from "../../../../lib";
import { jobProps, warehouseProfile } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A load that runs the job of the domain beside it. */
export function program(): void {
  const { retail, salesforce, warehouse, planned } = smallPlan();
  const app = Testing.app();
  const erp = retail.addDomain("erp", { forwards: [planned.warehouse] });
  const domainIn = (stack: TerraformStack, plan: DomainPlan) => new SourceDomain(stack, "Domain", { plan });
  const [one, other] = ["One", "Other"].map((name) => stackUnderTest(name, app));
  const loading = domainIn(one, salesforce.planFor(Environment.PROD));
  const transforming = domainIn(other, erp.planFor(Environment.PROD));
  const { dbtImage, azbridgeImage } = jobProps(other);
  const profile = warehouseProfile(other, warehouse);
  const job = transforming.addDbtJob("Transform", { dbtImage, azbridgeImage, forwards: [warehouse], profile });
  loading.addLoad("Load", { activities: [], job });
}
