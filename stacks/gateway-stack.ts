import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { ResourceGroup } from "@cdktf/provider-azurerm/lib/resource-group";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import {
  AzapiProvider,
  BlobContainer,
  GatewayPackage,
  GatewayPlan,
  IBlobContainer,
  RelayGateway,
  RelayGatewayProps,
  RelayNamespace,
  StorageAccount,
  TimeProvider,
} from "../lib";

/** What a gateway is beyond its plan: its network, its clients, the release that it runs. */
export type GatewayOf = (packages: IBlobContainer) => GatewaySettings;

export interface GatewaySettings extends Pick<
  RelayGatewayProps,
  "network" | "allowedSources" | "frontend" | "mutualTls" | "scaling"
> {
  readonly azbridgePackage: GatewayPackage;
}

/** One gateway: `gateway-retail-production`. It knows its hub by names alone. */
export class GatewayStack extends TerraformStack {
  public readonly gateway: RelayGateway;

  constructor(
    scope: Construct,
    public readonly plan: GatewayPlan,
    settings: GatewayOf,
  ) {
    super(scope, plan.stackName);
    const { hub, location } = plan;
    const place = { subscriptionId: plan.subscriptionId, tenantId: hub.tenantId };
    new AzurermProvider(this, "azurerm", { features: [{}], ...place });
    new AzapiProvider(this, "azapi", place);
    new TimeProvider(this, "time");
    const group = new ResourceGroup(this, "ResourceGroup", { name: plan.resourceGroupName, location });
    const storage = StorageAccount.fromResourceId(this, "Storage", hub.storageAccountId);
    const packages = BlobContainer.fromName(this, "Packages", storage, hub.packageContainerName);
    this.gateway = new RelayGateway(this, "Gateway", {
      ...settings(packages),
      gatewayName: plan.gatewayName,
      resourceGroupName: group.name,
      location,
      relayNamespace: RelayNamespace.fromResourceId(this, "Relay", hub.relayNamespaceId),
      ports: plan.ports,
    });
  }
}
