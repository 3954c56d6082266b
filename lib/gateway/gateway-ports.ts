import { Forward } from "../tunnel/forward";
import { PlannedPort } from "../tunnel/port-plan";
import { FIRST_LOCAL_PORT, HEALTH_PORT } from "./limits";
import { MutualTls } from "./mutual-tls";
import { asksForCertificate } from "./mutual-tls-rules";

/** How one forward goes through a machine. */
export interface MachinePort {
  readonly forward: Forward;
  /** Where clients come in. */
  readonly publicPort: number;
  /** Where azbridge listens: the same place, or behind the proxy. */
  readonly sender: PlannedPort;
  /** Whether a proxy asks clients for a certificate. */
  readonly behindProxy: boolean;
}

/** How every forward goes through a machine: behind the proxy, azbridge listens on a loopback port that is free. */
export function machinePorts(ports: readonly PlannedPort[], tls: MutualTls | undefined): MachinePort[] {
  const taken = new Set([HEALTH_PORT, ...ports.map(({ port }) => port)]);
  let next = FIRST_LOCAL_PORT;
  return ports.map((planned) => {
    const { forward, port } = planned;
    if (!asksForCertificate(tls, forward)) {
      return { forward, publicPort: port, sender: planned, behindProxy: false };
    }
    while (taken.has(next)) {
      next += 1;
    }
    taken.add(next);
    return {
      forward,
      publicPort: port,
      sender: { forward, bindAddress: "127.0.0.1", port: next },
      behindProxy: true,
    };
  });
}
