import { closing, start, stopAll } from "../doubles/azbridge-under-test";
import { AzureRelay } from "../support/relay/azure-relay";

/** What docs/decisions/0020-a-listener-process-per-forward.md decides by: the Relay knows one of three forwards no more. */
const FORWARDS = ["warehouse", "archive", "plant"];

let relay: AzureRelay;
let keys: Record<string, string>;
beforeEach(async () => {
  relay = closing(await AzureRelay.start());
  keys = Object.fromEntries(FORWARDS.map((name) => [name, relay.addHybridConnection(name).listen]));
});
afterEach(stopAll);

/** A process that carries these forwards. */
const listener = (names: readonly string[], exitOnForwardFailure: boolean) =>
  start(
    {
      ExitOnForwardFailure: exitOnForwardFailure,
      LogLevel: "INFO",
      RemoteForward: names.map((name) => ({
        RelayName: name,
        Host: "127.0.0.1",
        HostPort: 1433,
        PortName: name,
        ConnectionString: keys[name],
      })),
    },
    { environment: { SSL_CERT_FILE: relay.caFile } },
  );
const listening = () => FORWARDS.filter((name) => relay.listeners(name) > 0);
const tunnelsLost = () => ["warehouse", "archive"].map((name) => relay.count("listener-gone", name));

test("one process that ends when a forward fails takes the other two down with it, whenever it is started", async () => {
  relay.removeHybridConnection("plant");
  expect(await listener(FORWARDS, true).ended).toBe(0);
  expect(listening()).toEqual([]);
});

test("one process that goes on never tries that forward again, and to start it anew costs the other two their channels", async () => {
  relay.removeHybridConnection("plant");
  const deaf = await listener(FORWARDS, false).up();
  expect(listening()).toEqual(["warehouse", "archive"]);
  keys.plant = relay.addHybridConnection("plant").listen;
  expect(listening()).toEqual(["warehouse", "archive"]);
  await deaf.stop();
  for (const name of ["warehouse", "archive"]) await relay.until("listener-gone", name);
  await listener(FORWARDS, false).up();
  expect(listening()).toEqual(FORWARDS);
  expect(tunnelsLost()).toEqual([1, 1]);
});

test("of three processes one ends and is started until it listens; the other two never lose their channels", async () => {
  relay.removeHybridConnection("plant");
  await Promise.all(["warehouse", "archive"].map((name) => listener([name], true).up()));
  for (let attempt = 0; attempt < 3; attempt += 1) expect(await listener(["plant"], true).ended).toBe(0);
  expect(listening()).toEqual(["warehouse", "archive"]);
  keys.plant = relay.addHybridConnection("plant").listen;
  await listener(["plant"], true).up();
  expect(listening()).toEqual(FORWARDS);
  expect(tunnelsLost()).toEqual([0, 0]);
});
