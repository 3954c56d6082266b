import { Token } from "cdktf";
import { ProviderBlocks, isStacksOwn } from "./provider-blocks";
import { Rule, Violation } from "./rule";
import { isSame } from "./same";

const SUBSCRIPTION = new Rule({
  id: "core/own-subscription",
  why: "A provider makes everything in its own subscription, whatever a resource group's name says: it would be looked for elsewhere, or made beside what is planned.",
  fix: "Give the stack's azurerm and azapi the subscriptionId of the plan.",
  source: "azurerm, azapi: subscription_id",
});

/** Violations where a stack's own providers are of another subscription than the planned one. */
export function otherSubscriptionViolations(blocks: ProviderBlocks, planned: string): Violation[] {
  return ["azurerm", "azapi"].flatMap((type) =>
    (blocks[type] ?? [])
      .filter(isStacksOwn)
      .map(({ subscription_id: given = planned }) => String(given))
      .flatMap((given) =>
        SUBSCRIPTION.when(
          !Token.isUnresolved(given) && !isSame(given, planned),
          `${type} of the subscription ${given}, planned is ${planned}`,
        ),
      ),
  );
}
