import { DomainProps, SiteProps, SubsidiaryProps, Tier } from "../../lib";
import { holdingUnderTest, inBothTiers, subsidiaryUnderTest } from "./plan";

export const HUB_DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000001", addresses: ["203.0.113.10"] };

/**
 * A small holding: one subsidiary with one site, two forwards, and one domain that reaches the first of them. What is
 * called by a forward's name is its end in production.
 */
export function smallPlan(domain: DomainProps = {}, subsidiary: Partial<SubsidiaryProps> = {}, site: SiteProps = {}) {
  const contoso = holdingUnderTest();
  const deployers = { developmentDeployer: HUB_DEPLOYER, productionDeployer: HUB_DEPLOYER };
  const retail = subsidiaryUnderTest({ ...deployers, ...subsidiary }, contoso);
  const munich = retail.addSite("munich", { egressAddresses: ["198.51.100.7"], ...site });
  const planned = {
    warehouse: munich.addForward("warehouse", inBothTiers()),
    archive: munich.addForward("archive", inBothTiers({ port: 1434 })),
  };
  const [warehouse, archive] = [planned.warehouse, planned.archive].map((forward) => forward.end(Tier.PRODUCTION));
  const salesforce = retail.addDomain("salesforce", { forwards: [planned.warehouse], ...domain });
  return { contoso, retail, munich, planned, warehouse, archive, salesforce };
}
