import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A TCP server on the loopback, and all that it was told. */
export class FarEnd {
  /** Sends back what it gets, and ends when its client has ended. */
  public static async echo(): Promise<FarEnd> {
    return FarEnd.start((socket) => socket.pipe(socket));
  }

  /** @param play what it does with each connection; both may end at times of their own. */
  public static async start(play: (socket: net.Socket) => void): Promise<FarEnd> {
    const sockets = new Set<net.Socket>();
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      socket.unref();
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      socket.on("error", () => socket.destroy());
      play(socket);
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return new FarEnd(server, sockets);
  }

  private constructor(
    private readonly server: net.Server,
    private readonly sockets: Set<net.Socket>,
  ) {}

  /** Its connections that are still there. */
  public get open(): number {
    return this.sockets.size;
  }

  public get port(): number {
    return (this.server.address() as net.AddressInfo).port;
  }

  public async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    if (this.server.listening) await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A TCP client that notes what it gets and how it ends. */
export class Client {
  public static async connect(port: number, address = "127.0.0.1"): Promise<Client> {
    const socket = net.connect({ port, host: address, allowHalfOpen: true });
    await once(socket, "connect");
    return new Client(socket);
  }

  public received = Buffer.alloc(0);
  /** The other side has ended, or broken, the connection. */
  public ended = false;

  private constructor(public readonly socket: net.Socket) {
    socket.unref(); // what a test leaves open keeps nobody waiting
    socket.on("data", (data) => (this.received = Buffer.concat([this.received, data])));
    for (const event of ["end", "error", "close"]) socket.on(event, () => (this.ended = true));
  }

  public async get(bytes: number): Promise<string> {
    await eventually(() => this.received.length >= bytes || this.ended, `${bytes} bytes`);
    return this.received.toString("latin1");
  }

  public async untilEnded(seconds?: number): Promise<void> {
    await eventually(() => this.ended, "the end of the connection", seconds);
    this.socket.destroy();
  }
}

/** Asks a server by connecting: `accepted`, `refused`, or `silent` when neither happens in time. */
export async function knock(port: number, address = "127.0.0.1", milliseconds = 400): Promise<string> {
  const socket = net.connect(port, address);
  const answer = await Promise.race([
    once(socket, "connect").then(
      () => "accepted",
      (error: NodeJS.ErrnoException) => (error.code === "ECONNREFUSED" ? "refused" : String(error.code)),
    ),
    sleep(milliseconds, "silent"),
  ]);
  socket.on("error", () => undefined);
  socket.destroy();
  return answer;
}

export async function eventually(condition: () => boolean, what: string, seconds = 25): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await sleep(5);
  }
}

/** How many TCP connections to a port this network holds, whichever of their ends may have finished. */
export function connectionsTo(port: number): number {
  const over = new Set(["06", "07", "0A"]); // TIME_WAIT, CLOSE, LISTEN
  return ["/proc/net/tcp", "/proc/net/tcp6"]
    .flatMap((table) => fs.readFileSync(table, "utf8").trim().split("\n").slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , remote, state]) => parseInt(remote.split(":")[1], 16) === port && !over.has(state)).length;
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const far = await FarEnd.start(() => undefined);
  const { port } = far;
  await far.close();
  return port;
}
