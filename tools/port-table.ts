import { Holding, HubPlan, PlannedPort } from "../lib";

/** One port of one stack, and where it leads. */
export interface PortRow {
  readonly stack: string;
  /** Where its sender listens: on a loopback address beside its client, or for others on every address of a machine. */
  readonly address: string;
  /** Relay namespace and hybrid connection. */
  readonly hybridConnection: string;
  /** Host and port on premises. */
  readonly endpoint: string;
  /** Subsidiary and site. */
  readonly site: string;
}

/**
 * The ports of every stack of a holding, in the order of the plan: those beside jobs, planned ones by their names, then
 * those of gateways.
 */
export function portRows(holding: Holding): PortRow[] {
  return [
    ...holding.domainPlans.flatMap((plan) => [
      ...rowsOf(plan.stackName, plan.hub, plan.portPlan.ports),
      ...plan.jobs.flatMap(({ name, portPlan }) => rowsOf(`${plan.stackName} ${name}`, plan.hub, portPlan.ports)),
    ]),
    ...holding.gatewayPlans.flatMap((plan) => rowsOf(plan.stackName, plan.hub, plan.ports.ports)),
  ];
}

/** The same as a table, a line per port. */
export function portTable(rows: readonly PortRow[]): string[] {
  const titles = ["stack", "address", "hybrid connection", "on-premises endpoint", "site"];
  const lines = [titles, ...rows.map((row) => [row.stack, row.address, row.hybridConnection, row.endpoint, row.site])];
  const widths = titles.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  return lines.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]))
      .join("  ")
      .trimEnd(),
  );
}

function rowsOf(stack: string, hub: HubPlan, ports: readonly PlannedPort[]): PortRow[] {
  const sites = new Map(hub.sites.flatMap((site) => site.forwardsIn(hub.tier).map(({ name }) => [name, site.name])));
  return ports.map(({ forward, bindAddress, port }) => ({
    stack,
    address: `${bindAddress}:${port}`,
    hybridConnection: `${hub.relayNamespaceName}/${forward.hybridConnectionName}`,
    endpoint: `${forward.host}:${forward.port}`,
    site: `${hub.subsidiaryName}/${sites.get(forward.name)}`,
  }));
}
