import { Azbridge, type AzbridgeProps } from "../support/azbridge/azbridge-process";
import { freePort } from "./tcp";

/** A loopback address of this worker's own, so that ports of parallel suites do not meet. */
export const ADDRESS = `127.0.77.${process.env.JEST_WORKER_ID ?? 1}`;

const running: { stop(): Promise<void> }[] = [];

export function start(profile: unknown, props: AzbridgeProps = {}): Azbridge {
  const azbridge = Azbridge.start(profile, props);
  running.push(azbridge);
  return azbridge;
}

/** Has it closed by {@link stopAll}. */
export function closing<T extends { close(): Promise<void> }>(what: T): T {
  running.push({ stop: () => what.close() });
  return what;
}

export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((each) => each.stop()));
}

/** The smallest profile that opens a port. */
export async function sender(more: Record<string, unknown> = {}) {
  const port = await freePort();
  return {
    port,
    profile: {
      AzureRelayEndpoint: "sb://localhost:9/",
      LocalForward: [{ RelayName: "warehouse", BindAddress: ADDRESS, BindPort: port, PortName: "warehouse", ...more }],
    },
  };
}
