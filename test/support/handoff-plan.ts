import { DomainProps, Duration, LogicalType, Tier } from "../../lib";
import { DEVELOPMENT_SUBSCRIPTION, PRODUCTION_SUBSCRIPTION, inBothTiers } from "./plan";
import { HUB_DEPLOYER, smallPlan } from "./small-plan";

export const CONSUMER_DEPLOYER = { principalId: "e0e0e0e0-0000-4000-8000-000000000002" };
export const PROVIDER_DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000002" };

/** The small holding, in which salesforce of retail gives accounts to crm of energy. */
export function handoffPlan(provider: DomainProps = {}, consumer: DomainProps = {}) {
  const planned = smallPlan(provider);
  const { contoso, retail, salesforce } = planned;
  retail.addSecret("warehouse-password", { readers: [salesforce] });
  const energy = contoso.addSubsidiary("energy", {
    developmentSubscriptionId: DEVELOPMENT_SUBSCRIPTION,
    productionSubscriptionId: PRODUCTION_SUBSCRIPTION,
    developmentDeployer: HUB_DEPLOYER,
    productionDeployer: HUB_DEPLOYER,
  });
  const ledger = energy
    .addSite("hamburg")
    .addForward("ledger", inBothTiers({ host: "sql01.energy.example" }))
    .end(Tier.PRODUCTION);
  const crm = energy.addDomain("crm", consumer);
  energy.addSecret("ledger-password", { readers: [crm], external: true });
  const accounts = contoso.addHandoff("accounts", {
    provider: salesforce,
    consumer: crm,
    owner: "crm@retail.example",
    columns: [{ name: "Id", logicalType: LogicalType.STRING }],
    retention: Duration.days(30),
  });
  return { ...planned, energy, ledger, crm, accounts };
}
