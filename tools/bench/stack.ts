import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

/** So many domains link the runtime of one hub: as many as Azure lets. */
export const DOMAINS_PER_HUB = 100;

/** Plans `count` domains, and gives back what makes them, each in a stack of its own. */
export type PlanDomains = (count: number) => (app: Construct) => void;

/** The provider that waits: the library's own, or that of the bindings. */
export type TimeProviderClass = new (scope: Construct, id: string) => unknown;

/** What both ways begin with: a stack and its providers. */
export function domainStack(
  app: Construct,
  name: string,
  subscriptionId: string,
  timeProvider: TimeProviderClass,
): TerraformStack {
  const stack = new TerraformStack(app, name);
  new AzurermProvider(stack, "azurerm", { features: [{}], subscriptionId });
  new timeProvider(stack, "time");
  return stack;
}
