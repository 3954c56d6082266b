import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** So many domains link the runtime of one hub: as many as Azure lets. */
export const DOMAINS_PER_HUB = 100;

/** Plans `count` domains, and gives back what makes them, each in a stack of its own. */
export type PlanDomains = (count: number) => (app: Construct) => void;

/** What both ways begin with: a stack and its providers. */
export function domainStack(app: Construct, name: string, subscriptionId: string): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AzurermProvider(stack, "azurerm", { features: [{}], subscriptionId });
  return stack;
}
