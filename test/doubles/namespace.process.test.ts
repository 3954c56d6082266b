import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { Forward } from "../../lib/tunnel/forward";
import { Protocol } from "../../lib/tunnel/protocol";
import { PortPlan } from "../../lib/tunnel/port-plan";
import { senderProfile } from "../../lib/tunnel/sender-profile";
import { AzureRelay } from "../support/relay/azure-relay";
import { ManagedIdentity } from "../support/relay/managed-identity";
import { closing, start, stopAll } from "./azbridge-under-test";
import { FarEnd } from "./tcp";

const RELAY_HOST = "contoso-retail.servicebus.windows.net";
const NETWORK = `10.77.${process.env.JEST_WORKER_ID ?? 1}`;

afterEach(stopAll);

/** A network namespace whose only way out is a cable to this one, and a mount namespace with an /etc/hosts of its own. */
async function networkNamespace(): Promise<string[]> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "namespace-"));
  fs.writeFileSync(path.join(directory, "hosts"), `127.0.0.1 localhost ${os.hostname()}\n${NETWORK}.1 ${RELAY_HOST}\n`);
  const prepare = `set -e; mount --bind ${directory}/hosts /etc/hosts; ip link set lo up; echo; exec sleep 600`;
  const anchor: ChildProcess = spawn("unshare", ["--net", "--mount", "sh", "-c", prepare], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  closing({
    close: async () => {
      anchor.kill("SIGKILL");
      await once(anchor, "close");
      fs.rmSync(directory, { recursive: true });
    },
  });
  await once(anchor.stdout!, "data");
  const cable = `double${process.env.JEST_WORKER_ID ?? 1}`;
  const within = ["nsenter", "--target", `${anchor.pid}`, "--net", "--mount"];
  const run = (command: string) => execFileSync("sh", ["-c", command]);
  run(`ip link add ${cable} type veth peer name eth0 netns ${anchor.pid}`);
  run(`ip addr add ${NETWORK}.1/30 dev ${cable} && ip link set ${cable} up`);
  run(`${within.join(" ")} sh -c 'ip addr add ${NETWORK}.2/30 dev eth0 && ip link set eth0 up'`);
  return within;
}

it("a generated profile reaches its database from a network namespace, by the relay's real name and port", async () => {
  const within = await networkNamespace();
  const relay = closing(await AzureRelay.start({ address: `${NETWORK}.1`, port: 443, hostNames: [RELAY_HOST] }));
  const identity = closing(await ManagedIdentity.start({ "client-id": "a-job" }, `${NETWORK}.1`));
  relay.addHybridConnection("warehouse");
  relay.access.addPrincipal("a-job", { warehouse: ["send", "listen"] });
  const environment = { SSL_CERT_FILE: relay.caFile, AZURE_CLIENT_ID: "client-id", ...identity.environment };
  const far = closing(await FarEnd.start((socket) => socket.end("S")));

  // The listener stands on premises: outside the namespace, where another name leads to the relay.
  const connection = `Endpoint=sb://${NETWORK}.1/;SharedAccessKeyName=root;SharedAccessKey=${relay.access.addRule("root", ["listen"])}`;
  const RemoteForward = [
    {
      RelayName: "warehouse",
      ConnectionString: connection,
      Host: "127.0.0.1",
      HostPort: far.port,
      PortName: "warehouse",
    },
  ];
  const outside = start({ RemoteForward }, { environment });
  await outside.up();

  const forward = new Forward("warehouse", {
    host: "pg01.retail.example",
    port: 5432,
    protocol: Protocol.POSTGRESQL,
  });
  await start(senderProfile(PortPlan.sidecar([forward]).ports, { relayHostName: RELAY_HOST }), {
    environment,
    within,
  }).up();
  const [nsenter, ...args] = within;
  const ask = `exec 3<>/dev/tcp/${forward.bindAddress}/5432 && timeout 5 head -c 1 <&3`;
  // Not execFileSync: the relay lives in this process.
  expect((await promisify(execFile)(nsenter, [...args, "bash", "-c", ask])).stdout).toBe("S");
});
