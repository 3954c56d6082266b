import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { DomainAccess, DomainPlan, TimeProvider } from "../lib";
import { StateStore, keepState } from "./state";

/** What one domain may in one environment, said by the platform team: `access-retail-prod-salesforce`. */
export class AccessStack extends TerraformStack {
  public readonly access: DomainAccess;

  constructor(scope: Construct, plan: DomainPlan, store?: StateStore) {
    super(scope, plan.accessStackName);
    const { subscriptionId, tenantId } = plan.hub;
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId, tenantId });
    new TimeProvider(this, "time");
    keepState(this, store);
    const domainProvider =
      plan.subscriptionId === subscriptionId
        ? undefined
        : new AzurermProvider(this, "azurerm-domain", {
            alias: "domain",
            features: [{}],
            subscriptionId: plan.subscriptionId,
            tenantId,
          });
    this.access = new DomainAccess(this, "Access", { plan, domainProvider });
  }
}
