import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { BlackHole } from "../support/relay/black-hole";
import { TunnelSocket } from "../support/relay/tunnel-socket";
import { ADDRESS, bytesOf, closing, Ends, seen, start, stopAll } from "./azbridge-under-test";
import { eventually, FarEnd, freePort, knock } from "./tcp";

describe("azbridge double: as a listener", () => {
  let ends: Ends;
  beforeEach(async () => void (ends = await Ends.open()));
  afterEach(stopAll);

  const atStart: [what: string, arrange: () => Promise<unknown>, right: "listen" | "send", words: RegExp][] = [
    ["the relay refuses", () => ends.relay.refuseConnections(), "listen", /\(Unable to connect to the remote server\)/],
    [
      "there is no such hybrid connection",
      async () => Promise.resolve(ends.relay.removeHybridConnection("warehouse")),
      "listen",
      /\(Endpoint does not exist\. TrackingId:.*\)/,
    ],
    ["its key may only send", async () => Promise.resolve(), "send", /\('listen' claim is required\. TrackingId:.*\)/],
  ];
  for (const [what, arrange, right, words] of atStart)
    seen(`ends with 0, without a second attempt, when at its start ${what}`, async () => {
      await arrange();
      const azbridge = ends.listener(1, { ConnectionString: ends.rights[right] });
      expect(await azbridge.ended).toBe(0);
      expect(azbridge.stdout).toMatch(new RegExp(`^One or more errors occurred\\. ${words.source}\n$`));
      expect(azbridge.stderr).toMatch(
        /^fail: azbridge\[0\]\n {6}\[.*\], RemoteForwardBridgeStartFailure, .*, \{ hybridConnectionUri = sb:\/\/localhost:\d+\/warehouse, exception = Microsoft\.Azure\.Relay\..*Exception: /,
      );
      expect(ends.relay.count("refused", "warehouse")).toBeLessThanOrEqual(1);
    });

  seen("stays up, deaf, with ExitOnForwardFailure: false, and says so at every log level", async () => {
    await ends.relay.refuseConnections();
    const azbridge = await ends.listener(1, {}, { ExitOnForwardFailure: false, LogLevel: "QUIET" }).up();
    expect(azbridge.stderr).toMatch(/RemoteForwardBridgeStartFailure, .*sb:\/\/localhost:\d+\/warehouse/);
    await ends.relay.listenAgain();
    await sleep(1500);
    expect(ends.relay.listeners("warehouse")).toBe(0);
  });

  seen("serves its other forwards with ExitOnForwardFailure: false when one gets 404, and ends without", async () => {
    const far = closing(await FarEnd.echo());
    const forward = { ConnectionString: ends.rights.listen, Host: "127.0.0.1", HostPort: far.port, PortName: "w" };
    const RemoteForward = ["gone", "warehouse"].map((RelayName) => ({ ...forward, RelayName }));
    const azbridge = start({ RemoteForward }, { environment: ends.environment });
    expect(await azbridge.ended).toBe(0);
    await start({ RemoteForward, ExitOnForwardFailure: false }, { environment: ends.environment }).up();
    expect(ends.relay.listeners("warehouse")).toBe(1);
  });

  seen("opens before the local ports do", async () => {
    const port = await freePort();
    await ends.relay.acceptAndSayNothing();
    const azbridge = start(
      {
        RemoteForward: [{ RelayName: "warehouse", ConnectionString: ends.rights.listen, Host: "pg01", HostPort: 1 }],
        LocalForward: [{ RelayName: "w", ConnectionString: ends.rights.send, BindAddress: ADDRESS, BindPort: port }],
      },
      { environment: ends.environment },
    );
    await ends.relay.until("tcp");
    await sleep(200);
    expect(await knock(port, ADDRESS)).toBe("refused");
    expect(azbridge.stdout).toBe("");
  });

  seen("comes back after 0, 1 and 2 seconds when it loses the relay, and carries on", async () => {
    const { relay } = ends;
    const { connect, listening } = await ends.way();
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
    // Every attempt, without a reason, and no word of a loss.
    const events = [...listening.stdout.matchAll(/, RemoteForwardBridge(\w+), .*hybridConnectionUri = (\S+)/g)];
    expect(events.map(([, event]) => event)).toEqual(["Online", ...Array<string>(3).fill("Connecting"), "Online"]);
    expect(new Set(events.map(([, , uri]) => uri))).toEqual(new Set([`sb://localhost:${relay.port}/warehouse`]));
    expect(listening.stderr).toBe("");
  });

  for (const refuse of [401, 503])
    seen(`goes on trying on ${refuse}`, async () => {
      const { listening } = await ends.way();
      ends.relay.setFaults({ refuse });
      ends.relay.cutAll();
      await ends.relay.until("refused", "warehouse", 2);
      ends.relay.setFaults({});
      await ends.relay.until("listening", "warehouse", 2);
      expect(listening.stdout + listening.stderr).not.toContain("RemoteForwardBridgeOffline");
    });

  seen("gives up for good on 404, and the process lives on", async () => {
    const { listening } = await ends.way();
    ends.relay.setFaults({ refuse: 404 });
    ends.relay.cutAll();
    await ends.relay.until("refused", "warehouse");
    ends.relay.setFaults({});
    await sleep(1500);
    expect(ends.relay.listeners("warehouse")).toBe(0);
    expect(listening.isRunning).toBe(true);
    expect(listening.stdout).toContain("RemoteForwardBridgeOffline");
  });

  it("answers the preamble before it dials the target", async () => {
    const target = closing(await BlackHole.open("127.0.0.1"));
    await ends.listener(target.port).up();
    const tunnel = await ends.raw("connect", ends.rights.send);
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
    await ends.listener(far.port).up();
    for (const [said, answer] of [
      ["\x02\0\0", "\0\0\0"],
      ["\x01\0\0\x03crm", ""],
    ]) {
      const tunnel = await ends.raw("connect", ends.rights.send);
      const bytes = bytesOf(tunnel);
      const ended = once(tunnel, "half-close");
      tunnel.send(Buffer.from(said));
      await ended;
      expect(bytes()).toEqual(Buffer.from(answer));
      tunnel.terminate();
    }
  });

  const targets: [what: string, arrange: () => Promise<number>, ends: boolean][] = [
    ["refuses connections", async () => Promise.resolve(1), true],
    ["drops SYNs", async () => closing(await BlackHole.open("127.0.0.1")).port, false],
  ];
  for (const [what, arrange, closes] of targets)
    seen(`accepts for a target that ${what}, ends only what it sees to fail, and never says a word of it`, async () => {
      const azbridge = await ends.listener(await arrange()).up();
      const client = await (await ends.sender()).connect();
      await ends.relay.until("joined", "warehouse");
      if (closes) await client.untilEnded();
      else await sleep(500);
      expect([client.ended, client.received.toString()]).toEqual([closes, ""]);
      expect(azbridge.stdout.match(/azbridge\[0\]/g)).toHaveLength(1); // that it is online
      expect(azbridge.stderr).toBe("");
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
    const fars = await Promise.all(own.map((_, index) => FarEnd.start((socket) => socket.end(`${index}`))));
    fars.forEach(closing);
    const Bindings = own.map((PortName, index) => ({ Host: "127.0.0.1", HostPort: fars[index].port, PortName }));
    const RemoteForward = [{ RelayName: "warehouse", ConnectionString: ends.rights.listen, Bindings }];
    const azbridge = await start({ RemoteForward }, { environment: ends.environment }).up();
    const client = await (await ends.sender({ PortName: asked })).connect();
    await client.untilEnded();
    expect(client.received.toString()).toBe(reached ?? "");
    expect(azbridge.stderr).toBe(""); // also of a mismatch it says nothing
  });

  it("takes the port's number for its name at both ends where none is given", async () => {
    const far = closing(await FarEnd.echo());
    await ends.listener(far.port, { PortName: undefined }).up();
    const client = await (await ends.sender({ PortName: undefined })).connect();
    client.socket.end("x");
    expect(await client.get(1)).toBe("x");
  });
});
