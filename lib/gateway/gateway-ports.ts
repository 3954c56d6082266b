import { createHash } from "crypto";
import { Forward } from "../tunnel/forward";
import { PlannedPort } from "../tunnel/port-plan";
import { FIRST_LOCAL_NETWORK, FIRST_LOCAL_PORT, HEALTH_PORT, LOCAL_NETWORKS } from "./limits";
import { MutualTls } from "./mutual-tls";
import { asksForCertificate } from "./mutual-tls-rules";

/** How one forward goes through a machine. */
export interface MachinePort {
  readonly forward: Forward;
  /** Where clients come in: the front's. */
  readonly publicPort: number;
  /** Where azbridge listens, behind the front. */
  readonly sender: PlannedPort;
  /** Whether the front asks clients for a certificate. */
  readonly certified: boolean;
}

/** The port of everything that listens on the loopback alone: one that no client comes in at, which is on all addresses. */
export function localPort(ports: readonly PlannedPort[]): number {
  const taken = new Set([HEALTH_PORT, ...ports.map(({ port }) => port)]);
  let port = FIRST_LOCAL_PORT;
  while (taken.has(port)) {
    port += 1;
  }
  return port;
}

/** How every forward goes through a machine. */
export function machinePorts(ports: readonly PlannedPort[], tls: MutualTls | undefined): MachinePort[] {
  const local = localPort(ports);
  const taken = new Set<string>();
  return ports.map(({ forward, port }) => {
    const bindAddress = ownAddress(forward, taken);
    taken.add(bindAddress);
    return {
      forward,
      publicPort: port,
      sender: { forward, bindAddress, port: local },
      certified: asksForCertificate(tls, forward),
    };
  });
}

/**
 * An address of the loopback that follows from the forward's name alone. While a changed configuration is put in force,
 * front and azbridge know different ones for a moment: a port then leads nowhere, and never to another service.
 */
function ownAddress({ name }: Forward, taken: ReadonlySet<string>): string {
  for (let turn = 0; ; turn += 1) {
    const [first, second, third] = createHash("sha256").update(`${name} ${turn}`).digest();
    const address = `127.${FIRST_LOCAL_NETWORK + (first % LOCAL_NETWORKS)}.${second}.${third}`;
    if (!taken.has(address)) {
      return address;
    }
  }
}
