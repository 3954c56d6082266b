import { Environment, Holding, Protocol, Tier } from "../../../lib";

/** A deployer, by its number, at its address. */
export const deployer = (number: number) => ({
  principalId: `d0d0d0d0-0000-4000-8000-00000000000${number}`,
  addresses: ["203.0.113.11"],
});

/** A platform team's package: a subsidiary with production alone, a site with a node, and a shop's database there. */
export function shopPlan() {
  const contoso = new Holding({
    name: "contoso",
    location: "westeurope",
    tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
    environments: [Environment.PROD],
  });
  const retail = contoso.addSubsidiary("retail", {
    productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
    productionDeployer: deployer(2),
  });
  const munich = retail.addSite("munich", { egressAddresses: ["198.51.100.0/28"] });
  munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
  const shop = munich.addForward("shop", {
    protocol: Protocol.POSTGRESQL,
    production: { host: "pg01.retail.example", port: 5432 },
    bindAddress: "127.0.10.2",
  });
  return { contoso, retail, munich, shop };
}
