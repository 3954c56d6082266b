import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { AzbridgeProps } from "../support/azbridge/azbridge-process";
import { sharedAccessSignature } from "../support/relay/access";
import { AzureRelay } from "../support/relay/azure-relay";
import { BlackHole } from "../support/relay/black-hole";
import { ManagedIdentity } from "../support/relay/managed-identity";
import { TunnelSocket, tunnelOptions } from "../support/relay/tunnel-socket";
import { ADDRESS, closing, sender, start, stopAll } from "./azbridge-under-test";
import { Client, eventually, FarEnd, freePort, knock } from "./tcp";

afterEach(stopAll);

function bytesOf(socket: TunnelSocket): () => Buffer {
  let bytes = Buffer.alloc(0);
  socket.on("message", (part: Buffer) => (bytes = Buffer.concat([bytes, part])));
  return () => bytes;
}

describe("azbridge double: its behaviour", () => {
  let relay: AzureRelay;
  let rights: Record<"listen" | "send", string>;
  let environment: Record<string, string>;

  beforeEach(async () => {
    relay = await AzureRelay.start();
    rights = relay.addHybridConnection("warehouse");
    environment = { SSL_CERT_FILE: relay.caFile };
  });
  afterEach(() => relay.close());

  const listener = (port: number, more: Record<string, unknown> = {}, top: Record<string, unknown> = {}) =>
    start(
      {
        ...top,
        RemoteForward: [
          {
            RelayName: "warehouse",
            ConnectionString: rights.listen,
            ...{ Host: "127.0.0.1", HostPort: port, PortName: "warehouse" },
            ...more,
          },
        ],
      },
      { environment },
    );

  async function startSender(more: Record<string, unknown> = {}, props: AzbridgeProps = { environment }) {
    const { port, profile } = await sender({ ConnectionString: rights.send, ...more });
    const azbridge = await start({ LocalForward: profile.LocalForward }, props).up();
    return { azbridge, port, connect: () => Client.connect(port, ADDRESS) };
  }

  /** The other end of the protocol, by hand. */
  async function raw(action: "listen" | "connect", connectionString: string) {
    const [, rule, key] = /SharedAccessKeyName=(.*);SharedAccessKey=(.*)/.exec(connectionString)!;
    const token = sharedAccessSignature("http://localhost/warehouse", rule, key, Math.floor(Date.now() / 1000) + 60);
    const socket = new TunnelSocket(`wss://localhost:${relay.port}/$hc/warehouse?sb-hc-action=${action}`, {
      ...tunnelOptions,
      ca: fs.readFileSync(relay.caFile),
      headers: { ServiceBusAuthorization: token },
    });
    await once(socket, "open");
    return socket;
  }

  /** The whole way: client, sender, relay, listener, an echo. */
  async function way() {
    const far = closing(await FarEnd.echo());
    const listening = await listener(far.port).up();
    return { far, listening, ...(await startSender()) };
  }

  describe("as a tunnel", () => {
    it("carries bytes both ways, and the end of one direction before that of the other", async () => {
      const far = closing(
        await FarEnd.start((socket) => {
          const parts: Buffer[] = [];
          socket.on("data", (data) => parts.push(data));
          socket.on("end", () => setTimeout(() => socket.end(`got ${Buffer.concat(parts).toString()}`), 100));
        }),
      );
      await listener(far.port).up();
      const { connect } = await startSender();
      const client = await connect();
      client.socket.end("question");
      await client.untilEnded();
      expect(client.received.toString()).toBe("got question");
    });

    it("lets a far end that has ended still be spoken to", async () => {
      let heard = "";
      const far = closing(
        await FarEnd.start((socket) => {
          socket.end("greeting");
          socket.on("data", (data: Buffer) => (heard += data.toString()));
        }),
      );
      await listener(far.port).up();
      const client = await (await startSender()).connect();
      await eventually(() => client.ended, "the far end's end");
      expect(client.received.toString()).toBe("greeting");
      client.socket.end("still here");
      await eventually(() => heard === "still here", "what the client said");
    });

    it("carries 20 connections at once, each with bytes of its own", async () => {
      const { connect } = await way();
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
      await relay.until("closed", "warehouse", 20);
    });

    it("makes a rendezvous for each connection, and none at start", async () => {
      const { connect } = await way();
      expect(relay.events.filter(({ kind }) => kind === "connect")).toEqual([]);
      for (const expected of [1, 2]) {
        const client = await connect();
        client.socket.write("x");
        expect(await client.get(1)).toBe("x");
        expect(relay.events.filter(({ kind }) => kind === "connect")).toHaveLength(expected);
      }
    });

    it("breaks the client's connection when the relay cuts the tunnel", async () => {
      relay.setFaults({ cutAfterBytes: 3 + 1 + "warehouse".length + 3 + 4 });
      const { connect } = await way();
      const client = await connect();
      client.socket.write("more than four bytes");
      await client.untilEnded();
      expect(client.received.length).toBeLessThanOrEqual(4);
    });

    it("tells the far end when the client breaks off, and the client when the far end does", async () => {
      const sockets: { ended: boolean; destroy: () => void }[] = [];
      const far = closing(
        await FarEnd.start((socket) => {
          const seen = { ended: false, destroy: () => socket.resetAndDestroy() };
          sockets.push(seen);
          socket.resume().on("end", () => (seen.ended = true));
          socket.on("close", () => (seen.ended = true));
          socket.write("greeting");
        }),
      );
      await listener(far.port).up();
      const { connect } = await startSender();
      const first = await connect();
      await first.get(8);
      first.socket.resetAndDestroy();
      await eventually(() => sockets[0].ended, "the end at the far end");
      const second = await connect();
      await second.get(8);
      sockets[1].destroy();
      await second.untilEnded();
    });

    it("ends open connections when the sender or the listener is killed", async () => {
      const { connect, listening, azbridge } = await way();
      for (const victim of [listening, azbridge]) {
        const client = await connect();
        if (victim === azbridge) {
          await listener(1, {}, {}).up();
        } else {
          client.socket.write("x");
          await client.get(1);
        }
        await victim.stop();
        await client.untilEnded();
      }
    });
  });

  describe("as a sender", () => {
    it("opens its port without the relay", async () => {
      await relay.refuseConnections();
      const { port } = await startSender();
      expect(await knock(port, ADDRESS)).toBe("accepted");
    });

    const closes: [what: string, arrange: () => Promise<Record<string, unknown>>, message: string][] = [
      ["the relay refuses connections", async () => (await relay.refuseConnections(), {}), "ECONNREFUSED"],
      ["nobody listens", async () => Promise.resolve({}), "404: Endpoint has no listener"],
      [
        "its key is wrong",
        async () => Promise.resolve({ ConnectionString: rights.send.replace(/=.{4}([^=]*=)$/, "=AAAA$1") }),
        "401: InvalidSignature",
      ],
      [
        "its key may only listen",
        async () => Promise.resolve({ ConnectionString: rights.listen }),
        "401: 'send' claim is required",
      ],
      [
        "its key is another hybrid connection's, whatever EntityPath says",
        async () =>
          Promise.resolve({ ConnectionString: `${relay.addHybridConnection("crm").send};EntityPath=warehouse` }),
        "401: InvalidSignature",
      ],
      [
        "the relay's host is unknown",
        async () => Promise.resolve({ ConnectionString: rights.send.replace("localhost", "relay.invalid") }),
        "relay.invalid",
      ],
    ];
    it.each(closes)("accepts, then closes, when %s", async (_, arrange, message) => {
      const { connect, azbridge } = await startSender(await arrange());
      const client = await connect();
      await client.untilEnded();
      expect(client.received.toString()).toBe("");
      expect(azbridge.isRunning).toBe(true);
      await eventually(() => azbridge.stderr.includes(message), `${message} in ${azbridge.stderr}`);
    });

    it("accepts, then closes, when it does not trust the relay's certificate", async () => {
      const { connect, azbridge } = await startSender({}, { environment: {} });
      await (await connect()).untilEnded();
      expect(azbridge.stderr).toContain("unable to verify the first certificate");
    });

    it("trusts NODE_EXTRA_CA_CERTS too", async () => {
      await listener(closing(await FarEnd.echo()).port).up();
      const { connect } = await startSender({}, { environment: { NODE_EXTRA_CA_CERTS: relay.caFile } });
      const client = await connect();
      client.socket.end("x");
      expect(await client.get(1)).toBe("x");
    });

    it.each([
      ["drops SYNs", () => relay.dropSyns()],
      ["says nothing", () => relay.acceptAndSayNothing()],
    ])("keeps the client connected while the relay %s", async (_, arrange) => {
      const { connect } = await startSender();
      await arrange();
      const client = await connect();
      client.socket.write("question");
      await sleep(500);
      expect(client.ended).toBe(false);
      client.socket.destroy();
    });

    it("serves again when the relay is back", async () => {
      const { connect } = await way();
      await relay.refuseConnections();
      await (await connect()).untilEnded();
      await relay.listenAgain();
      const client = await connect();
      client.socket.end("x");
      expect(await client.get(1)).toBe("x");
    });

    it("writes the preamble `01 00 00 <length> <port name>` and hands over what follows the reply", async () => {
      const control = await raw("listen", rights.listen);
      const { connect } = await startSender({ PortName: "ware" });
      const client = await connect();
      const [data] = (await once(control, "message")) as [Buffer];
      const { address } = (JSON.parse(data.toString()) as { accept: { address: string } }).accept;
      const far = new TunnelSocket(address, { ...tunnelOptions, ca: fs.readFileSync(relay.caFile) });
      const bytes = bytesOf(far);
      await eventually(() => bytes().length >= 8, "the preamble");
      expect(bytes()).toEqual(Buffer.from("\x01\0\0\x04ware"));
      client.socket.write("early");
      await sleep(50);
      expect(bytes().length).toBe(8);
      far.send(Buffer.from("\x01\0\0gre"));
      far.send(Buffer.from("eting"));
      expect(await client.get(8)).toBe("greeting");
      await eventually(() => bytes().subarray(8).toString() === "early", "what the client said");
      far.terminate();
      control.terminate();
      await client.untilEnded();
    });
  });

  describe("as a listener", () => {
    it.each([
      ["the relay refuses", () => relay.refuseConnections(), "ECONNREFUSED"],
      [
        "there is no such hybrid connection",
        async () => Promise.resolve(relay.removeHybridConnection("warehouse")),
        "404",
      ],
      ["its key may only send", async () => Promise.resolve(void (rights = { ...rights, listen: rights.send })), "401"],
    ])("ends with 0, without a second attempt, when at its start %s", async (_, arrange, message) => {
      await arrange();
      const azbridge = listener(1);
      expect(await azbridge.ended).toBe(0);
      expect(azbridge.stdout).toContain(message);
      expect(relay.events.filter(({ kind }) => kind === "refused").length).toBeLessThanOrEqual(1);
    });

    it("stays up, deaf, with ExitOnForwardFailure: false", async () => {
      await relay.refuseConnections();
      await listener(1, {}, { ExitOnForwardFailure: false }).up();
      await relay.listenAgain();
      await sleep(1500);
      expect(relay.listeners("warehouse")).toBe(0);
    });

    it("opens before the local ports do", async () => {
      const port = await freePort();
      const within = ["env", `SSL_CERT_FILE=${relay.caFile}`];
      await relay.acceptAndSayNothing();
      const azbridge = start(
        {
          RemoteForward: [{ RelayName: "warehouse", ConnectionString: rights.listen, Host: "pg01", HostPort: 1 }],
          LocalForward: [{ RelayName: "w", ConnectionString: rights.send, BindAddress: ADDRESS, BindPort: port }],
        },
        { within },
      );
      await relay.until("tcp");
      await sleep(200);
      expect(await knock(port, ADDRESS)).toBe("refused");
      expect(azbridge.stdout).toBe("");
    });

    it("comes back after 0, 1 and 2 seconds when it loses the relay, and carries on", async () => {
      const { connect } = await way();
      relay.setFaults({ refuse: 503 });
      relay.cutAll();
      const { seconds: second } = await relay.until("refused", "warehouse", 2);
      relay.setFaults({});
      const { seconds: first } = await relay.until("refused", "warehouse");
      const { seconds: third } = await relay.until("listening", "warehouse", 2);
      const lost = (await relay.until("listener-gone", "warehouse")).seconds;
      expect(first - lost).toBeLessThan(0.5);
      expect(second - first).toBeGreaterThanOrEqual(0.95);
      expect(second - first).toBeLessThan(1.5);
      expect(third - second).toBeGreaterThanOrEqual(1.95);
      expect(third - second).toBeLessThan(2.5);
      const client = await connect();
      client.socket.end("x");
      expect(await client.get(1)).toBe("x");
    });

    it("gives up for good on 404, and the process lives on", async () => {
      const { listening } = await way();
      relay.setFaults({ refuse: 404 });
      relay.cutAll();
      await relay.until("refused", "warehouse");
      relay.setFaults({});
      await sleep(1500);
      expect(relay.listeners("warehouse")).toBe(0);
      expect(listening.isRunning).toBe(true);
    });

    it("answers the preamble before it dials the target", async () => {
      const target = closing(await BlackHole.open("127.0.0.1"));
      await listener(target.port).up();
      const tunnel = await raw("connect", rights.send);
      const bytes = bytesOf(tunnel);
      tunnel.send(Buffer.from("\x01\0\0"));
      tunnel.send(Buffer.from("\x09ware"));
      await sleep(100);
      expect(bytes()).toEqual(Buffer.alloc(0));
      tunnel.send(Buffer.from("house"));
      await eventually(() => bytes().length > 0, "the reply");
      expect(bytes()).toEqual(Buffer.from("\x01\0\0"));
      await sleep(500);
      expect(tunnel.readyState).toBe(TunnelSocket.OPEN);
      tunnel.terminate();
    });

    it("answers 0.0.0 to another version, and nothing to another name, then ends", async () => {
      const far = closing(await FarEnd.echo());
      await listener(far.port).up();
      for (const [said, answer] of [
        ["\x02\0\0", "\0\0\0"],
        ["\x01\0\0\x03crm", ""],
      ]) {
        const tunnel = await raw("connect", rights.send);
        const bytes = bytesOf(tunnel);
        const ended = once(tunnel, "half-close");
        tunnel.send(Buffer.from(said));
        await ended;
        expect(bytes()).toEqual(Buffer.from(answer));
        tunnel.terminate();
      }
    });

    it.each([
      ["refuses connections", async () => Promise.resolve(1), true],
      ["drops SYNs", async () => closing(await BlackHole.open("127.0.0.1")).port, false],
    ])("accepts for a target that %s, and ends only what it sees to fail", async (_, arrange, ends) => {
      const azbridge = await listener(await arrange()).up();
      const client = await (await startSender()).connect();
      await relay.until("joined", "warehouse");
      if (ends) await client.untilEnded();
      else await sleep(500);
      expect([client.ended, client.received.toString()]).toEqual([ends, ""]);
      expect(azbridge.stderr.includes("ECONNREFUSED")).toBe(ends);
      client.socket.destroy();
    });

    const names: [own: string[], asked: string, reached: string | undefined][] = [
      [["warehouse"], "warehouse", "0"],
      [["warehouse"], "crm", undefined],
      [["warehouse"], "5432", "0"],
      [["warehouse"], "Warehouse", undefined],
      [["warehouse", "crm"], "crm", "1"],
      [["warehouse", "crm"], "5432", undefined],
      [["warehouse", "5432"], "5432", "1"],
    ];
    it.each(names)("with forwards %j a sender that asks for %s reaches %s", async (own, asked, reached) => {
      const ends = await Promise.all(own.map((_, index) => FarEnd.start((socket) => socket.end(`${index}`))));
      ends.forEach(closing);
      const Bindings = own.map((PortName, index) => ({ Host: "127.0.0.1", HostPort: ends[index].port, PortName }));
      const RemoteForward = [{ RelayName: "warehouse", ConnectionString: rights.listen, Bindings }];
      const azbridge = await start({ RemoteForward }, { environment }).up();
      const client = await (await startSender({ PortName: asked })).connect();
      await client.untilEnded();
      expect(client.received.toString()).toBe(reached ?? "");
      expect(azbridge.stderr).toBe(""); // also of a mismatch it says nothing
    });

    it("takes the port's number for its name at both ends where none is given", async () => {
      const far = closing(await FarEnd.echo());
      await listener(far.port, { PortName: undefined }).up();
      const client = await (await startSender({ PortName: undefined })).connect();
      client.socket.end("x");
      expect(await client.get(1)).toBe("x");
    });
  });

  describe("with an identity", () => {
    const CLIENT_ID = "11111111-2222-3333-4444-555555555555";
    let identity: ManagedIdentity;
    beforeEach(async () => {
      identity = await ManagedIdentity.start({ [CLIENT_ID]: "a-token", other: "another-token" });
      relay.access.addToken("a-token", { warehouse: ["send"] });
      relay.access.addToken("another-token", { warehouse: ["listen"] });
      await listener(closing(await FarEnd.echo()).port).up();
    });
    afterEach(() => identity.close());

    async function byIdentity(variables: Record<string, string>) {
      const { port, profile } = await sender();
      const azbridge = await start(
        { AzureRelayEndpoint: relay.endpoint, LocalForward: profile.LocalForward },
        { environment: { ...environment, AZURE_TOKEN_CREDENTIALS: "prod", ...variables } },
      ).up();
      return { azbridge, client: await Client.connect(port, ADDRESS), port };
    }

    it.each([
      ["IDENTITY_ENDPOINT", () => identity.environment],
      ["the instance metadata service", () => identity.metadataEnvironment],
    ])("sends with the token that %s gives to its client ID", async (_, variables) => {
      const { client } = await byIdentity({ AZURE_CLIENT_ID: CLIENT_ID, ...variables() });
      client.socket.end("x");
      expect(await client.get(1)).toBe("x");
      expect(identity.requests).toEqual([{ clientId: CLIENT_ID, resource: "https://relay.azure.net/" }]);
    });

    it("asks anew for every connection", async () => {
      const { client, port } = await byIdentity({ AZURE_CLIENT_ID: CLIENT_ID, ...identity.environment });
      client.socket.end("x");
      await client.get(1);
      const second = await Client.connect(port, ADDRESS);
      second.socket.end("y");
      await second.get(1);
      expect(identity.requests).toHaveLength(2);
    });

    it("waits for an endpoint that is slow", async () => {
      identity.delayMilliseconds = 700;
      const { client } = await byIdentity({ AZURE_CLIENT_ID: CLIENT_ID, ...identity.environment });
      client.socket.write("x");
      await sleep(500);
      expect([client.ended, client.received.length]).toEqual([false, 0]);
      expect(await client.get(1)).toBe("x");
      client.socket.destroy();
    });

    it.each([
      ["has another right", { AZURE_CLIENT_ID: "other" }, "401: 'send' claim is required"],
      ["does not exist", { AZURE_CLIENT_ID: "nobody" }, "failed to retrieve a token"],
      ["is not named", {}, "failed to retrieve a token"],
    ])("accepts, then closes, when the identity %s", async (_, variables, message) => {
      const { client, azbridge } = await byIdentity({ ...identity.environment, ...variables });
      await client.untilEnded();
      expect(azbridge.stderr).toContain(message);
    });
  });

  describe("as a process", () => {
    it("dies of SIGTERM with 143, also as process 1 of a container", async () => {
      const { azbridge } = await startSender();
      azbridge.kill("SIGTERM");
      expect(await azbridge.ended).toBe(143);
      const { profile } = await sender();
      const within = ["unshare", "--pid", "--fork", "--kill-child"];
      const first = await start(profile, { within }).up();
      const [pid] = fs.readFileSync(`/proc/${first.pid}/task/${first.pid}/children`, "utf8").trim().split(" ");
      process.kill(Number(pid), "SIGTERM");
      expect(await first.ended).toBe(143);
    });

    it("ends with 0 on SIGINT", async () => {
      const { azbridge } = await startSender();
      azbridge.kill("SIGINT");
      expect(await azbridge.ended).toBe(0);
    });

    it("listens within a fraction of a second", async () => {
      const times: number[] = [];
      for (let run = 0; run < 5; run++) {
        const began = performance.now();
        const { azbridge } = await startSender();
        times.push(performance.now() - began);
        await azbridge.stop();
      }
      const median = times.sort((a, b) => a - b)[2];
      process.stdout.write(`azbridge double: ${median.toFixed(0)} ms from start to open port, median of 5\n`);
      expect(median).toBeLessThan(1000);
    });

    it("keeps its key out of what it writes, but for a connection string that it refuses", async () => {
      const { connect, azbridge } = await startSender({ ConnectionString: rights.listen });
      await (await connect()).untilEnded();
      const key = /SharedAccessKey=(.*)/.exec(rights.listen)![1];
      expect(azbridge.stdout + azbridge.stderr).not.toContain(key);
    });
  });
});
