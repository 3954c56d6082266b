import { AzurermProvider } from "@cdktf/provider-azurerm/lib/provider";
import { TerraformStack, Testing } from "cdktf";
import { AzapiProvider, Environment, SourceDomain } from "../../../../lib";
import { domainUnderTest, holdingUnderTest, subsidiaryUnderTest } from "../../../support/plan";
import { synthesized } from "../../../support/stack";

/** A domain in another tenant than its holding. */
export function program(): void {
  const holding = holdingUnderTest({ tenantId: "7e0a5c1e-0000-4000-8000-000000000001" });
  const plan = domainUnderTest({}, subsidiaryUnderTest({}, holding)).planFor(Environment.PROD);
  const stack = new TerraformStack(Testing.app(), "Stack");
  const tenantId = "7e0a5c1e-0000-4000-8000-000000000002";
  new AzurermProvider(stack, "azurerm", { features: [{}], tenantId });
  new AzapiProvider(stack, "azapi", { tenantId });
  new SourceDomain(stack, "Domain", { plan });
  synthesized(stack);
}
