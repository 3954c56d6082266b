import { ContainerAppEnvironment, Environment, SourceDomain } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { jobProps, warehouseProfile } from "../../../support/job";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A Container Apps job whose identity would have to read a password, on which the plan gives it no right. */
export function program(): void {
  const { salesforce, warehouse } = smallPlan();
  const stack = stackUnderTest();
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  const environmentId = `${GROUP_ID}/providers/Microsoft.App/managedEnvironments/apps`;
  const containerAppEnvironment = ContainerAppEnvironment.fromResourceId(stack, "Apps", environmentId);
  const { dbtImage, azbridgeImage } = jobProps(stack);
  const profile = warehouseProfile(stack, warehouse);
  domain.addDbtContainerAppJob("Nightly", {
    dbtImage,
    azbridgeImage,
    forwards: [warehouse],
    profile,
    containerAppEnvironment,
  });
}
