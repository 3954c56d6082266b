import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";
import { Forward, Protocol } from "../../lib";
import { until } from "../support/aci/processes";
import { Balancer } from "../support/balancer";
import { CLIENT_ID, PACKAGE_BLOB, SHA256 } from "../support/gateway";
import { type Machine, type MachineProcess, run } from "../support/gateway-machine";
import { AZBRIDGE_UNIT, FRONT_UNIT, GatewayWorld, INSTALL_UNIT, PACKAGE } from "../support/gateway-world";

const CLIENTS = `10.77.0.${process.env.JEST_WORKER_ID ?? 1}`;
const PROBE_SECONDS = 2;
/** What starting the gateway asks of systemd. */
const STARTED = [
  "systemctl daemon-reload",
  "systemctl mask --now ssh.socket ssh.service",
  "systemctl enable gateway-health.service gateway-install.service gateway-apply.service gateway-restart.path gateway-outdated.timer",
  "systemctl start --no-block gateway-restart.path gateway-outdated.timer gateway-health.service gateway-install.service",
];
/** What an installation asks where all is in force. */
const INSTALLED = [`systemctl start ${FRONT_UNIT}`, "systemctl enable --now gateway-certificate.timer"];
const FIGURES: string[] = [];

const warehouse = new Forward("warehouse", { host: "sql01.example", port: 1433, protocol: Protocol.SQL_SERVER });
const plant = new Forward("plant", { host: "my01.example", port: 3306, protocol: Protocol.MYSQL });
const shop = new Forward("shop", { host: "shop01.example", port: 8080, protocol: Protocol.HTTP });
const AS_IT_IS = {
  exposed: [{ forward: warehouse }, { forward: plant, publicPort: 13306 }, { forward: shop }],
  certified: [shop],
};

let world: GatewayWorld;
let machines: Machine[];
let listeners: MachineProcess[];
let plantTarget: MachineProcess;
let balancer: Balancer;
const file = randomBytes(200_000);

beforeAll(async () => {
  world = await GatewayWorld.open(AS_IT_IS);
  machines = world.machines;
  const folder = path.join(world.directory, "shop");
  fs.mkdirSync(folder);
  fs.writeFileSync(path.join(folder, "file"), file);
  world.startDatabase("sql-server", "127.0.20.1", 1433);
  plantTarget = startPlant();
  const serving = ["-m", "http.server", "8080", "--bind", "127.0.20.3", "--directory", folder];
  world.site.start(["/usr/bin/python3", ...serving], {});
  listeners = [1, 2].map(() => world.startListener());
  await until(() => listeners.every(({ output }) => output().includes("Press Ctrl+C")), "listeners");

  await Promise.all(machines.map((machine) => world.bootMachine(machine)));
  balancer = new Balancer(
    world.template,
    CLIENTS,
    machines.map(({ address }) => address),
    PROBE_SECONDS,
  ).open();
  await until(
    () => [1433, 13306, 8080].every((port) => balancer.inBalance(port).length === 2),
    () => `all in balance: ${JSON.stringify(balancer.events)}`,
    20,
  );
}, 60_000);

afterAll(async () => {
  balancer?.close();
  await world?.close();
  if (FIGURES.length > 0) process.stdout.write(`\n${FIGURES.join("\n")}\n`);
});

function startPlant(): MachineProcess {
  return world.startDatabase("mysql", "127.0.20.2", 3306);
}

/** What a client does with a new connection: whether it gets its server's first word. */
async function word(port: number, question: Buffer, wanted: (answer: Buffer) => boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, CLIENTS, () => socket.write(question));
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(3000, () => done(false));
    socket.on("data", (answer: Buffer) => done(wanted(answer)));
    socket.on("error", () => done(false));
    socket.on("end", () => done(false));
  });
}

/** Runs the program that fetches, as a unit would. */
async function fetching(...args: string[]) {
  const program = "/usr/local/lib/gateway/gateway_fetch.py";
  return machines[0].run(["/usr/bin/python3", program, ...args], { ...world.environment, AZURE_CLIENT_ID: CLIENT_ID });
}

const PRELOGIN = Buffer.from("1201001a00000100" + "00000b000601001100" + "01ff" + "00000000000000", "hex");
const sqlServer = () => word(1433, PRELOGIN, (answer) => answer[0] === 4);
const mySql = () => word(13306, Buffer.alloc(0), (answer) => answer.subarray(4).includes("8.0.36"));

