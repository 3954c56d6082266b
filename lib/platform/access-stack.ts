import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { DomainAccess } from "../access/domain-access";
import { DomainPlan } from "../holding/domain-plan";
import { TimeProvider } from "../time/time-provider";

/**
 * The stack of what one domain may in one environment, named as planned: `access-retail-prod-salesforce`. It configures its
 * providers, of the hub's and the domain's subscription, and no backend: add one, or state is kept in a local file.
 */
export class AccessStack extends TerraformStack {
  /** What is in it. */
  public readonly access: DomainAccess;
  /** Of which domain. */
  public readonly plan: DomainPlan;

  /** @throws what its {@link DomainAccess} refuses */
  constructor(scope: Construct, plan: DomainPlan) {
    super(scope, plan.accessStackName);
    this.plan = plan;
    const { subscriptionId, tenantId } = plan.hub;
    new AzurermProvider(this, "azurerm", { features: [{}], subscriptionId, tenantId });
    new TimeProvider(this, "time");
    const elsewhere = plan.subscriptionId !== subscriptionId;
    const domainProvider = elsewhere ? this.addDomainProvider() : undefined;
    this.access = new DomainAccess(this, "Access", { plan, domainProvider });
  }

  /** For the resource group, which lies in the domain's subscription. */
  private addDomainProvider(): AzurermProvider {
    const { subscriptionId, hub } = this.plan;
    const place = { subscriptionId, tenantId: hub.tenantId };
    return new AzurermProvider(this, "azurerm-domain", { alias: "domain", features: [{}], ...place });
  }
}
