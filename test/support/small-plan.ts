import { DomainProps, SiteProps, SubsidiaryProps } from "../../lib";
import { holdingUnderTest, sqlServer, subsidiaryUnderTest } from "./plan";

export const HUB_DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000001", addresses: ["203.0.113.10"] };

/** A small holding: one subsidiary with one site, two forwards, and one domain that reaches the first of them. */
export function smallPlan(domain: DomainProps = {}, subsidiary: Partial<SubsidiaryProps> = {}, site: SiteProps = {}) {
  const contoso = holdingUnderTest();
  const deployers = { developmentDeployer: HUB_DEPLOYER, productionDeployer: HUB_DEPLOYER };
  const retail = subsidiaryUnderTest({ ...deployers, ...subsidiary }, contoso);
  const munich = retail.addSite("munich", { egressAddresses: ["198.51.100.7"], ...site });
  const warehouse = munich.addForward("warehouse", sqlServer());
  const archive = munich.addForward("archive", sqlServer({ port: 1434 }));
  const salesforce = retail.addDomain("salesforce", { forwards: [warehouse], ...domain });
  return { contoso, retail, munich, warehouse, archive, salesforce };
}
