import { TerraformStack, Token } from "cdktf";
import { IConstruct } from "constructs";
import { isStacksOwn, providerBlocks } from "./provider-blocks";
import { Rule, refuseAtSynth } from "./rule";
import { isSame } from "./same";

const SUBSCRIPTION = new Rule({
  id: "core/own-subscription",
  why: "A provider makes everything in its own subscription, whatever a resource group's name says: it would be looked for elsewhere, or made beside what is planned.",
  fix: "Give the stack's azurerm and azapi the subscriptionId of the plan.",
  source: "azurerm, azapi: subscription_id",
});

/** Refuses, when the stack of `construct` is synthesized, its own providers of another subscription than the planned one. */
export function refuseOtherSubscription(construct: IConstruct, subscriptionId: string): void {
  refuseAtSynth(construct, () =>
    ["azurerm", "azapi"].flatMap((type) =>
      providerBlocks(TerraformStack.of(construct), type)
        .filter(isStacksOwn)
        .map(({ subscription_id: given = subscriptionId }) => String(given))
        .flatMap((given) =>
          SUBSCRIPTION.when(
            !Token.isUnresolved(given) && !isSame(given, subscriptionId),
            `${type} of the subscription ${given}, planned is ${subscriptionId}`,
          ),
        ),
    ),
  );
}
