import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { otherSubscriptionViolations } from "../core/own-subscription";
import { providerBlocks } from "../core/provider-blocks";
import { refuseAtSynth } from "../core/rule";
import type { HubPlan } from "./hub-plan";
import { otherTenantViolations } from "./one-tenant";

/**
 * Refuses, when the stack of `construct` is synthesized, providers of it of another tenant than that of the holding of
 * `hub`, or of another subscription than `subscriptionId`; undefined where the stack makes things in several.
 */
export function refuseOtherProviders(construct: IConstruct, hub: HubPlan, subscriptionId?: string): void {
  refuseAtSynth(construct, () => {
    const stack = TerraformStack.of(construct);
    const blocks = providerBlocks(stack);
    const { _holdingName: holdingName, tenantId } = hub;
    const elsewhere = subscriptionId === undefined ? [] : otherSubscriptionViolations(blocks, subscriptionId);
    return [...otherTenantViolations(stack, blocks, { holdingName, tenantId }), ...elsewhere];
  });
}
