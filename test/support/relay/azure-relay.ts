import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";
import { WebSocketServer } from "ws";
import { Access, type KeySlot, type Right } from "./access";
import { BlackHole } from "./black-hole";
import { makeCertificates } from "./certificates";
import { TunnelSocket, tunnelOptions } from "./tunnel-socket";

/** Listeners that Azure allows on one hybrid connection. */
const MAX_LISTENERS = 25;

const RIGHTS = ["listen", "send"] as const;

/** What goes wrong on a hybrid connection; every value is read anew for each connection. */
export interface Faults {
  /** Senders get 404, whoever listens. */
  readonly noListener?: boolean;
  /** Listeners and senders get this HTTP status. Rendezvous are not affected. */
  readonly refuse?: number;
  /** The answer to a sender comes this much later, in milliseconds. */
  readonly slowMilliseconds?: number;
  /** Each direction of a tunnel carries no more. */
  readonly bytesPerSecond?: number;
  /** Tunnels break without a close frame after so many bytes, both directions and azbridge's preamble counted. */
  readonly cutAfterBytes?: number;
}

export type EventKind =
  // TCP connection accepted; upgrade refused with `detail`
  | "tcp"
  | "refused"
  // control channel of a listener opened, closed, got a new token
  | "listening"
  | "listener-gone"
  | "token-renewed"
  // sender asked; listener refused it; both ends are joined; one end has no more to say; tunnel over; fault struck
  | "connect"
  | "rejected"
  | "joined"
  | "half-close"
  | "closed"
  | "cut";

export interface RelayEvent {
  /** Seconds since the double started. */
  readonly seconds: number;
  readonly kind: EventKind;
  readonly hybridConnection?: string;
  /** Which tunnel. */
  readonly id?: string;
  readonly detail?: string;
}

export interface AzureRelayProps {
  /** @default "127.0.0.1" */
  readonly address?: string;
  /** @default - a free one */
  readonly port?: number;
  /** Names by which processes reach it; the first one stands in connection strings. @default ["localhost"] */
  readonly hostNames?: readonly string[];
  /** How long a listener may take to answer. @default 20 */
  readonly rendezvousSeconds?: number;
}

interface Listener {
  readonly channel: TunnelSocket;
  /** Host and port by which it reached the relay, so the address of a rendezvous. */
  readonly authority: string;
}

interface Waiting {
  readonly hybridConnection: string;
  readonly request: http.IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly timer: NodeJS.Timeout;
}

/**
 * Azure Relay with the Hybrid Connections protocol over TLS, as far as azbridge uses it. Source:
 * https://learn.microsoft.com/azure/azure-relay/relay-hybrid-connections-protocol and the Relay .NET SDK 3.0.1.
 *
 * - listener: `wss://{host}/$hc/{path}?sb-hc-action=listen`, then a text frame
 *   `{"accept":{"address","id","connectHeaders"}}` for every sender; it dials `address` within 20 s, or dials it with
 *   `sb-hc-statusCode` and `sb-hc-statusDescription` to reject; `{"renewToken":{"token"}}` gets no answer.
 * - sender: the same with `sb-hc-action=connect`; the upgrade is answered when the listener has dialled in. Frames
 *   then pass both ways as they are; a close frame is a half-close.
 * - token in the header `ServiceBusAuthorization` or the query's `sb-hc-token`.
 *
 * Guesses, since neither source says: all that is wrong with a token is 401, no such hybrid connection comes before
 * it and is 404, the 26th listener gets 403, a listener that does not answer makes 504, and the rendezvous by which
 * it rejects gets 410.
 */
export class AzureRelay {
  public static async start(props: AzureRelayProps = {}): Promise<AzureRelay> {
    const relay = new AzureRelay(props);
    await relay.open(props.port ?? 0);
    return relay;
  }

  public readonly events: RelayEvent[] = [];
  /** Keys and tokens. {@link addHybridConnection} makes the usual ones. */
  public readonly access = new Access();
  /** File of the authority to trust: SSL_CERT_FILE. */
  public readonly caFile: string;
  public readonly address: string;
  public readonly hostName: string;
  private portNumber = 0;
  private readonly directory = fs.mkdtempSync(path.join(os.tmpdir(), "relay-"));
  private readonly began = performance.now();
  private readonly rendezvousSeconds: number;
  private readonly hybridConnections = new Map<string, Set<Listener>>();
  private readonly faults = new Map<string, Faults>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly sockets = new Set<net.Socket>();
  private readonly secureContext: tls.SecureContext;
  private readonly http = http.createServer((_, response) => response.writeHead(426).end());
  private readonly webSockets = new WebSocketServer<typeof TunnelSocket>({
    noServer: true,
    WebSocket: TunnelSocket,
    ...tunnelOptions,
  });
  private tcp?: net.Server;
  private blackHole?: BlackHole;
  private mute = false;

