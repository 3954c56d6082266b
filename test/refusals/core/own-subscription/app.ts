import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { AzapiProvider, Environment, SourceDomain } from "../../../../lib";
import { DEVELOPMENT_SUBSCRIPTION } from "../../../support/plan";
import { smallPlan } from "../../../support/small-plan";

/** Production's program, with the provider of the test's. */
export function program(): void {
  const app = Testing.app();
  const stack = new TerraformStack(app, "Stack");
  new AzurermProvider(stack, "azurerm", { features: [{}], subscriptionId: DEVELOPMENT_SUBSCRIPTION });
  new AzapiProvider(stack, "azapi");
  new SourceDomain(stack, "Domain", { plan: smallPlan().salesforce.planFor(Environment.PROD) });
  app.synth();
}
