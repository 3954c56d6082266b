/** What the platform team publishes: plain data. */
import { Holding, Protocol, Tier } from "../../lib";

export const contoso = new Holding({ name: "contoso", location: "westeurope" });
export const retail = contoso.addSubsidiary("retail", {
  developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
  productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
});
const munich = retail.addSite("munich");
export const warehouse = munich.addForward("warehouse", {
  protocol: Protocol.SQL_SERVER,
  development: { host: "sqltest.retail.example", port: 1433 },
  production: { host: "sql01.retail.example", port: 1433 },
});
export const salesforce = retail.addDomain("salesforce");
export const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
retail.addSecret("warehouse-password", { readers: [salesforce, erp] });