  private constructor(props: AzureRelayProps) {
    this.address = props.address ?? "127.0.0.1";
    const hostNames = props.hostNames ?? ["localhost"];
    this.hostName = hostNames[0];
    this.rendezvousSeconds = props.rendezvousSeconds ?? 20;
    fs.chmodSync(this.directory, 0o755);
    const { key, certificate, caFile } = makeCertificates(this.directory, [...hostNames, this.address]);
    this.caFile = caFile;
    this.secureContext = tls.createSecureContext({ key, cert: certificate });
    this.http.on("upgrade", (request, socket, head) => void this.onUpgrade(request, socket, head));
  }

  public get port(): number {
    return this.portNumber;
  }

  /** As azbridge wants it: `sb://host:port/`. */
  public get endpoint(): string {
    return `sb://${this.hostName}${this.port === 443 ? "" : `:${this.port}`}/`;
  }

  /** Makes a hybrid connection with a listen-only and a send-only rule; the answer holds their connection strings. */
  public addHybridConnection(name: string): Record<Right, string> {
    this.hybridConnections.set(name, this.hybridConnections.get(name) ?? new Set());
    RIGHTS.forEach((right) => this.access.addRule(`${right}-only`, [right], name));
    return this.connectionStrings(name, "primary");
  }

  /** The connection strings of its two rules with the key of this slot, as that is now. */
  public connectionStrings(name: string, slot: KeySlot): Record<Right, string> {
    const [listen, send] = RIGHTS.map((right) =>
      this.connectionString(`${right}-only`, this.access.keysOf(`${right}-only`, name)[slot]),
    );
    return { listen, send };
  }

  /** Makes the key of this slot anew, of both rules. */
  public regenerate(name: string, slot: KeySlot): void {
    RIGHTS.forEach((right) => this.access.regenerate(slot, `${right}-only`, name));
  }

  /** From then on it is unknown: listeners lose their channel, and get 404 when they come again. */
  public removeHybridConnection(name: string): void {
    const listeners = this.hybridConnections.get(name) ?? [];
    this.hybridConnections.delete(name);
    for (const { channel } of listeners) channel.terminate();
  }

  public connectionString(ruleName: string, key: string): string {
    return `Endpoint=${this.endpoint};SharedAccessKeyName=${ruleName};SharedAccessKey=${key}`;
  }

  /** Replaces the faults of one hybrid connection, or of all that have none of their own. */
  public setFaults(faults: Faults, hybridConnection = "*"): void {
    this.faults.set(hybridConnection, faults);
  }

  public listeners(hybridConnection: string): number {
    return this.hybridConnections.get(hybridConnection)?.size ?? 0;
  }

  /** From now on the port refuses connections; those that are open stay. */
  public async refuseConnections(): Promise<void> {
    this.mute = false;
    await this.blackHole?.close();
    this.blackHole = undefined;
    this.tcp?.close();
    this.tcp = undefined;
  }

  /** From now on the port drops SYNs, as {@link BlackHole} does it; connections that are open stay. */
  public async dropSyns(): Promise<void> {
    await this.refuseConnections();
    this.blackHole = await BlackHole.open(this.address, this.port);
  }

  /** From now on connections are accepted, and nothing is ever answered: not even the first message of TLS. */
  public async acceptAndSayNothing(): Promise<void> {
    await this.listenAgain();
    this.mute = true;
  }

  /** Ends {@link refuseConnections}, {@link dropSyns} and {@link acceptAndSayNothing}. */
  public async listenAgain(): Promise<void> {
    await this.refuseConnections();
    await this.open(this.port);
  }

