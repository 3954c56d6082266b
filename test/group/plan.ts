import { Environment, Forward, Holding, Protocol, RelayAccess } from "../../lib";

/** The holding under test. Some of its forwards lead nowhere on purpose: `world.ts` says where. */
export const holding = new Holding({
  name: "contoso",
  location: "westeurope",
  tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
  environments: [Environment.PROD],
});
const retail = holding.addSubsidiary("retail", {
  developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
  productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
});
const munich = retail.addSite("munich");
const forward = (name: string, host: string, protocol: Protocol, port: number, last: number): Forward =>
  munich
    .addForward(name, {
      protocol,
      production: { host: `${host}.retail.example`, port },
      bindAddress: `127.0.10.${last}`,
    })
    .end(Environment.PROD.tier);

/** SQL Server, which only answers PRELOGIN. */
export const warehouse = forward("warehouse", "sql01", Protocol.SQL_SERVER, 1433, 1);
/** A real PostgreSQL, where the test starts one. */
export const lake = forward("lake", "pg01", Protocol.POSTGRESQL, 5432, 2);
/** MySQL, which only greets. */
export const shop = forward("shop", "my01", Protocol.MYSQL, 3306, 3);
/** Its database refuses connections. */
export const dead = forward("dead", "sql02", Protocol.SQL_SERVER, 1433, 4);
/** Its database drops SYNs. */
export const silent = forward("silent", "sql03", Protocol.SQL_SERVER, 1433, 5);
/** No listener is on its hybrid connection. */
export const deaf = forward("deaf", "sql04", Protocol.SQL_SERVER, 1433, 6);

/** By a key per hybrid connection. */
const salesforce = retail.addDomain("salesforce", { relayAccess: RelayAccess.SHARED_ACCESS_KEY });
/** By its identity. */
const erp = retail.addDomain("erp");
retail.addSecret("warehouse-password", { readers: [salesforce, erp] });

export const byKey = salesforce.planFor(Environment.PROD);
export const byIdentity = erp.planFor(Environment.PROD);
