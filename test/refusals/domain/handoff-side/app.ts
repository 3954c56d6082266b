import { Duration, Environment, LogicalType, SourceDomain, SqlServerLogin, SqlServerStore } from "../../../../lib";
import { PRODUCTION_SUBSCRIPTION, DEVELOPMENT_SUBSCRIPTION } from "../../../support/plan";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The consuming domain gives. */
export function program(): void {
  const { contoso, retail, warehouse, salesforce } = smallPlan();
  retail.addSecret("warehouse-password", { readers: [salesforce] });
  const energy = contoso.addSubsidiary("energy", {
    developmentSubscriptionId: DEVELOPMENT_SUBSCRIPTION,
    productionSubscriptionId: PRODUCTION_SUBSCRIPTION,
  });
  const handoff = contoso.addHandoff("stock-levels", {
    provider: energy.addDomain("erp"),
    consumer: salesforce,
    owner: "stock-data@energy.example",
    columns: [{ name: "Article", logicalType: LogicalType.STRING }],
    retention: Duration.days(30),
  });
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: salesforce.planFor(Environment.PROD) });
  const store = new SqlServerStore(domain, "Dwh", {
    within: domain,
    forward: warehouse,
    database: "dwh",
    login: SqlServerLogin.password("adf", domain.vault.secret("warehouse-password")),
  });
  domain.giveHandoff("StockLevels", {
    plan: handoff.planFor(Environment.PROD),
    source: store.table("dbo", "StockLevel"),
  });
}