  /** Breaks every connection without a word: listeners, tunnels, those that wait. */
  public cutAll(): void {
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  /** How many such events have been logged so far. */
  public count(kind: EventKind, hybridConnection: string): number {
    return this.events.filter((event) => event.kind === kind && event.hybridConnection === hybridConnection).length;
  }

  /** Waits until such an event has been logged, `count` times in all. */
  public async until(kind: EventKind, hybridConnection?: string, count = 1, seconds = 25): Promise<RelayEvent> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const found = this.events.filter(
        (event) => event.kind === kind && (hybridConnection ?? event.hybridConnection) === event.hybridConnection,
      );
      if (found.length >= count) return found[count - 1];
      if (performance.now() > deadline)
        throw new Error(`no ${kind} of ${hybridConnection ?? "any"} in ${seconds} s: ${JSON.stringify(this.events)}`);
      await sleep(5);
    }
  }

  public async close(): Promise<void> {
    await this.refuseConnections();
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
    this.cutAll();
    fs.rmSync(this.directory, { recursive: true, force: true });
  }

  private async open(port: number): Promise<void> {
    const tcp = net.createServer((socket) => {
      if (this.tcp !== tcp) return void socket.destroy(); // it came while the port was being closed
      this.log("tcp");
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      if (this.mute) return undefined;
      // By hand, since a TLS server keeps a timer for every connection that breaks within the handshake.
      const secure = new tls.TLSSocket(socket, { isServer: true, secureContext: this.secureContext });
      secure.on("error", () => secure.destroy());
      socket.on("close", () => secure.destroy());
      return this.http.emit("connection", secure);
    });
    this.tcp = tcp;
    await new Promise<void>((resolve, reject) => tcp.once("error", reject).listen(port, this.address, resolve));
    this.portNumber = (tcp.address() as net.AddressInfo).port;
  }

  private log(kind: EventKind, more: Omit<RelayEvent, "kind" | "seconds"> = {}): void {
    this.events.push({ seconds: (performance.now() - this.began) / 1000, kind, ...more });
  }

  private async onUpgrade(request: http.IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on("error", () => socket.destroy());
    const url = new URL(request.url ?? "/", "wss://relay");
    const name = decodeURIComponent(/^\/\$hc\/(.+?)\/?$/.exec(url.pathname)?.[1] ?? "");
    const action = url.searchParams.get("sb-hc-action");
    const refuse = (status: number, description: string) => {
      this.log("refused", { hybridConnection: name, detail: `${action} ${status} ${description}` });
      this.refuse(socket, status, description);
    };
    if (action === "accept") return this.onRendezvous(request, socket, head, url.searchParams, refuse);
    if (action !== "listen" && action !== "connect") return refuse(400, "sb-hc-action is unknown");

    const faults = this.faultsOf(name);
    const listeners = this.hybridConnections.get(name);
    if (faults.refuse !== undefined) return refuse(faults.refuse, "Refused on demand");
    if (listeners === undefined) return refuse(404, "Endpoint does not exist");
    const token = header(request, "servicebusauthorization") ?? url.searchParams.get("sb-hc-token") ?? undefined;
    const authority = request.headers.host ?? "";
    const host = authority.replace(/:\d+$/, "");
    const right = action === "listen" ? "listen" : "send";
    const refusal = this.access.refusal(token, host, name, right);
    if (refusal !== undefined) return refuse(401, refusal);

    if (action === "listen") {
      if (listeners.size >= MAX_LISTENERS) return refuse(403, "QuotaExceeded: 25 listeners");
      return this.webSockets.handleUpgrade(request, socket, head, (channel) =>
        this.onListener(name, host, { channel, authority }),
      );
    }
    if (faults.slowMilliseconds !== undefined) await sleep(faults.slowMilliseconds);
    const all = [...listeners];
    if (faults.noListener === true || all.length === 0) return refuse(404, "Endpoint has no listener");
    const listener = all[Math.floor(Math.random() * all.length)];
    return this.onSender(name, { request, socket, head }, listener, refuse);
  }

  private onListener(name: string, host: string, listener: Listener): void {
    const { channel } = listener;
    const listeners = this.hybridConnections.get(name);
    listeners?.add(listener);
    this.log("listening", { hybridConnection: name });
    channel.on("error", () => channel.terminate());
    channel.on("half-close", () => channel.shutdown());
    channel.on("close", () => {
      listeners?.delete(listener);
      this.log("listener-gone", { hybridConnection: name });
    });
    channel.on("message", (data: Buffer) => {
      const { renewToken } = JSON.parse(data.toString()) as { renewToken?: { token?: string } };
      const refusal = this.access.refusal(renewToken?.token, host, name, "listen");
      this.log("token-renewed", { hybridConnection: name, detail: refusal ?? "valid" });
    });
  }

  private onSender(
    name: string,
    sender: Pick<Waiting, "request" | "socket" | "head">,
    listener: Listener,
    refuse: (status: number, description: string) => void,
  ): void {
    const id = randomUUID();
    this.log("connect", { hybridConnection: name, id });
    const timer = setTimeout(() => {
      this.waiting.delete(id);
      refuse(504, "The listener did not answer");
    }, this.rendezvousSeconds * 1000);
    timer.unref();
    this.waiting.set(id, { ...sender, hybridConnection: name, timer });
    sender.socket.once("close", () => {
      clearTimeout(timer);
      this.waiting.delete(id);
    });
    const connectHeaders = { ...sender.request.headers };
    delete connectHeaders.servicebusauthorization;
    const address = `wss://${listener.authority}/$hc/${encodeURI(name)}?sb-hc-action=accept&sb-hc-id=${id}`;
    listener.channel.send(JSON.stringify({ accept: { address, id, connectHeaders } }));
  }

  private onRendezvous(
    request: http.IncomingMessage,
    socket: Duplex,
    head: Buffer,
    query: URLSearchParams,
    refuse: (status: number, description: string) => void,
  ): void {
    const id = query.get("sb-hc-id") ?? "";
    const sender = this.waiting.get(id);
    if (sender === undefined) return refuse(404, "Nobody waits for this rendezvous");
    clearTimeout(sender.timer);
    this.waiting.delete(id);
    const { hybridConnection } = sender;
    const status = query.get("sb-hc-statusCode");
    if (status !== null) {
      const description = query.get("sb-hc-statusDescription") ?? "";
      this.log("rejected", { hybridConnection, id, detail: `${status} ${description}` });
      this.refuse(sender.socket, Number(status), description);
      return this.refuse(socket, 410, "Gone");
    }
    return this.webSockets.handleUpgrade(request, socket, head, (listening) =>
      this.webSockets.handleUpgrade(sender.request, sender.socket, sender.head, (sending) =>
        this.join(hybridConnection, id, listening, sending),
      ),
    );
  }

  private join(hybridConnection: string, id: string, listening: TunnelSocket, sending: TunnelSocket): void {
    this.log("joined", { hybridConnection, id });
    const { bytesPerSecond, cutAfterBytes } = this.faultsOf(hybridConnection);
    let left = cutAfterBytes ?? Infinity;
    let over = false;
    const end = (kind: "closed" | "cut") => {
      if (over) return;
      over = true;
      this.log(kind, { hybridConnection, id });
    };
    const pass = async (data: Buffer, binary: boolean, to: TunnelSocket) => {
      if (bytesPerSecond !== undefined) await sleep((data.length / bytesPerSecond) * 1000);
      const part = data.subarray(0, left);
      left -= part.length;
      if (to.readyState === TunnelSocket.OPEN) await new Promise((done) => to.send(part, { binary }, done));
      if (left > 0) return;
      end("cut");
      for (const socket of [listening, sending]) socket.terminate();
    };
    const halfClosed = new Set<TunnelSocket>();
    const pump = (from: TunnelSocket, to: TunnelSocket, role: string) => {
      let queue = Promise.resolve();
      let queued = 0;
      from.on("message", (data: Buffer, binary) => {
        if (queued++ === 0) from.pause();
        queue = queue
          .then(() => pass(data, binary, to))
          .then(() => {
            if (--queued === 0 && from.readyState !== TunnelSocket.CLOSED) from.resume();
          });
      });
      from.on("half-close", () => {
        halfClosed.add(from);
        this.log("half-close", { hybridConnection, id, detail: role });
        void queue.then(() => to.shutdown());
      });
      from.on("error", () => from.terminate());
      from.on("close", () => {
        // One end went while somebody still had something to say: what is left of the tunnel breaks.
        if (!halfClosed.has(from) || !halfClosed.has(to)) void queue.then(() => to.terminate());
        if (to.readyState === TunnelSocket.CLOSED) end("closed");
      });
    };
    pump(listening, sending, "listener");
    pump(sending, listening, "sender");
  }

  private faultsOf(hybridConnection: string): Faults {
    return this.faults.get(hybridConnection) ?? this.faults.get("*") ?? {};
  }

  private refuse(socket: Duplex, status: number, description: string): void {
    socket.end(`HTTP/1.1 ${status} ${description}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}

function header(request: http.IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
