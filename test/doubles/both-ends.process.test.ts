import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { PortPlan, Protocol, Site, Tier } from "../../lib";
import { listenerProfile } from "../../lib/tunnel/listener-profile";
import type { PlannedPort } from "../../lib/tunnel/port-plan";
import type { ProfileAccess } from "../../lib/tunnel/profile-access";
import { profileViolations } from "../../lib/tunnel/profile-check";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import { subsidiaryUnderTest } from "../support/plan";
import { AzureRelay } from "../support/relay/azure-relay";
import { ManagedIdentity } from "../support/relay/managed-identity";
import { closing, start, stopAll } from "./azbridge-under-test";
import { Client, FarEnd, freePort } from "./tcp";

const LOOPBACK = `127.0.78.${process.env.JEST_WORKER_ID ?? 1}`;
const OTHER_LOOPBACK = `127.0.79.${process.env.JEST_WORKER_ID ?? 1}`;
const NAMES = ["warehouse", "archive", "plant.pg-01"];
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "both-ends-"));

afterAll(() => fs.rmSync(directory, { recursive: true }));
afterEach(stopAll);

/** A site with two ports of one host and one of another; what answers there says its forward's name. */
async function site(): Promise<Site> {
  const munich = subsidiaryUnderTest().addSite("munich");
  for (const name of NAMES) {
    const far = closing(await FarEnd.start((socket) => socket.end(name)));
    const plant = name.startsWith("plant");
    munich.addForward(name, {
      production: { host: plant ? "pg01.retail.example" : "sql01.retail.example", port: far.port },
      protocol: plant ? Protocol.POSTGRESQL : Protocol.SQL_SERVER,
      bindAddress: plant ? OTHER_LOOPBACK : LOOPBACK,
    });
  }
  return munich;
}

/** Runs a process where the site's hosts are this machine. */
function onSite(site: Site): string[] {
  const hosts = path.join(directory, "hosts");
  const forwards = site.forwardsIn(Tier.PRODUCTION);
  const names = [...new Set(forwards.map(({ host }) => host))].join(" ");
  fs.writeFileSync(hosts, `127.0.0.1 localhost ${os.hostname()} ${names}\n`);
  return ["unshare", "--mount", "sh", "-c", `mount --bind ${hosts} /etc/hosts && exec "$@"`, "sh"];
}

/** The relay with the forwards' hybrid connections, and both ways in which either end may come. */
async function relayFor(munich: Site) {
  const relay = closing(await AzureRelay.start());
  const identity = closing(await ManagedIdentity.start({ sender: "sends", listener: "listens" }));
  const strings = munich.forwardsIn(Tier.PRODUCTION).map(({ name, hybridConnectionName }) => ({
    name,
    ...relay.addHybridConnection(hybridConnectionName),
  }));
  relay.access.addPrincipal("sends", { "*": ["send"] });
  relay.access.addPrincipal("listens", { "*": ["listen"] });
  const relayHostName = `localhost:${relay.port}`;
  const byKey = (right: "send" | "listen"): ProfileAccess => ({
    relayHostName,
    connectionStrings: Object.fromEntries(strings.map((string) => [string.name, string[right]])),
  });
  const environment = (clientId: string) => ({
    SSL_CERT_FILE: relay.caFile,
    AZURE_CLIENT_ID: clientId,
    ...identity.environment,
  });
  return { byKey, byIdentity: { relayHostName }, environment };
}

const heard = async ({ bindAddress, port }: PlannedPort): Promise<string> => {
  const client = await Client.connect(port, bindAddress === "0.0.0.0" ? "127.0.0.1" : bindAddress);
  await client.untilEnded();
  return client.received.toString();
};

describe.each(["keys", "identities"])("both ends from one plan, by %s", (right) => {
  test("carry every forward to its own target, from a sidecar and from a gateway at once", async () => {
    const munich = await site();
    const { byKey, byIdentity, environment } = await relayFor(munich);
    const access = (of: "send" | "listen") => (right === "keys" ? byKey(of) : byIdentity);
    const publicPorts = await Promise.all(NAMES.map(() => freePort()));
    const sidecar = PortPlan.sidecar(munich.forwardsIn(Tier.PRODUCTION));
    const gateway = PortPlan.gateway(
      munich.forwardsIn(Tier.PRODUCTION).map((forward, index) => ({ forward, publicPort: publicPorts[index] })),
    );
    const profiles = {
      listener: listenerProfile(munich.forwardsIn(Tier.PRODUCTION), access("listen")),
      sidecar: senderProfile(sidecar.ports, access("send")),
      gateway: senderProfile(gateway.ports, access("send")),
    };
    expect(profileViolations(profiles)).toEqual([]);
    const within = onSite(munich);
    const listeners = [1, 2].map(() => start(profiles.listener, { environment: environment("listener"), within }));
    await Promise.all(listeners.map((listener) => listener.up()));
    const senders = [profiles.sidecar, profiles.gateway].map((profile) =>
      start(profile, { environment: environment("sender") }),
    );
    await Promise.all(senders.map((sender) => sender.up()));
    for (const { ports } of [sidecar, gateway]) {
      expect(await Promise.all(ports.map(heard))).toEqual(NAMES);
    }
    // The log level shows what comes and goes.
    expect(listeners.map(({ stdout }) => stdout)).toEqual(Array(2).fill(expect.stringContaining("BridgeOnline")));
  });
});

test("a pair that was edited by hand is silent, and the check says why", async () => {
  const munich = await site();
  const { byKey, environment } = await relayFor(munich);
  const { ports } = PortPlan.sidecar(munich.forwardsIn(Tier.PRODUCTION));
  const text = JSON.stringify(listenerProfile(munich.forwardsIn(Tier.PRODUCTION), byKey("listen")));
  const edited = JSON.parse(text.replace('"PortName":"archive"', '"PortName":"db"')) as Record<string, unknown>;
  await start(edited, { environment: environment("listener"), within: onSite(munich) }).up();
  const sender = senderProfile(ports, byKey("send"));
  await start(sender, { environment: environment("sender") }).up();
  expect(await Promise.all(ports.map(heard))).toEqual(["warehouse", "", "plant.pg-01"]);
  expect(profileViolations({ sender, edited })).toEqual([
    expect.stringMatching(
      /^\[tunnel\/ends-agree\] given PortName "archive" for "archive" in sender, while edited exposes "db"\. .*, and edit neither\.$/,
    ),
  ]);
});
