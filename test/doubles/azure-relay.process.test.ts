import { once } from "node:events";
import * as fs from "node:fs";
import type { IncomingMessage } from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { sharedAccessSignature } from "../support/relay/access";
import { accessToken } from "../support/relay/access-token";
import { AzureRelay } from "../support/relay/azure-relay";
import { BlackHole } from "../support/relay/black-hole";
import { TunnelSocket, tunnelOptions } from "../support/relay/tunnel-socket";
import { Client, eventually, knock } from "./tcp";

interface Accept {
  readonly address: string;
  readonly id: string;
  readonly connectHeaders: Record<string, string>;
}

const later = () => Math.floor(Date.now() / 1000) + 60;

describe("Azure Relay double", () => {
  let relay: AzureRelay;
  let rights: Record<"listen" | "send", string>;

  beforeEach(async () => {
    relay = await AzureRelay.start({ rendezvousSeconds: 2 });
    rights = relay.addHybridConnection("warehouse");
  });
  afterEach(() => relay.close());

  const url = (action: string, name = "warehouse") =>
    `wss://localhost:${relay.port}/$hc/${name}?sb-hc-action=${action}&sb-hc-id=1`;

  const tokenFor = (connectionString: string, name = "warehouse", expiry = later()) => {
    const [, rule, key] = /SharedAccessKeyName=(.*);SharedAccessKey=(.*)/.exec(connectionString)!;
    return sharedAccessSignature(`http://localhost/${name}/`, rule, key, expiry);
  };

  /** An open socket that keeps its messages, or the status with which the relay refused it. */
  async function dial(address: string, token?: string) {
    const headers = token === undefined ? {} : { ServiceBusAuthorization: token };
    const socket = new TunnelSocket(address, { ...tunnelOptions, headers, ca: fs.readFileSync(relay.caFile) });
    const messages: [text: string, binary: boolean][] = [];
    const ends = { halfClosed: false, code: 0 };
    socket.on("message", (data: Buffer, binary) => messages.push([data.toString(), binary]));
    socket.on("half-close", () => (ends.halfClosed = true));
    socket.on("close", (code: number) => (ends.code = code));
    socket.on("error", () => undefined);
    const refused = once(socket, "unexpected-response").then((answer) => {
      const response = answer[1] as IncomingMessage;
      throw new Error(`${response.statusCode} ${response.statusMessage}`);
    });
    await Promise.race([once(socket, "open"), refused]);
    return Object.assign(socket, { messages, ends });
  }
  type Dialled = Awaited<ReturnType<typeof dial>>;

  const listen = () => dial(url("listen"), tokenFor(rights.listen));
  const connect = () => dial(url("connect"), tokenFor(rights.send));
  async function nextAccept(listener: Dialled): Promise<Accept> {
    await eventually(() => listener.messages.length > 0, "accept");
    return (JSON.parse(listener.messages.shift()![0]) as { accept: Accept }).accept;
  }
  async function tunnel() {
    const listener = await listen();
    const connecting = connect();
    const { address } = await nextAccept(listener);
    const far = await dial(address);
    return { listener, near: await connecting, far };
  }

  describe("rendezvous", () => {
    it("tells a listener of each sender, without its token, and answers the sender when the listener has dialled in", async () => {
      const listener = await listen();
      let open = false;
      const connecting = connect().then((socket) => ((open = true), socket));
      const accept = await nextAccept(listener);
      expect(accept.address).toBe(
        `wss://localhost:${relay.port}/$hc/warehouse?sb-hc-action=accept&sb-hc-id=${accept.id}`,
      );
      expect(accept.connectHeaders).toMatchObject({ host: `localhost:${relay.port}`, upgrade: "websocket" });
      expect(Object.keys(accept.connectHeaders)).not.toContain("servicebusauthorization");
      await sleep(50);
      expect(open).toBe(false);
      await dial(accept.address);
      await connecting;
      expect(relay.events.map(({ kind }) => kind).filter((kind) => kind !== "tcp")).toEqual([
        "listening",
        "connect",
        "joined",
      ]);
    });

    it("passes frames both ways as they are, in order", async () => {
      const { near, far } = await tunnel();
      near.send(Buffer.from("one"));
      near.send("two");
      far.send(Buffer.from("three"));
      await eventually(() => far.messages.length === 2 && near.messages.length === 1, "frames");
      expect(far.messages).toEqual([
        ["one", true],
        ["two", false],
      ]);
      expect(near.messages).toEqual([["three", true]]);
    });

    it("takes a close frame of the sender for a half-close", async () => {
      const { near, far } = await tunnel();
      near.send(Buffer.from("question"));
      near.shutdown();
      await eventually(() => far.ends.halfClosed, "half-close");
      expect(far.messages).toEqual([["question", true]]);
      await sleep(50);
      far.send(Buffer.from("answer"));
      far.shutdown();
      await eventually(() => near.ends.code !== 0 && far.ends.code !== 0, "close");
      expect(near.messages).toEqual([["answer", true]]);
      expect([near.ends.code, far.ends.code]).toEqual([1000, 1000]);
      await relay.until("closed", "warehouse");
      expect(relay.events.filter(({ kind }) => kind === "half-close").map(({ detail }) => detail)).toEqual([
        "sender",
        "listener",
      ]);
    });

    it("takes a close frame of the listener for a half-close", async () => {
      const { near, far } = await tunnel();
      far.shutdown();
      await eventually(() => near.ends.halfClosed, "half-close");
      near.send(Buffer.from("still here"));
      await eventually(() => far.messages.length === 1, "frame");
      near.shutdown();
      await eventually(() => near.ends.code === 1000 && far.ends.code === 1000, "close");
    });

    it.each(["near", "far"] as const)("breaks the tunnel when its %s end vanishes", async (end) => {
      const both = await tunnel();
      both[end].terminate();
      const other = both[end === "near" ? "far" : "near"];
      await eventually(() => other.ends.code !== 0, "close");
      expect(other.ends).toEqual({ halfClosed: false, code: 1006 });
    });

    it("breaks a half-closed tunnel when the end that had finished speaking vanishes", async () => {
      const { near, far } = await tunnel();
      near.shutdown();
      await eventually(() => far.ends.halfClosed, "half-close");
      near.terminate();
      await eventually(() => far.ends.code !== 0, "close");
      await relay.until("closed", "warehouse");
    });

    it("hands a listener's rejection to the sender", async () => {
      const listener = await listen();
      const refused = expect(connect()).rejects.toThrow("503 Not today");
      const { address } = await nextAccept(listener);
      await expect(dial(`${address}&sb-hc-statusCode=503&sb-hc-statusDescription=Not%20today`)).rejects.toThrow("410");
      await refused;
    });

    it("answers 504 when the listener does not dial in, which then comes too late", async () => {
      const listener = await listen();
      await expect(connect()).rejects.toThrow("504");
      const { address } = await nextAccept(listener);
      await expect(dial(address)).rejects.toThrow("404");
    });

    it("takes a rendezvous once", async () => {
      const listener = await listen();
      void connect();
      const { address } = await nextAccept(listener);
      await dial(address);
      await expect(dial(address)).rejects.toThrow("404");
    });

    it("answers 404 without a listener, and when the last one has gone", async () => {
      await expect(connect()).rejects.toThrow("404 Endpoint has no listener");
      const listener = await listen();
      listener.terminate();
      await relay.until("listener-gone", "warehouse");
      await expect(connect()).rejects.toThrow("404 Endpoint has no listener");
    });

    it("answers 404 on a hybrid connection that does not exist or has been removed", async () => {
      await expect(dial(url("listen", "crm"), tokenFor(rights.listen, "crm"))).rejects.toThrow("404");
      const listener = await listen();
      relay.removeHybridConnection("warehouse");
      await eventually(() => listener.ends.code !== 0, "close");
      await expect(listen()).rejects.toThrow("404 Endpoint does not exist");
    });

    it("answers 400 to an unknown action, 426 to what is no WebSocket", async () => {
      await expect(dial(url("request"), tokenFor(rights.send))).rejects.toThrow("400");
      const address = url("listen").replace("wss:", "https:");
      const request = https.get(address, { agent: false, ca: fs.readFileSync(relay.caFile) });
      const [response] = (await once(request, "response")) as [IncomingMessage];
      expect(response.resume().statusCode).toBe(426);
    });

    it("carries path segments and encoded characters in a name", async () => {
      const { listen: listenRight, send } = relay.addHybridConnection("retail/ware house");
      const listener = await dial(url("listen", "retail/ware%20house"), tokenFor(listenRight, "retail/ware house"));
      void dial(url("connect", "retail/ware%20house"), tokenFor(send, "retail/ware house"));
      await dial((await nextAccept(listener)).address);
      await relay.until("joined", "retail/ware house");
    });

    it("takes a listener's new token without an answer", async () => {
      const listener = await listen();
      listener.send(JSON.stringify({ renewToken: { token: tokenFor(rights.listen) } }));
      expect((await relay.until("token-renewed", "warehouse")).detail).toBe("valid");
      await sleep(50);
      expect(listener.messages).toEqual([]);
      expect(relay.listeners("warehouse")).toBe(1);
    });

    it("spreads senders over all 25 listeners and refuses a 26th", async () => {
      const listeners = await Promise.all(Array.from({ length: 25 }, listen));
      await expect(listen()).rejects.toThrow("403");
      const senders = Array.from({ length: 250 }, () => connect().catch(() => undefined));
      await relay.until("connect", "warehouse", 250);
      await Promise.all(senders);
      // All 25 get some of 250 but with a probability of 0.001; at least 20 do for certain.
      expect(listeners.filter(({ messages }) => messages.length > 0).length).toBeGreaterThanOrEqual(20);
      expect(Math.max(...listeners.map(({ messages }) => messages.length))).toBeLessThan(40);
    });
  });

  describe("tokens", () => {
    const refusedAs = (action: "listen" | "connect", token: string | undefined) =>
      expect(dial(url(action), token)).rejects;

    it("opens with the key's right only", async () => {
      await refusedAs("connect", tokenFor(rights.listen)).toThrow("401 'send' claim is required");
      await refusedAs("listen", tokenFor(rights.send)).toThrow("401 'listen' claim is required");
      await listen();
    });

    it("refuses none, a wrong key, an expired token, another audience", async () => {
      const wrong = sharedAccessSignature("http://localhost/warehouse/", "listen-only", "wrong", later());
      const audience = (uri: string) =>
        sharedAccessSignature(uri, "listen-only", rights.listen.replace(/.*;SharedAccessKey=/, ""), later());
      await refusedAs("listen", undefined).toThrow("401 MissingToken");
      await refusedAs("listen", wrong).toThrow("401 InvalidSignature");
      await refusedAs("listen", tokenFor(rights.listen, "warehouse", 1_700_000_000)).toThrow("401 ExpiredToken");
      await refusedAs("listen", audience("http://localhost/crm/")).toThrow("401 InvalidAudience");
      await refusedAs("listen", audience("http://localhost/ware/")).toThrow("401 InvalidAudience");
      await refusedAs("listen", audience("http://elsewhere/warehouse")).toThrow("401 InvalidAudience");
      await dial(url("listen"), audience("http://localhost/warehouse"));
      await dial(url("listen"), audience("http://localhost/"));
    });

    it("refuses the key of another hybrid connection, even under the same rule name", async () => {
      const crm = relay.addHybridConnection("crm");
      await refusedAs("listen", tokenFor(crm.listen)).toThrow("401 InvalidSignature");
      await refusedAs("listen", tokenFor(crm.listen, "crm")).toThrow("401 InvalidSignature");
    });

    it("opens every hybrid connection with a rule of the namespace", async () => {
      relay.addHybridConnection("crm");
      const key = relay.access.addRule("RootManageSharedAccessKey", ["listen", "send"]);
      const root = relay.connectionString("RootManageSharedAccessKey", key);
      await dial(url("listen"), tokenFor(root));
      await dial(url("listen", "crm"), tokenFor(root, "crm"));
    });

    it("opens with a principal's token what that principal may, and takes a token from the query", async () => {
      relay.access.addPrincipal("listener", { warehouse: ["listen"] });
      relay.access.addPrincipal("owner", { "*": ["listen", "send"] });
      await dial(url("listen"), accessToken("listener"));
      await dial(url("listen"), `Bearer ${accessToken("listener")}`);
      await dial(`${url("listen")}&sb-hc-token=${accessToken("owner")}`);
      await refusedAs("connect", accessToken("listener")).toThrow("401 'send' claim is required");
      await refusedAs("connect", accessToken("nobody")).toThrow("401 'send' claim is required");
    });

    it("takes no token that is of nobody's, has run out, is for another resource, or was changed", async () => {
      relay.access.addPrincipal("owner", { "*": ["listen", "send"] });
      const changed = accessToken("owner").replace(/^[^.]+/, accessToken("owner").split(".")[1]);
      const others = ["owner", accessToken("owner", -60), accessToken("owner", 60, "https://vault.azure.net"), changed];
      for (const token of others) await refusedAs("listen", token).toThrow("401 InvalidToken");
    });

    it("shows its certificate only to those who trust its authority", async () => {
      const socket = new TunnelSocket(url("listen"), tunnelOptions);
      const [error] = (await once(socket, "error")) as [NodeJS.ErrnoException];
      expect(error.code).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    });
  });

  describe("faults", () => {
    it("hides the listener", async () => {
      await listen();
      relay.setFaults({ noListener: true });
      await expect(connect()).rejects.toThrow("404");
      relay.setFaults({});
      await expect(connect()).rejects.toThrow("504");
    });

    it("strikes one hybrid connection and spares the others", async () => {
      relay.addHybridConnection("crm");
      relay.setFaults({ refuse: 503 }, "crm");
      await expect(dial(url("listen", "crm"))).rejects.toThrow("503");
      await listen();
    });

    it("refuses TCP connections while what is open stays, then listens again on the same port", async () => {
      const { port } = relay;
      const { near, far } = await tunnel();
      await relay.refuseConnections();
      expect(await knock(port)).toBe("refused");
      near.send(Buffer.from("still here"));
      await eventually(() => far.messages.length === 1, "frame");
      await relay.listenAgain();
      expect(relay.port).toBe(port);
      await listen();
    });

    it("drops SYNs while what is open stays, then listens again", async () => {
      const { near, far } = await tunnel();
      await relay.dropSyns();
      expect(await knock(relay.port)).toBe("silent");
      near.send(Buffer.from("still here"));
      await eventually(() => far.messages.length === 1, "frame");
      await relay.listenAgain();
      await listen();
    });

    it("accepts and says nothing", async () => {
      await relay.acceptAndSayNothing();
      const client = await Client.connect(relay.port);
      const dialling = Promise.race([listen(), sleep(300, "silence")]);
      expect(await dialling).toBe("silence");
      expect(client.ended).toBe(false);
      client.socket.destroy();
      await relay.listenAgain();
      await listen();
    });

    it("cuts a tunnel to the byte", async () => {
      relay.setFaults({ cutAfterBytes: 10 });
      const { near, far } = await tunnel();
      near.send(Buffer.from("123456"));
      await eventually(() => far.messages.length === 1, "frame");
      far.send(Buffer.from("789012"));
      await eventually(() => near.ends.code !== 0 && far.ends.code !== 0, "cut");
      expect(near.messages).toEqual([["7890", true]]);
      expect([near.ends.code, far.ends.code]).toEqual([1006, 1006]);
      await relay.until("cut", "warehouse");
    });

    it("is slow in answering and in carrying", async () => {
      relay.setFaults({ slowMilliseconds: 200, bytesPerSecond: 10_000 });
      const began = performance.now();
      const { near, far } = await tunnel();
      expect(performance.now() - began).toBeGreaterThanOrEqual(200);
      const sent = performance.now();
      for (let part = 0; part < 4; part++) near.send(Buffer.alloc(1000, `${part}`));
      near.shutdown();
      await eventually(() => far.ends.halfClosed, "half-close");
      expect(performance.now() - sent).toBeGreaterThanOrEqual(390);
      expect(far.messages.map(([text]) => text[0] + text.length)).toEqual(["01000", "11000", "21000", "31000"]);
    });

    it("breaks everything at once", async () => {
      const { listener, near, far } = await tunnel();
      relay.cutAll();
      await eventually(() => [listener, near, far].every(({ ends }) => ends.code === 1006), "cut");
      expect(relay.listeners("warehouse")).toBe(0);
    });
  });
});

describe("black hole", () => {
  it("drops SYNs: a connection is neither accepted nor refused, until it is closed", async () => {
    const hole = await BlackHole.open("127.0.0.1");
    expect(await Promise.all([knock(hole.port), knock(hole.port), knock(hole.port)])).toEqual(Array(3).fill("silent"));
    await hole.close();
    expect(await knock(hole.port)).toBe("refused");
  });

  it("says why it cannot be", async () => {
    const hole = await BlackHole.open("127.0.0.1");
    await expect(BlackHole.open("127.0.0.1", hole.port)).rejects.toThrow("Address already in use");
    await hole.close();
  });
});
