import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { DomainAccess, Environment, TimeProvider } from "../../../../lib";
import { PROVIDER_DEPLOYER } from "../../../support/handoff-plan";
import { smallPlan } from "../../../support/small-plan";
import { synthesized } from "../../../support/stack";

/** A provider that deletes resource groups with whatever is in them. */
export function program(): void {
  const plan = smallPlan({ productionDeployer: PROVIDER_DEPLOYER }).salesforce.planFor(Environment.PROD);
  const stack = new TerraformStack(Testing.app(), "Stack");
  new AzurermProvider(stack, "azurerm", {
    features: [{ resourceGroup: [{ preventDeletionIfContainsResources: false }] }],
  });
  new TimeProvider(stack, "time");
  new DomainAccess(stack, "Access", { plan });
  synthesized(stack);
}
