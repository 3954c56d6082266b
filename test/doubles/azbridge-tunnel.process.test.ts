import { createHash, randomBytes } from "node:crypto";
import { closing, Ends, seen, stopAll } from "./azbridge-under-test";
import { eventually, FarEnd } from "./tcp";

describe("azbridge double: as a tunnel", () => {
  let ends: Ends;
  beforeEach(async () => void (ends = await Ends.open()));
  afterEach(stopAll);

  seen("carries bytes both ways, and the end of one direction before that of the other", async () => {
    const { connect } = await ends.way((socket) => {
      const parts: Buffer[] = [];
      socket.on("data", (data) => parts.push(data));
      socket.on("end", () => setTimeout(() => socket.end(`got ${Buffer.concat(parts).toString()}`), 100));
    });
    const client = await connect();
    client.socket.end("question");
    await client.untilEnded();
    expect(client.received.toString()).toBe("got question");
  });

  seen("lets a far end that has ended still be spoken to", async () => {
    let heard = "";
    const { connect } = await ends.way((socket) => {
      socket.end("greeting");
      socket.on("data", (data: Buffer) => (heard += data.toString()));
    });
    const client = await connect();
    await eventually(() => client.ended, "the far end's end");
    expect(client.received.toString()).toBe("greeting");
    client.socket.end("still here");
    await eventually(() => heard === "still here", "what the client said");
  });

  seen("carries 20 connections at once, each with bytes of its own", async () => {
    const { connect } = await ends.way();
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const client = await connect();
        const sent = randomBytes(300_000);
        client.socket.end(sent);
        await client.untilEnded();
        expect(createHash("sha256").update(client.received).digest("hex")).toBe(
          createHash("sha256").update(sent).digest("hex"),
        );
      }),
    );
    await ends.relay.until("closed", "warehouse", 20);
  });

  seen("makes a rendezvous for each connection, and none at start", async () => {
    const { connect } = await ends.way();
    expect(ends.relay.count("connect", "warehouse")).toBe(0);
    for (const expected of [1, 2]) {
      const client = await connect();
      client.socket.write("x");
      expect(await client.get(1)).toBe("x");
      expect(ends.relay.count("connect", "warehouse")).toBe(expected);
    }
  });

  it("breaks the client's connection when the relay cuts the tunnel", async () => {
    ends.relay.setFaults({ cutAfterBytes: 3 + 1 + "warehouse".length + 3 + 4 });
    const { connect } = await ends.way();
    const client = await connect();
    client.socket.write("more than four bytes");
    await client.untilEnded();
    expect(client.received.length).toBeLessThanOrEqual(4);
  });

  seen("ends open connections when the sender or the listener is killed", async () => {
    const far = closing(await FarEnd.echo());
    const listening = await ends.listener(far.port).up();
    const { azbridge, connect } = await ends.sender();
    for (const victim of [listening, azbridge]) {
      const client = await connect();
      client.socket.write("x");
      await client.get(1);
      await victim.stop();
      await client.untilEnded();
      if (victim === listening) await ends.listener(far.port).up();
    }
  });

  seen("logs what becomes of a connection at INFO, the clean ones as failed", async () => {
    const { azbridge, connect } = await ends.way();
    const client = await connect();
    client.socket.end("x");
    await client.untilEnded();
    const clean = "exception = System.Threading.Tasks.TaskCanceledException: A task was canceled.";
    await eventually(() => azbridge.stdout.includes(clean), azbridge.stdout);
    expect(azbridge.stderr).toBe("");
    expect(azbridge.stdout).toMatch(
      /^info: azbridge\[0\]\n {6}\[\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\], LocalForwardListenerStart, [\da-f-]{36}, \{ localEndpoint = .* \}$/m,
    );
    expect(azbridge.stdout).toMatch(/LocalForwardBridgeConnectionFailed, .*TaskCanceledException/);
  });
});