/** The shop's file through mutual TLS; what the handshake says where it is refused. */
async function download(identity?: { key: string; certificate: string }): Promise<Buffer | string> {
  return new Promise((resolve) => {
    const ca = fs.readFileSync(world.served.caFile);
    const { key, certificate: cert } = identity ?? {};
    const socket = tls.connect({ host: CLIENTS, port: 8080, servername: "shop01.example", ca, key, cert });
    const parts: Buffer[] = [];
    socket.write("GET /file HTTP/1.0\r\n\r\n");
    socket.on("data", (part: Buffer) => parts.push(part));
    socket.on("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.on("end", () => resolve(Buffer.concat(parts)));
  });
}

/** New connections all the time until stopped; when each began, and whether it got its answer. */
function load(ask: () => Promise<boolean>) {
  const results: { seconds: number; answered: boolean }[] = [];
  let on = true;
  const done = (async () => {
    const asked: Promise<void>[] = [];
    while (on) {
      const seconds = balancer.seconds();
      asked.push(ask().then((answered) => void results.push({ seconds, answered })));
      await sleep(100);
    }
    await Promise.all(asked);
  })();
  return async () => {
    on = false;
    await done;
    return results;
  };
}

/** Breaks something under load; the time from then on within which connections began that got no answer. */
async function lossAfter(what: string, hurt: () => void, seconds: number): Promise<number> {
  const stop = load(sqlServer);
  await sleep(500);
  const at = balancer.seconds();
  hurt();
  await sleep(seconds * 1000);
  const results = await stop();
  const lost = results.filter(({ answered }) => !answered);
  const window = Math.max(0, ...lost.map((one) => one.seconds - at));
  FIGURES.push(`${window.toFixed(3).padStart(8)} s  ${what}: ${lost.length} of ${results.length} new connections lost`);
  // What began earlier was under way as it happened, on a busy machine for a while.
  expect(lost.filter((one) => one.seconds < at - 1)).toEqual([]);
  return window;
}

it("carries every forward's data, by an identity and with a certificate that stand on no disk", async () => {
  expect(await Promise.all([sqlServer(), mySql()])).toEqual([true, true]);
  const answer = await download(world.client);
  expect((answer as Buffer).subarray(-file.length).equals(file)).toBe(true);
  for (const machine of machines) {
    expect(fs.readFileSync(machine.file("/run/gateway/server.pem"), "utf8")).toBe(world.shown);
    expect(fs.statSync(machine.file("/run/gateway/server.pem")).mode & 0o777).toBe(0o640);
    expect(machine.takeCalls()).toEqual([
      ...STARTED,
      "dpkg --configure -a",
      "apt-get -qq -y -o DPkg::Lock::Timeout=600 update",
      "systemctl mask azbridge.service",
      "apt-get -qq -y -o DPkg::Lock::Timeout=600 --allow-downgrades install /var/lib/gateway/azbridge.deb",
      "systemctl disable --now azbridge.service",
      "systemctl restart gateway-azbridge.service",
      "systemctl start gateway-front.service",
      "systemctl restart gateway-health.service",
      "systemctl enable --now gateway-certificate.timer",
      "systemctl reload gateway-front.service", // there is a certificate now
    ]);
  }
});

it("lets azbridge listen on the loopback alone, whatever the port", () => {
  for (const machine of machines) {
    const open = run(...machine.within("ss", "-Hltnp"))
      .trim()
      .split("\n");
    const fronts = open.filter((line) => line.includes('"nginx"')).map((line) => line.split(/\s+/)[3]);
    expect(fronts.sort()).toEqual(["0.0.0.0:13306", "0.0.0.0:1433", "0.0.0.0:8080", "127.0.0.2:20000"]);
    const others = open.filter((line) => !line.includes('"nginx"')).map((line) => line.split(/\s+/)[3]);
    expect(others.filter((place) => !/^127\..*:20000$/.test(place)).sort()).toEqual([
      "0.0.0.0:8077",
      "169.254.169.254:80",
    ]);
    expect(others).toHaveLength(5);
  }
});

it("ends a client without a certificate, and one with a stranger's, where mutual TLS is on, and logs it with its address", async () => {
  expect(await download()).toEqual(Buffer.alloc(0));
  expect(await download(world.stranger)).toEqual(Buffer.alloc(0));
  const lines = () => machines.flatMap((machine) => machine.logged().split("\n"));
  for (const [status, certificate] of [
    [500, "NONE"],
    [500, "FAILED:[a-z ]+"],
    [200, "SUCCESS"],
  ] as const) {
    const wanted = new RegExp(
      `: ${CLIENTS.replace(/\./g, "\\.")}:\\d+ at 8080: ${status} .*, certificate: ${certificate}$`,
    );
    await until(
      () => lines().some((line) => wanted.test(line)),
      () => `${String(wanted)} in ${lines().join("\n")}`,
      3,
    );
  }
  expect(lines().filter((line) => line.includes(" 127.0.0.1:"))).toEqual([]);
});

it("loses no new connection beyond one probe when a listener is killed", async () => {
  expect(await lossAfter("a listener killed", () => listeners[0].child.kill("SIGKILL"), 5)).toBeLessThan(
    PROBE_SECONDS + 1,
  );
  expect(balancer.inBalance(1433)).toHaveLength(2);
});

it("loses no new connection beyond one probe when a sender is killed, and has it back once it runs", async () => {
  const window = await lossAfter("a sender killed", () => process.kill(machines[0].pid(AZBRIDGE_UNIT), "SIGKILL"), 5);
  expect(window).toBeLessThan(PROBE_SECONDS + 1); // the probe and its answer, on a busy machine too
  expect(balancer.inBalance(1433)).toEqual([machines[1].address]);
  expect(await machines[0].systemctl("start", AZBRIDGE_UNIT)).toBe(0);
  await until(() => [1433, 13306, 8080].every((port) => balancer.inBalance(port).length === 2), "the sender", 10);
});

it("takes a forward whose target is dead, and that one alone, out of balance until it answers again", async () => {
  const at = balancer.seconds();
  const before = balancer.events.length;
  plantTarget.child.kill("SIGKILL");
  await until(() => balancer.inBalance(13306).length === 0, "the dead target to be noticed", 10);
  const out = balancer.seconds() - at;
  FIGURES.push(`${out.toFixed(3).padStart(8)} s  a dead target is out of balance on both machines`);
  expect(out).toBeLessThan(2 + 1 + 2 * PROBE_SECONDS); // proof, second proof, probe
  expect(await Promise.all([sqlServer(), mySql()])).toEqual([true, false]);
  await sleep(1500);
  const changed = new Set(balancer.events.slice(before).map(({ port }) => port));
  expect([...changed]).toEqual([13306]);
  const process = await fetch(`http://${machines[0].address}:8077/process`);
  expect([process.status, (await process.text()).split("\n")[0]]).toEqual([200, "runs"]); // no new machine would mend it
  startPlant();
  await until(() => balancer.inBalance(13306).length === 2, "the target that is back", 10);
  expect(await mySql()).toBe(true);
});

describe("what a machine fetches", () => {
  const blob = `https://contosoretail.blob.core.windows.net/packages/${PACKAGE_BLOB}`;
  const vault = "https://contoso-certs-kv.vault.azure.net/secrets";

  it("is not kept when its digest is another", async () => {
    const { code, output } = await fetching("package", blob, SHA256, "/run/gateway/other.deb");
    const found = createHash("sha256").update(PACKAGE).digest("hex");
    expect([code, output]).toEqual([1, `gateway_fetch: ${blob}: its SHA-256 is ${found}, and ${SHA256} is wanted\n`]);
    expect(fs.existsSync(machines[0].file("/run/gateway/other.deb"))).toBe(false);
  });

  it.each(["other", "mixed"])("is not kept if it is no key and its certificate in PEM: %s", async (secret) => {
    const name = "/run/gateway/other.pem";
    const { code, output } = await fetching("certificate", `${vault}/${secret}`, name, "gateway-front");
    expect(code).toBe(1);
    expect(output).toBe(
      `gateway_fetch: ${vault}/${secret}: not a key and its certificate in PEM; issue it with content type application/x-pem-file\n`,
    );
    expect([name, `${name}.new`].filter((each) => fs.existsSync(machines[0].file(each)))).toEqual([]);
  });
});

it("installing again restarts and reloads nothing: whoever waits for a certificate ends nobody's connection", async () => {
  const [machine] = machines;
  machine.takeCalls();
  expect(await machine.systemctl("start", INSTALL_UNIT)).toBe(0);
  expect(machine.takeCalls()).toEqual([`systemctl start ${INSTALL_UNIT}`, ...INSTALLED]);
});
