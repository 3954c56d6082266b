import { once } from "node:events";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { TunnelSocket, tunnelOptions } from "../support/relay/tunnel-socket";
import { ADDRESS, bytesOf, closing, Ends, seen, sender, start, stopAll } from "./azbridge-under-test";
import { eventually, FarEnd, knock } from "./tcp";

const NOT_TRUSTED =
  "AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain";

describe("azbridge double: as a sender", () => {
  let ends: Ends;
  beforeEach(async () => void (ends = await Ends.open()));
  afterEach(stopAll);

  seen("opens its port without the relay", async () => {
    await ends.relay.refuseConnections();
    const { port } = await ends.sender();
    expect(await knock(port, ADDRESS)).toBe("accepted");
  });

  const unconnected =
    "RelayException: Unable to connect to the remote server ---> System.Net.Sockets.SocketException: ";
  const closes: [what: string, arrange: () => Promise<Record<string, unknown>>, exception: string][] = [
    [
      "the relay refuses connections",
      async () => (await ends.relay.refuseConnections(), {}),
      `${unconnected}Connection refused`,
    ],
    ["nobody listens", async () => Promise.resolve({}), "EndpointNotFoundException: Endpoint has no listener"],
    [
      "its key is wrong",
      async () => Promise.resolve({ ConnectionString: ends.rights.send.replace(/=.{4}([^=]*=)$/, "=AAAA$1") }),
      "AuthorizationFailedException: InvalidSignature",
    ],
    [
      "its key may only listen",
      async () => Promise.resolve({ ConnectionString: ends.rights.listen }),
      "AuthorizationFailedException: 'send' claim is required",
    ],
    [
      "its key is another hybrid connection's, whatever EntityPath says",
      async () =>
        Promise.resolve({
          ConnectionString: `${ends.relay.addHybridConnection("crm").send};EntityPath=warehouse`,
        }),
      "AuthorizationFailedException: InvalidSignature",
    ],
    [
      "the listener does not answer",
      async () => (await ends.raw("listen", ends.rights.listen), {}),
      "System.TimeoutException: GatewayTimeout",
    ],
    [
      "the relay's host is unknown",
      async () => Promise.resolve({ ConnectionString: ends.rights.send.replace("localhost", "relay.invalid") }),
      unconnected,
    ],
  ];
  for (const [what, arrange, exception] of closes)
    seen(`accepts, then closes, when ${what}, and says why at INFO`, async () => {
      const { connect, azbridge } = await ends.sender(await arrange());
      const client = await connect();
      await client.untilEnded();
      expect(client.received.toString()).toBe("");
      expect(azbridge.isRunning).toBe(true);
      await eventually(() => azbridge.stdout.includes(exception), `${exception} in ${azbridge.stdout}`);
      expect(azbridge.stdout).toMatch(/LocalForwardBridgeConnectionFailed, .*exception = /);
      expect(azbridge.stderr).toBe("");
    });

  seen("says nothing of that at its usual log level", async () => {
    const { port, profile } = await sender({ ConnectionString: ends.rights.send });
    const azbridge = await start({ LocalForward: profile.LocalForward }, { environment: ends.environment }).up();
    expect(await knock(port, ADDRESS)).toBe("accepted");
    await ends.relay.until("refused", "warehouse");
    await sleep(100);
    expect(azbridge.stdout + azbridge.stderr).toBe("Press Ctrl+C to stop.\n");
  });

  seen("trusts SSL_CERT_FILE, SSL_CERT_DIR or the system's authorities, not NODE_EXTRA_CA_CERTS", async () => {
    await ends.listener(closing(await FarEnd.echo()).port).up();
    const directory = fs.mkdtempSync(path.join(path.dirname(ends.relay.caFile), "authorities-"));
    fs.copyFileSync(ends.relay.caFile, path.join(directory, "ca.pem"));
    const { connect } = await ends.sender({}, { environment: { SSL_CERT_DIR: directory } });
    const client = await connect();
    client.socket.end("x");
    expect(await client.get(1)).toBe("x");
    const stranger = await ends.sender({}, { environment: { NODE_EXTRA_CA_CERTS: ends.relay.caFile } });
    await (await stranger.connect()).untilEnded();
    await eventually(() => stranger.azbridge.stdout.includes(NOT_TRUSTED), stranger.azbridge.stdout);
  });

  it("serves again when the relay is back", async () => {
    const { connect } = await ends.way();
    await ends.relay.refuseConnections();
    await (await connect()).untilEnded();
    await ends.relay.listenAgain();
    const client = await connect();
    client.socket.end("x");
    expect(await client.get(1)).toBe("x");
  });

  seen("writes the preamble `01 00 00 <length> <port name>` and hands over what follows the reply", async () => {
    const control = await ends.raw("listen", ends.rights.listen);
    const { connect } = await ends.sender({ PortName: "ware" });
    const client = await connect();
    const [data] = (await once(control, "message")) as [Buffer];
    const { address } = (JSON.parse(data.toString()) as { accept: { address: string } }).accept;
    const far = new TunnelSocket(address, { ...tunnelOptions, ca: fs.readFileSync(ends.relay.caFile) });
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

  seen("takes a port name of more than 255 bytes, and truncates it", async () => {
    const { connect } = await ends.sender({ PortName: "a".repeat(256 + 9) });
    const control = await ends.raw("listen", ends.rights.listen);
    const asked = once(control, "message") as Promise<[Buffer]>;
    await connect();
    const { accept } = JSON.parse((await asked)[0].toString()) as { accept: { address: string } };
    const far = new TunnelSocket(accept.address, { ...tunnelOptions, ca: fs.readFileSync(ends.relay.caFile) });
    const bytes = bytesOf(far);
    await eventually(() => bytes().length >= 4, "the preamble");
    expect(bytes()[3]).toBe(9);
    for (const each of [far, control]) each.terminate();
  });
});

describe("azbridge double: as a process", () => {
  let ends: Ends;
  beforeEach(async () => void (ends = await Ends.open()));
  afterEach(stopAll);

  /** Process 1 of a container. */
  const within = ["unshare", "--pid", "--fork", "--kill-child"];
  for (const [signal, ordinary, asFirst] of [
    ["SIGTERM", 143, 143],
    ["SIGINT", 130, 0],
  ] as const)
    seen(`ends with ${ordinary} on ${signal}, as process 1 of a container with ${asFirst}`, async () => {
      const { azbridge } = await ends.sender();
      azbridge.kill(signal);
      expect(await azbridge.ended).toBe(ordinary);
      const first = await start((await sender()).profile, { within }).up();
      const [pid] = fs.readFileSync(`/proc/${first.pid}/task/${first.pid}/children`, "utf8").trim().split(" ");
      process.kill(Number(pid), signal);
      expect(await first.ended).toBe(asFirst);
    });

  seen("goes on accepting while it is stopped, and nothing comes", async () => {
    const { azbridge, connect } = await ends.way();
    azbridge.kill("SIGSTOP");
    const client = await connect();
    client.socket.write("x");
    await sleep(500);
    expect([client.ended, client.received.length]).toEqual([false, 0]);
    azbridge.kill("SIGCONT");
    expect(await client.get(1)).toBe("x");
  });

  it("keeps its key out of what it writes, but for a value that it refuses", async () => {
    const { connect, azbridge } = await ends.sender({ ConnectionString: ends.rights.listen });
    await (await connect()).untilEnded();
    const key = /SharedAccessKey=(.*)/.exec(ends.rights.listen)![1];
    expect(azbridge.stdout + azbridge.stderr).not.toContain(key);
  });
});
