import { TerraformStack } from "cdktf";
import { IConstruct } from "constructs";
import { otherSubscriptionViolations } from "../core/own-subscription";
import { providerBlocks } from "../core/provider-blocks";
import { refuseAtSynth } from "../core/rule";
import { otherTenantViolations } from "./one-tenant";

/** Where a plan has a stack's providers make things. */
export interface PlannedPlace {
  /** Undefined where the plan says none. */
  readonly tenantId?: string;
  /** Undefined where the stack makes things in several. */
  readonly subscriptionId?: string;
}

/** Refuses, when the stack of `construct` is synthesized, providers of it of another tenant or subscription than the plan's. */
export function refuseOtherProviders(construct: IConstruct, { tenantId, subscriptionId }: PlannedPlace): void {
  refuseAtSynth(construct, () => {
    const blocks = providerBlocks(TerraformStack.of(construct));
    const elsewhere = subscriptionId === undefined ? [] : otherSubscriptionViolations(blocks, subscriptionId);
    return [...otherTenantViolations(blocks, tenantId), ...elsewhere];
  });
}
