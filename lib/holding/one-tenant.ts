import { Token } from "cdktf";
import { ProviderBlocks } from "../core/provider-blocks";
import { Rule, Violation } from "../core/rule";
import { isSame } from "../core/same";

const ONE_TENANT = new Rule({
  id: "holding/one-tenant",
  why: "A holding is in one Entra tenant: a runtime is linked, and an identity given a role, within one alone.",
  fix: "Give the provider the holding's tenantId, or leave it out of the provider's block.",
  source: "Microsoft: create a shared self-hosted integration runtime; Entra tenants",
});

/** A violation where a provider is of another tenant than the plan's; one that says none takes any. */
export function otherTenantViolations(blocks: ProviderBlocks, planned: string | undefined): Violation[] {
  const tenants = ["azurerm", "azapi"]
    .flatMap((type) => blocks[type] ?? [])
    .flatMap(({ tenant_id: tenant }) => (typeof tenant === "string" ? tenant : []));
  const other = tenants.find((tenant) => !Token.isUnresolved(tenant) && !isSame(tenant, planned ?? tenant));
  return ONE_TENANT.when(other !== undefined, `a provider of ${other}, where the plan says ${planned}`);
}
