import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { Owners } from "../core/owners";
import { ProviderBlocks } from "../core/provider-blocks";
import { Rule, Violation } from "../core/rule";
import { isSame } from "../core/same";

const ONE_TENANT = new Rule({
  id: "holding/one-tenant",
  why: "A holding is in one Entra tenant: a runtime is linked, and an identity given a role, within one alone.",
  fix: "Give the provider the holding's tenantId, or leave it out of the provider's block.",
  source: "Microsoft: create a shared self-hosted integration runtime; Entra tenants",
});

/** By tree: the tenant of the first provider there of a holding whose plan says none. */
const TENANTS = new Owners<string>();

/** Of which holding a provider is, and which tenant that plans. */
export interface TenantOfHolding {
  /** Its name. */
  readonly holdingName: string;
  /** Undefined where the plan says none. */
  readonly tenantId?: string;
}

/**
 * Violations where providers are of another tenant than the plan's or, where that says none, than a provider before them
 * in the tree; one that says none takes any.
 */
export function otherTenantViolations(
  within: IConstruct,
  blocks: ProviderBlocks,
  { holdingName, tenantId }: TenantOfHolding,
): Violation[] {
  const said = tenantId === undefined ? "where another one says" : "where the plan says";
  const tenants = ["azurerm", "azapi"]
    .flatMap((type) => blocks[type] ?? [])
    .flatMap(({ tenant_id: tenant }) => (typeof tenant === "string" && !Token.isUnresolved(tenant) ? tenant : []));
  const violations = tenants.flatMap((tenant) => {
    const one = tenantId ?? TENANTS.firstOf(within.node.root, holdingName, tenant);
    return ONE_TENANT.when(!isSame(tenant, one), `a provider of ${tenant}, ${said} ${one}`);
  });
  return [...new Set(violations)];
}
