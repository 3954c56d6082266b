import { Duration, Environment, Holding, LogicalType, OperatorKind, Protocol, RelayAccess, Tier } from "../lib";

/**
 * The example: a holding of two legal entities with two source systems each. Plain data, as a platform team would
 * publish it in a package of its own. Every ID and address is made up.
 */
export const contoso = new Holding({
  name: "contoso",
  location: "westeurope",
  tenantId: "7e0a5c1e-0000-4000-8000-000000000001",
  environments: [Environment.PLAY, Environment.TEST, Environment.PROD],
});

export const retail = contoso.addSubsidiary("retail", {
  developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
  productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
  // Domains apart from their hub: who deploys a domain changes what is in its subscription, and the hub is not.
  environmentSubscriptionIds: {
    play: "1a2b3c4d-0000-4000-8000-000000000003",
    test: "1a2b3c4d-0000-4000-8000-000000000003",
    prod: "1a2b3c4d-0000-4000-8000-000000000004",
  },
  developmentDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000001", addresses: ["203.0.113.10"] },
  productionDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000002", addresses: ["203.0.113.11"] },
});
export const munich = retail.addSite("munich", {
  egressAddresses: ["198.51.100.0/28"],
  operators: [{ principalId: "0e0e0e0e-0000-4000-8000-000000000001" }], // a group of people
  listensInContainers: true, // beside the machines of its Azure Stack Hub
});
export const warehouse = munich.addForward("warehouse", {
  protocol: Protocol.SQL_SERVER,
  development: { host: "sqltest.retail.contoso.example", port: 1433 },
  production: { host: "sql01.retail.contoso.example", port: 1433 },
});
export const pos = munich.addForward("pos", {
  protocol: Protocol.TLS,
  production: { host: "pos01.retail.contoso.example", port: 8443 }, // there is no other point of sale to try out with
  bindAddress: "127.0.10.3",
});
export const salesforce = retail.addDomain("salesforce", {
  forwards: [warehouse],
  developmentDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000003", addresses: ["203.0.113.12"] },
  productionDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000004", addresses: ["203.0.113.13"] },
});
export const erp = retail.addDomain("erp", {
  forwards: [warehouse],
  dedicatedRuntimeIn: [Tier.PRODUCTION],
  developmentDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000005", addresses: ["203.0.113.12"] },
  productionDeployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000006", addresses: ["203.0.113.13"] },
});
retail.addSecret("warehouse-password", { readers: [salesforce, erp] });
retail.addSecret("salesforce-client-secret", { readers: [salesforce], external: true, byIdentityOnly: true });
munich.addRuntimeNode("MUC-IR-DEV-1", { tier: Tier.DEVELOPMENT });
munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
munich.addRuntimeNode("MUC-IR-2", { tier: Tier.PRODUCTION });
munich.addRuntimeNode("MUC-IR-ERP-1", { tier: Tier.PRODUCTION, dedicatedTo: erp });
retail.addGateway(Tier.PRODUCTION, {
  forwards: [{ forward: pos }, { forward: warehouse, publicPort: 14330 }],
});

export const energy = contoso.addSubsidiary("energy", {
  developmentSubscriptionId: "5e6f7a8b-0000-4000-8000-000000000001",
  productionSubscriptionId: "5e6f7a8b-0000-4000-8000-000000000002",
  environmentSubscriptionIds: { prod: "5e6f7a8b-0000-4000-8000-000000000003" }, // in development they share the hub's
  location: "germanywestcentral",
  developmentDeployer: { principalId: "e0e0e0e0-0000-4000-8000-000000000001", addresses: ["203.0.113.20"] },
  productionDeployer: { principalId: "e0e0e0e0-0000-4000-8000-000000000002", addresses: ["203.0.113.21"] },
});
export const hamburg = energy.addSite("hamburg", {
  egressAddresses: ["198.51.100.32/28"],
  listenerAccess: RelayAccess.IDENTITY, // of machines that Azure Arc knows
  operators: [
    { principalId: "0e0e0e0e-0000-4000-8000-000000000002" },
    { principalId: "0e0e0e0e-0000-4000-8000-000000000003", kind: OperatorKind.MACHINE },
    { principalId: "0e0e0e0e-0000-4000-8000-000000000004", kind: OperatorKind.MACHINE },
  ],
});
export const plant = hamburg.addForward("plant", {
  protocol: Protocol.POSTGRESQL,
  development: { host: "pgtest.energy.contoso.example", port: 5432 },
  production: { host: "pg01.energy.contoso.example", port: 5432 },
});
export const ledger = hamburg.addForward("ledger", {
  protocol: Protocol.SQL_SERVER,
  development: { host: "sqltest.energy.contoso.example", port: 1433 },
  production: { host: "sql01.energy.contoso.example", port: 1433 },
  bindAddress: "127.0.10.2",
});
export const telemetry = energy.addDomain("telemetry", {
  forwards: [plant],
  developmentDeployer: { principalId: "e0e0e0e0-0000-4000-8000-000000000003", addresses: ["203.0.113.22"] },
  productionDeployer: { principalId: "e0e0e0e0-0000-4000-8000-000000000004", addresses: ["203.0.113.23"] },
});
/** What the plant's energy costs, by models that the controllers write: they see the ledger, and nothing of the plant. */
export const costs = telemetry.addJob("costs", { forwards: [ledger] });
export const datev = energy.addDomain("datev", {
  forwards: [plant, ledger],
  relayAccess: RelayAccess.SHARED_ACCESS_KEY,
  developmentDeployer: { principalId: "e0e0e0e0-0000-4000-8000-000000000005", addresses: ["203.0.113.22"] },
  productionDeployer: { principalId: "e0e0e0e0-0000-4000-8000-000000000006", addresses: ["203.0.113.23"] },
});
energy.addSecret("plant-password", { readers: [telemetry] });
energy.addSecret("costs-password", { readers: [costs] });
energy.addSecret("ledger-password", { readers: [datev], external: true });
hamburg.addRuntimeNode("HAM-IR-DEV-1", { tier: Tier.DEVELOPMENT });
hamburg.addRuntimeNode("HAM-IR-1", { tier: Tier.PRODUCTION });
hamburg.addRuntimeNode("HAM-IR-2", { tier: Tier.PRODUCTION });

/** What retail gives to energy, and nothing else: neither reaches the other's databases. */
export const stockLevels = contoso.addHandoff("stock-levels", {
  provider: erp,
  consumer: datev,
  owner: "stock-data@retail.contoso.example",
  columns: [
    { name: "Article", logicalType: LogicalType.STRING },
    { name: "Site", logicalType: LogicalType.STRING },
    { name: "Quantity", logicalType: LogicalType.DECIMAL },
    { name: "CountedAt", logicalType: LogicalType.DATE_TIME },
  ],
  retention: Duration.days(30),
});
