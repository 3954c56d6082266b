import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { AzapiProvider, Environment, SourceDomain } from "../../lib";
import { DEVELOPMENT_SUBSCRIPTION, PRODUCTION_SUBSCRIPTION } from "../support/plan";
import { smallPlan } from "../support/small-plan";

const { salesforce } = smallPlan();

/** What is wrong with production's domain in a stack with these providers. */
function wrong(azurerm?: string, azapi?: string): unknown[] {
  const stack = new TerraformStack(Testing.app(), "Stack");
  new AzurermProvider(stack, "azurerm", { features: [{}], subscriptionId: azurerm });
  new AzapiProvider(stack, "azapi", { subscriptionId: azapi });
  const domain = new SourceDomain(stack, "Domain", { plan: salesforce.planFor(Environment.PROD) });
  return domain.node.validate();
}

test("a stack's own providers may say the planned subscription, in any case, or none", () => {
  expect(wrong()).toEqual([]);
  expect(wrong(PRODUCTION_SUBSCRIPTION.toUpperCase(), PRODUCTION_SUBSCRIPTION)).toEqual([]);
});

test("a stack's own providers of another subscription are refused", () => {
  const [first, second] = wrong(DEVELOPMENT_SUBSCRIPTION, DEVELOPMENT_SUBSCRIPTION);
  expect(first).toMatch(/^\[core\/own-subscription\] given azurerm of the subscription 1a2b3c4d-/);
  expect(second).toMatch(/^\[core\/own-subscription\] given azapi of the subscription 1a2b3c4d-/);
});
