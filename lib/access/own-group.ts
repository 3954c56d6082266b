import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { ITerraformDependable, TerraformProvider, TerraformStack, Token, dependable } from "cdktf";
import { Construct } from "constructs";
import { ProviderBlock, blocksOfProvider, isStacksOwn, providerBlocks } from "../core/provider-blocks";
import { Rule, Violation, refuseAtSynth } from "../core/rule";
import { isSame } from "../core/same";
import { DomainPlan } from "../holding/domain-plan";
import { IAzureResource } from "../identity/principal";

const SUBSCRIPTION = new Rule({
  id: "access/subscription",
  why: "The domain's resource group lies in the domain's subscription, and azurerm makes groups in its own alone.",
  fix: "Give DomainAccess a provider azurerm of that subscription, with an alias (domainProvider).",
  source: "azurerm: subscription_id",
});

const KEPT = new Rule({
  id: "access/kept-group",
  why: "Who takes an access stack away before its domain would delete all that the domain has, its data too.",
  fix: "Leave prevent_deletion_if_contains_resources out of that provider's features, or say true.",
  source: "azurerm: features, resource_group",
});

/**
 * The resource group of a domain, in the domain's subscription. Its region is where Azure keeps the list of what is in
 * it; another one would replace the group, so it is left as it is. As long as anything is in it, azurerm refuses to
 * delete it.
 */
export class OwnGroup extends Construct implements IAzureResource {
  /** Azure resource ID. */
  public readonly resourceId: string;
  private readonly group: ResourceGroup;

  /** @throws `access/subscription`, `access/kept-group`, when the stack is synthesized */
  constructor(scope: Construct, id: string, plan: DomainPlan, provider?: TerraformProvider) {
    super(scope, id);
    this.group = new ResourceGroup(this, "Resource", {
      name: plan.resourceGroupName,
      location: plan.location,
      provider,
      lifecycle: { ignoreChanges: ["location"] },
    });
    this.resourceId = this.group.id;
    refuseAtSynth(this, () => providerViolations(plan, this.blockOf(provider)));
  }

  /** It goes before `other`, which stays as long as it cannot go. */
  public isOutlivedBy(other: ITerraformDependable): void {
    this.group.dependsOn = [...(this.group.dependsOn ?? []), dependable(other)];
  }

  private blockOf(provider: TerraformProvider | undefined): ProviderBlock {
    const blocks =
      provider === undefined ? (providerBlocks(TerraformStack.of(this)).azurerm ?? []) : blocksOfProvider(provider);
    return blocks.find((block) => provider !== undefined || isStacksOwn(block)) ?? {};
  }
}

/** A provider that says no subscription is taken for one of the hub's, as the stack's others are. */
function providerViolations(plan: DomainPlan, block: ProviderBlock): Violation[] {
  const { subscription_id: given = plan.hub.subscriptionId } = block;
  const differs = !isSame(String(given), plan.subscriptionId);
  const [features] = listed(block.features);
  const deletes = listed(features?.resource_group).some(
    ({ prevent_deletion_if_contains_resources: prevents }) => prevents === false,
  );
  return [
    ...SUBSCRIPTION.when(
      differs && !Token.isUnresolved(given),
      `an azurerm of ${String(given)} for ${plan.resourceGroupName} in ${plan.subscriptionId}`,
    ),
    ...KEPT.when(deletes, `prevent_deletion_if_contains_resources = false for ${plan.resourceGroupName}`),
  ];
}

/** A block, or several. */
function listed(value: unknown): ProviderBlock[] {
  return value === undefined ? [] : ([value].flat() as ProviderBlock[]);
}
