import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { versioned } from "../azapi/api-versions";
import { AzapiResource } from "../azapi/azapi-resource";
import { DomainPlan } from "../holding/domain-plan";
import { IAzureResource } from "../identity/principal";

/**
 * The resource group of a domain, in the domain's subscription: by azapi, which takes a group in any. Its region is where
 * Azure keeps the list of what is in it; another one would replace the group with all that, so it is left as it is.
 */
export class OwnGroup extends Construct implements IAzureResource {
  /** Azure resource ID. */
  public readonly resourceId: string;

  /** @param outlivedBy what goes only after the group, and so after whatever in it uses that. */
  constructor(scope: Construct, id: string, plan: DomainPlan, outlivedBy: ITerraformDependable[]) {
    super(scope, id);
    const group = new AzapiResource(this, "Resource", {
      type: versioned("Microsoft.Resources/resourceGroups"),
      name: plan.resourceGroupName,
      parentId: `/subscriptions/${plan.subscriptionId}`,
      location: plan.location,
      body: {},
      lifecycle: { ignoreChanges: ["location"] },
      dependsOn: outlivedBy,
    });
    this.resourceId = group.id;
  }
}
