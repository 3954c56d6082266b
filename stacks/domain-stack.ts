import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { AzapiProvider, DomainPlan, SourceDomain } from "../lib";

/** What a domain's stack holds beyond being linked: stores, copies, and the dbt job that runs after them. */
export type DomainContent = (domain: SourceDomain) => void;

/**
 * The stack of a domain with its providers and nothing else: what is left of one that is retired, whose deploy takes away all
 * that the domain had.
 */
export class BareDomainStack extends TerraformStack {
  constructor(scope: Construct, plan: DomainPlan) {
    super(scope, plan.stackName);
    const place = { subscriptionId: plan.subscriptionId, tenantId: plan.hub.tenantId };
    // Its deployer has rights on its resource group alone, and so none to register resource providers [assumed A6].
    new AzurermProvider(this, "azurerm", { features: [{}], ...place, resourceProviderRegistrations: "none" });
    new AzapiProvider(this, "azapi", place);
  }
}

/** One domain in one environment: `retail-prod-salesforce`. It knows its hub by names alone, and gives no right. */
export class DomainStack extends BareDomainStack {
  public readonly domain: SourceDomain;

  constructor(scope: Construct, plan: DomainPlan, content: DomainContent) {
    super(scope, plan);
    this.domain = new SourceDomain(this, "Domain", { plan });
    content(this.domain);
  }
}
