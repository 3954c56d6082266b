import {
  Domain,
  DomainProps,
  Forward,
  ForwardProps,
  Holding,
  HoldingProps,
  PlannedForwardProps,
  Protocol,
  Subsidiary,
  SubsidiaryProps,
} from "../../lib";

export const DEVELOPMENT_SUBSCRIPTION = "1a2b3c4d-0000-4000-8000-000000000001";
export const PRODUCTION_SUBSCRIPTION = "1a2b3c4d-0000-4000-8000-000000000002";

const SUBSCRIPTIONS = {
  developmentSubscriptionId: DEVELOPMENT_SUBSCRIPTION,
  productionSubscriptionId: PRODUCTION_SUBSCRIPTION,
};

/** A holding in which nothing is planned yet. */
export function holdingUnderTest(props: Partial<HoldingProps> = {}): Holding {
  return new Holding({ name: "contoso", location: "westeurope", ...props });
}

/** A subsidiary in which nothing is planned yet, by default in a holding of its own. */
export function subsidiaryUnderTest(
  props: Partial<SubsidiaryProps> = {},
  holding: Holding = holdingUnderTest(),
  name = "retail",
): Subsidiary {
  return holding.addSubsidiary(name, { ...SUBSCRIPTIONS, ...props });
}

/** A domain of a subsidiary in which nothing else is planned. */
export function domainUnderTest(props: DomainProps = {}, subsidiary: Subsidiary = subsidiaryUnderTest()): Domain {
  return subsidiary.addDomain("salesforce", props);
}

/** A host that runs SQL Server, at its default port unless told otherwise. */
export function sqlServer(props: Partial<ForwardProps> = {}): ForwardProps {
  return { host: "sql01.retail.example", port: 1433, protocol: Protocol.SQL_SERVER, ...props };
}

/** A planned service of such a host, which is another one in development. */
export function inBothTiers({
  retired,
  ...props
}: Partial<ForwardProps> & { readonly retired?: boolean } = {}): PlannedForwardProps {
  const { host, port, protocol, bindAddress } = sqlServer(props);
  return { protocol, bindAddress, production: { host, port }, development: { host: `test-${host}`, port }, retired };
}

/** A forward to such a host that no plan knows. */
export function forwardTo(props: Partial<ForwardProps> = {}, name = "warehouse"): Forward {
  return new Forward(name, sqlServer(props));
}

/** What a person reads who calls `program`; fails when it is not refused. */
export function refusalOf(program: () => unknown): string {
  try {
    program();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("not refused");
}

/** The ids of the rules that refuse `program`, in the order of the lines. */
export function rulesOf(program: () => unknown): string[] {
  return [...refusalOf(program).matchAll(/^[^\n]*?: \[([^\]]+)\]/gm)].map(([, id]) => id);
}

/** Everything that a plan says, as plain data. */
export function described(holding: Holding): unknown {
  return {
    subsidiaries: holding.subsidiaries.map((subsidiary) => ({
      path: subsidiary.path,
      sites: subsidiary.sites.map((site) => [site.path, site.egressAddresses, site.forwards.map(({ name }) => name)]),
      forwards: subsidiary.tiers.map((tier) =>
        subsidiary.forwardsIn(tier).map(({ name, host, port, bindAddress }) => [tier, name, host, port, bindAddress]),
      ),
      domains: subsidiary.domains.map((domain) => [domain.path, domain.forwards.map(({ name }) => name)]),
    })),
    hubs: holding.hubPlans.map((hub) => ({
      stackName: hub.stackName,
      ids: [hub.resourceGroupId, hub.dataFactoryId, hub.relayNamespaceId, hub.keyVaultId, hub.storageAccountId],
      registry: hub.registry.resourceId,
      runtimes: hub.runtimes.map(({ runtimeId, dedicatedTo, nodes, links }) => [runtimeId, dedicatedTo, nodes, links]),
      secrets: hub.secrets.map(({ name, source, readers }) => [name, source, readers.map(({ path }) => path)]),
      domains: hub.domains.map(({ stackName }) => stackName),
      addresses: hub.admittedAddresses,
    })),
    domains: holding.domainPlans.map((plan) => ({
      stackName: plan.stackName,
      ids: [plan.resourceGroupId, plan.dataFactoryId],
      names: [plan.integrationRuntimeName, plan.storageAccountName],
      hub: plan.hub.stackName,
      runtime: plan.runtime.runtimeId,
      secrets: plan.readableSecretNames,
    })),
  };
}

/** Every name that a plan gives to a resource, with the scope in which Azure wants it to be unique. */
export function namesIn(holding: Holding): string[] {
  const names = [
    ...holding.hubPlans.flatMap((hub) => [
      `stack ${hub.stackName}`,
      hub.resourceGroupId,
      `factory ${hub.dataFactoryName}`,
      `relay ${hub.relayNamespaceName}`,
      `vault ${hub.keyVaultName}`,
      `storage ${hub.storageAccountName}`,
      `registry ${hub.registry.registryName}`,
      ...hub.runtimes.map(({ runtimeId }) => runtimeId),
      ...hub.secrets.map(({ name }) => `${hub.keyVaultId}/secrets/${name}`),
      ...hub.forwards.map((forward) => hub.hybridConnectionId(forward)),
    ]),
    ...holding.domainPlans.flatMap((plan) => [
      `stack ${plan.stackName}`,
      plan.resourceGroupId,
      `factory ${plan.dataFactoryName}`,
      `storage ${plan.storageAccountName}`,
    ]),
  ];
  return names.map((name) => name.toLowerCase());
}
