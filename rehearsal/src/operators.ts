import type { Azure } from "./azure/azure";
import { PlannedForward, PlannedHub, PlannedOperator, PlannedSite } from "./plan";

/** Something that somebody tried. */
export interface Deed {
  readonly what: string;
  /** What Azure said, where it said no. */
  readonly refused?: string;
}

/** No address that anybody plans. Source: RFC 5737, for documentation. */
const SOMEWHERE = "192.0.2.77";

/** From where a site's machines reach the internet; from somewhere that nobody knows where the plan does not say. */
export function wayOut({ sites }: PlannedHub, siteName: string | undefined): string | undefined {
  const site = sites.find(({ name }) => name === siteName);
  return site && (site.egressAddresses[0]?.split("/")[0] ?? SOMEWHERE);
}

/**
 * What the operators of a hub's sites do once it is deployed, from each address range by which their site leaves its
 * network: they read what they install, and what they install listens. Of a site without addresses nobody knows from
 * where that would be.
 */
export function operate(azure: Azure, hub: PlannedHub): Deed[] {
  return hub.sites.flatMap((site) =>
    site.egressAddresses.flatMap((range) =>
      site.operators.flatMap((operator) => deedsOf(azure, hub, site, { ...operator, address: range.split("/")[0] })),
    ),
  );
}

function deedsOf(
  azure: Azure,
  hub: PlannedHub,
  site: PlannedSite,
  { principalId, address, kind }: PlannedOperator & { readonly address: string },
): Deed[] {
  const { stackName } = hub;
  const isMachine = kind === "machine";
  const deed = (what: string, ask: () => void): Deed => ({
    what: `${principalId} at ${site.name} ${what}`,
    refused: azure.whyNot(ask),
  });
  const read = (name: string): string =>
    azure.readSecret(`${hub.keyVaultId}/secrets/${name}`, { principalId, address, stackName });
  const listen = (byIdentity: boolean, forward: PlannedForward): Deed => {
    const id = hub.hybridConnectionId(forward);
    const name = hub.listenRuleSecretName(forward);
    const what = `listens on ${forward.hybridConnectionName}`;
    return byIdentity
      ? deed(what, () => azure.listen(id, { principalId, stackName }))
      : deed(`reads ${name} and ${what}`, () => azure.listen(id, { stackName }, read(name)));
  };
  const pulled = site.listensInContainers === true && site.forwardsIn(hub.tier).length > 0 ? hub.registry : undefined;
  const runtimes = isMachine ? [] : hub.runtimesAt(site);
  const ways = site.listenerAccesses.map((access) => access === "identity").filter((own) => isMachine || !own);
  return [
    ...runtimes.map(({ runtimeId, runtimeName }) =>
      deed(`reads the keys of ${runtimeName}`, () => azure.listRuntimeKeys(runtimeId, { principalId, stackName })),
    ),
    ...(pulled === undefined
      ? []
      : [deed(`pulls from ${pulled.registryName}`, () => azure.pull(pulled.resourceId, { principalId, stackName }))]),
    ...ways.flatMap((own) => site.forwardsIn(hub.tier).map((forward) => listen(own, forward))),
  ];
}
