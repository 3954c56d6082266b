import { once } from "node:events";
import * as fs from "node:fs";
import { sharedAccessSignature } from "../support/relay/access";
import { AzureRelay } from "../support/relay/azure-relay";
import { TunnelSocket, tunnelOptions } from "../support/relay/tunnel-socket";
import { Azbridge, type AzbridgeProps } from "../support/azbridge/azbridge-process";
import { Client, FarEnd, freePort } from "./tcp";

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

/** A test of what the real azbridge 0.16 was seen to do, against the same relay double. */
export function seen(name: string, run: () => Promise<void>, milliseconds?: number): void {
  it(`${name} [seen with the real azbridge]`, run, milliseconds);
}

/** Both ends of one hybrid connection by their keys, each started when a test wants it. */
export class Ends {
  public static async open(): Promise<Ends> {
    return new Ends(closing(await AzureRelay.start({ rendezvousSeconds: 3 })));
  }

  public readonly environment: Record<string, string>;
  public readonly rights: Record<"listen" | "send", string>;

  private constructor(public readonly relay: AzureRelay) {
    this.rights = relay.addHybridConnection("warehouse");
    this.environment = { SSL_CERT_FILE: relay.caFile };
  }

  /** @param port of the target. */
  public listener(port: number, more: Record<string, unknown> = {}, top: Record<string, unknown> = {}): Azbridge {
    const forward = {
      RelayName: "warehouse",
      ConnectionString: this.rights.listen,
      ...{ Host: "127.0.0.1", HostPort: port, PortName: "warehouse" },
      ...more,
    };
    return start({ LogLevel: "INFO", ...top, RemoteForward: [forward] }, { environment: this.environment });
  }

  public async sender(more: Record<string, unknown> = {}, props: AzbridgeProps = { environment: this.environment }) {
    const { port, profile } = await sender({ ConnectionString: this.rights.send, ...more });
    const azbridge = await start({ LogLevel: "INFO", LocalForward: profile.LocalForward }, props).up();
    return { azbridge, port, connect: () => Client.connect(port, ADDRESS) };
  }

  /** The other end of the protocol, by hand. */
  public async raw(action: "listen" | "connect", connectionString: string): Promise<TunnelSocket> {
    const [, rule, key] = /SharedAccessKeyName=(.*);SharedAccessKey=(.*)/.exec(connectionString)!;
    const token = sharedAccessSignature("http://localhost/warehouse", rule, key, Math.floor(Date.now() / 1000) + 60);
    const socket = new TunnelSocket(`wss://localhost:${this.relay.port}/$hc/warehouse?sb-hc-action=${action}`, {
      ...tunnelOptions,
      ca: fs.readFileSync(this.relay.caFile),
      headers: { ServiceBusAuthorization: token },
    });
    await once(socket, "open");
    return socket;
  }

  /** The whole way: client, sender, relay, listener, and what plays the far end, an echo if nothing else. */
  public async way(play?: Parameters<typeof FarEnd.start>[0]) {
    const far = closing(await (play === undefined ? FarEnd.echo() : FarEnd.start(play)));
    const listening = await this.listener(far.port).up();
    return { far, listening, ...(await this.sender()) };
  }
}

/** What a tunnel has brought so far. */
export function bytesOf(socket: TunnelSocket): () => Buffer {
  let bytes = Buffer.alloc(0);
  socket.on("message", (part: Buffer) => (bytes = Buffer.concat([bytes, part])));
  return () => bytes;
}
