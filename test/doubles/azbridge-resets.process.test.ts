import { execFile } from "node:child_process";
import type * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { ADDRESS, Ends, seen, stopAll } from "./azbridge-under-test";
import { type Client, connectionsTo, eventually } from "./tcp";

/** Long enough for a reset to go through, if it did: an end takes 3 ms. */
const LONG_ENOUGH = 400;
/** Connections that azbridge's two ends have to the relay beside tunnels: the listener's channel. */
const CHANNEL = 1;
const TUNNEL = 2;

describe("azbridge double: what it does not pass on", () => {
  let ends: Ends;
  const sockets: net.Socket[] = [];
  beforeEach(async () => {
    ends = await Ends.open();
    sockets.length = 0;
  });
  afterEach(stopAll);

  /** Keeps the far end's sockets, and lets it end when its client ends. */
  const playing = (play: (socket: net.Socket) => void) => (socket: net.Socket) => {
    sockets.push(socket);
    socket.on("end", () => socket.end());
    play(socket);
  };
  const relayed = () => connectionsTo(ends.relay.port);
  const settled = (connections: number, what: string) => eventually(() => relayed() === connections, what);
  async function reset(client: Client) {
    client.socket.resetAndDestroy();
    await sleep(LONG_ENOUGH);
  }

  const greeting = playing((socket) => socket.resume().write("greeting"));

  seen("not a client's reset: both sides of the tunnel and the database's connection stay", async () => {
    const { far, connect } = await ends.way(greeting);
    const clients = await Promise.all(Array.from({ length: 5 }, connect));
    await Promise.all(clients.map((client) => client.get(8)));
    for (const client of clients) client.socket.resetAndDestroy();
    await sleep(LONG_ENOUGH);
    expect([relayed(), far.open]).toEqual([CHANNEL + 5 * TUNNEL, 5]);
  });

  seen(
    "nor that of a client that closes with bytes unread, as a proof does that reads a part of its answer",
    async () => {
      const { far, port } = await ends.way(greeting);
      const client = `import socket; socket.create_connection(("${ADDRESS}", ${port})).recv(5)`;
      await promisify(execFile)("python3", ["-c", client]);
      await sleep(LONG_ENOUGH);
      expect([relayed(), far.open]).toEqual([CHANNEL + TUNNEL, 1]);
    },
  );

  for (const [what, free] of [
    ["a byte", (socket: net.Socket) => socket.write("x")],
    ["an end", (socket: net.Socket) => socket.end()],
  ] as const)
    seen(`${what} of the far end frees what a client's reset has left`, async () => {
      const { far, connect } = await ends.way(greeting);
      const client = await connect();
      await client.get(8);
      await reset(client);
      expect(relayed()).toBe(CHANNEL + TUNNEL);
      free(sockets[0]);
      await settled(CHANNEL, "the tunnel's end");
      await eventually(() => far.open === 0, "the end of the database's connection");
    });

  seen("a client's reset in mid-answer: the answer is drained to its end, then all is freed", async () => {
    const { far, connect } = await ends.way(playing((socket) => socket.resume().write(Buffer.alloc(12_000_000))));
    const client = await connect();
    client.socket.pause();
    await sleep(LONG_ENOUGH);
    await reset(client);
    await settled(CHANNEL, "the tunnel's end");
    await eventually(() => far.open === 0, "the end of the database's connection");
    expect(sockets[0].writableLength).toBe(0);
  });

  seen("a client's half-close, then its reset: freed when the far end ends", async () => {
    const { far, connect } = await ends.way(greeting);
    const client = await connect();
    await client.get(8);
    client.socket.end();
    await eventually(() => client.ended, "the far end's end");
    await reset(client);
    await settled(CHANNEL, "the tunnel's end");
    expect(far.open).toBe(0);
  });

  seen("a far end's reset: the client hears nothing until it writes; then it hears an end", async () => {
    const { connect } = await ends.way(greeting);
    const client = await connect();
    await client.get(8);
    sockets[0].resetAndDestroy();
    await sleep(LONG_ENOUGH);
    expect([client.ended, relayed()]).toEqual([false, CHANNEL + TUNNEL]);
    client.socket.write("still there?");
    await client.untilEnded();
    await settled(CHANNEL, "the tunnel's end");
  });

  seen("a far end's reset, and a client that ends: all is freed", async () => {
    const { connect } = await ends.way(greeting);
    const client = await connect();
    await client.get(8);
    sockets[0].resetAndDestroy();
    await sleep(LONG_ENOUGH);
    client.socket.end();
    await client.untilEnded();
    await settled(CHANNEL, "the tunnel's end");
  });

  for (const which of ["sender", "listener"] as const)
    seen(`the end of the ${which}'s process frees all that it leaked`, async () => {
      const { far, connect, azbridge, listening } = await ends.way(greeting);
      for (let count = 0; count < 5; count++) {
        const client = await connect();
        await client.get(8);
        client.socket.resetAndDestroy();
      }
      await sleep(LONG_ENOUGH);
      expect([relayed(), far.open]).toEqual([CHANNEL + 5 * TUNNEL, 5]);
      await (which === "sender" ? azbridge : listening).stop();
      await settled(which === "sender" ? CHANNEL : 0, "the tunnels' ends");
      await eventually(() => far.open === 0, "the end of the database's connections");
    });

  seen("a connection that is idle for long, and one that is busy, are not ended by any of this", async () => {
    const { connect } = await ends.way();
    const [idle, busy] = await Promise.all([connect(), connect()]);
    for (let sent = 1; sent <= 20; sent++) {
      busy.socket.write("x");
      await busy.get(sent);
    }
    idle.socket.write("y");
    expect(await idle.get(1)).toBe("y");
    idle.socket.end();
    busy.socket.end();
    await Promise.all([idle.untilEnded(), busy.untilEnded()]);
    await settled(CHANNEL, "the tunnels' ends");
  });
});
