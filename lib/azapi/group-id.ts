import { DataAzurermClientConfig } from "@cdktf/provider-azurerm/lib/data-azurerm-client-config";
import { Construct } from "constructs";
import { resourceGroupId } from "../core/resource-id";

/** A resource group by its name. */
export interface GroupPlace {
  /** Subscription (UUID); that of the stack's provider azurerm where it is not given. */
  readonly subscriptionId?: string;
  readonly resourceGroupName: string;
}

/** The ID of a resource group; a subscription that is not given is looked up, for `scope`. */
export function lookUpGroupId(scope: Construct, { subscriptionId, resourceGroupName }: GroupPlace): string {
  return resourceGroupId({
    subscriptionId: subscriptionId ?? new DataAzurermClientConfig(scope, "Subscription").subscriptionId,
    resourceGroupName,
  });
}
