import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";

import { Forward, Protocol } from "../../lib";
import { childrenOf, until } from "../support/aci/processes";
import { CLIENT_ID } from "../support/gateway";
import { type Machine, run } from "../support/gateway-machine";
import { AZBRIDGE_UNIT, FRONT_UNIT, GatewayWorld, HEALTH_UNIT } from "../support/gateway-world";

const warehouse = new Forward("warehouse", { host: "sql01.example", port: 1433, protocol: Protocol.SQL_SERVER });
const plant = new Forward("plant", { host: "my01.example", port: 3306, protocol: Protocol.MYSQL });
const ledger = new Forward("ledger", { host: "pg01.example", port: 5432, protocol: Protocol.POSTGRESQL });
const shop = new Forward("shop", { host: "shop01.example", port: 8080, protocol: Protocol.HTTP });
const MODULES = "/usr/lib/nginx/modules";
const GSS_REQUEST = Buffer.from("0000000804d21630", "hex");
const ANSWER = Buffer.alloc(3_000_000, "a");
/** What leaks stays for good; what is drained takes its time on a busy machine, and azbridge a minute at most to close. */
const SETTLED_SECONDS = 75;

let world: GatewayWorld;
let machines: Machine[];
const sessions = new Set<net.Socket>();

/** A database that answers a proof, says a long answer, one that comes after its client's end, or an echo. */
function database(socket: net.Socket): void {
  sessions.add(socket);
  socket.on("close", () => sessions.delete(socket)).on("error", () => socket.destroy());
  let late = false;
  socket.on("data", (data: Buffer) => {
    if (data.subarray(0, 8).equals(GSS_REQUEST)) socket.write("N");
    else if (data.toString().startsWith("long")) socket.write(ANSWER);
    else if (data.toString().startsWith("late")) late = true;
    else socket.write(data);
  });
  socket.on("end", () => {
    if (late) setTimeout(() => socket.end("after your end"), 300);
    else socket.end();
  });
}

const server = net.createServer({ allowHalfOpen: true }, database);

beforeAll(async () => {
  world = await GatewayWorld.open({
    exposed: [{ forward: warehouse }, { forward: plant }, { forward: ledger }, { forward: shop }],
    certified: [shop],
  });
  machines = world.machines;
  world.startDatabase("sql-server", "127.0.20.1", 1433);
  world.startDatabase("mysql", "127.0.20.2", 3306);
  // The site finds it at this end of its cable.
  server.listen(5432, world.near(world.site));
  const hosts = fs.readFileSync(world.site.file("/etc/hosts"), "utf8");
  fs.writeFileSync(world.site.file("/etc/hosts"), hosts.replace("127.0.20.3 ", `${world.near(world.site)} `));
  const empty = path.join(world.directory, "shop");
  fs.mkdirSync(empty);
  world.site.start(["/usr/bin/python3", "-m", "http.server", "8080", "-b", "127.0.20.4", "-d", empty], {});
  const listener = world.startListener();
  await until(() => listener.output().includes("Press Ctrl+C"), "the listener");
  await Promise.all(machines.map((machine) => world.bootMachine(machine)));
  for (const machine of machines) {
    for (const { name } of [warehouse, plant, ledger, shop]) await says(machine, `forwards/${name}`, [200, "works"]);
    await says(machine, "process", [200, "runs"]);
  }
}, 60_000);

afterAll(async () => {
  await world?.close();
  for (const session of sessions) session.destroy();
  server.close();
});

/** Waits until a machine says that of itself. */
async function says(machine: Machine, what: string, [status, text]: [number, string | RegExp], seconds = 15) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await fetch(`http://${machine.address}:8077/${what}`, { signal: AbortSignal.timeout(3000) }).catch(
      () => undefined,
    );
    const said = (await answer?.text())?.split("\n")[0] ?? "nothing";
    if (answer?.status === status && (typeof text === "string" ? said === text : text.test(said))) return;
    if (performance.now() > deadline)
      throw new Error(`${what}: ${answer?.status} ${said}, and ${String(text)} is wanted`);
    await sleep(50);
  }
}

/** Waits until a machine says so of its connections. */
async function saysFigures(machine: Machine, figures: RegExp) {
  const said = async () => (await (await fetch(`http://${machine.address}:8077/process`)).text()).trim();
  const deadline = performance.now() + 15_000;
  while (!figures.test(await said())) {
    if (performance.now() > deadline) throw new Error(`${await said()}, and ${String(figures)} is wanted`);
    await sleep(50);
  }
}

/** Connections that tell who is there: to the Relay from both ends, to the databases, and in the one in this process. */
function connections(): number[] {
  const rows = (network: Machine | undefined, port: string) => {
    const table = ["ss", "-Htn", "state", "connected", "exclude", "time-wait", `dport = ${port}`];
    const [command, ...args] = network === undefined ? table : network.within(table[0], ...table.slice(1));
    return execFileSync(command, args, { encoding: "utf8" }).split("\n").length - 1;
  };
  const relayed = [...machines, world.site].map((machine) => rows(machine, "443"));
  return [...relayed, rows(world.site, "1433"), rows(world.site, "3306"), rows(world.site, "8080"), sessions.size];
}

/** Waits until there are as many connections as without anybody: the listener's channels. */
async function settled(): Promise<void> {
  const alone = [0, 0, 4, 0, 0, 0, 0];
  const deadline = performance.now() + SETTLED_SECONDS * 1000;
  // A proof may be under way at any one look, never at all.
  while (connections().some((count, index) => count > alone[index])) {
    if (performance.now() > deadline) throw new Error(`connections that stay: ${connections().join(", ")}`);
    await sleep(20);
  }
}

async function connected(machine: Machine, port = 5432): Promise<net.Socket> {
  const socket = net.connect({ host: machine.address, port, allowHalfOpen: true });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

const WAYS_TO_LEAVE: Readonly<Record<string, (machine: Machine) => Promise<void>>> = {
  async "a reset at once"(machine) {
    (await connected(machine)).resetAndDestroy();
  },
  async "a reset between two statements"(machine) {
    const socket = await connected(machine);
    socket.write("echo");
    await once(socket, "data");
    socket.resetAndDestroy();
  },
  async "a reset in the midst of an answer"(machine) {
    const socket = await connected(machine);
    socket.write("long");
    await once(socket, "readable");
    await sleep(200);
    socket.resetAndDestroy();
  },
  async "a reset after a half-close"(machine) {
    const socket = await connected(machine);
    socket.end("late");
    await sleep(50);
    socket.resetAndDestroy();
  },
  async "a client that is killed"(machine) {
    const program = `
import socket, time
connection = socket.create_connection(("${machine.address}", 5432))
connection.sendall(b"long")
print(len(connection.recv(5)), flush=True)
time.sleep(60)`;
    const client = spawn("/usr/bin/python3", ["-c", program], { stdio: ["ignore", "pipe", "inherit"] });
    await once(client.stdout, "data");
    client.kill("SIGKILL");
    await once(client, "exit");
  },
};

describe("what clients leave behind that do not end their connections", () => {
  it.each(Object.keys(WAYS_TO_LEAVE))(
    "nothing stays of %s",
    async (way) => {
      await settled();
      const turns = Array.from({ length: 40 }, (_, turn) => WAYS_TO_LEAVE[way](machines[turn % machines.length]));
      await Promise.all(turns);
      await settled();
    },
    100_000,
  );

  it("nor of two thousand proofs", async () => {
    const program = `
import sys, threading
sys.path.insert(0, "/usr/local/lib/gateway")
from gateway_health import Path
from gateway_look import settings_in
settings = settings_in("/etc/gateway")
paths = [Path(forward, settings["timing"]) for forward in settings["forwards"]]
faults = []
def prove(path):
    for _ in range(250):
        faults.append(path.proof())
threads = [threading.Thread(target=prove, args=(path,)) for path in paths]
[each.start() for each in threads]
[each.join() for each in threads]
print(len(faults), faults.count(None) > 900)`;
    const proofs = await Promise.all(machines.map((machine) => machine.run(["/usr/bin/python3", "-c", program])));
    for (const { output } of proofs) expect(output).toBe("1000 True\n");
    await settled();
  }, 180_000);
});

it("frees what leaks all the same, with nginx taken away: azbridge is restarted once nobody is there", async () => {
  const [machine] = machines;
  await settled();
  const name = "/etc/gateway/health.json";
  const text = fs.readFileSync(machine.file(name), "utf8");
  fs.writeFileSync(
    machine.file(name),
    text.replace('"seconds":90', '"seconds":3').replace('"lookSeconds":5', '"lookSeconds":1'),
  );
  await machine.systemctl("restart", HEALTH_UNIT);
  const program = `
import socket, struct, sys
sys.path.insert(0, "/usr/local/lib/gateway")
from gateway_look import settings_in
place = next(forward["sender"] for forward in settings_in("/etc/gateway")["forwards"] if forward["name"] == "ledger")
for _ in range(12):
    connection = socket.create_connection(place)
    connection.sendall(b"echo")
    connection.recv(10)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()`;
  expect(await machine.run(["/usr/bin/python3", "-c", program])).toEqual({ code: 0, output: "" });
  expect(sessions.size).toBeGreaterThanOrEqual(12);
  await saysFigures(machine, /, leaked 1[2-9]$/);
  await until(() => fs.existsSync(machine.file("/run/gateway-health/restart")), "the order to restart azbridge");
  expect(sessions.size).toBeGreaterThanOrEqual(12);
  expect(await machine.systemctl("start", "gateway-restart.service")).toBe(0);
  await settled();
  expect(fs.existsSync(machine.file("/run/gateway-health/restart"))).toBe(false);
  await saysFigures(machine, /, leaked 0$/);
  fs.writeFileSync(machine.file(name), text);
  await machine.systemctl("restart", HEALTH_UNIT);
  for (const forward of ["ledger", "shop"]) await says(machine, `forwards/${forward}`, [200, "works"], 30);
}, 150_000);

it("restarts what an upgrade has replaced, and that alone, in the machine's own slot", async () => {
  const [machine] = machines;
  const look = () => machine.systemctl("start", "gateway-outdated.service");
  const mark = machine.file("/run/gateway-outdated");
  expect(await look()).toBe(0);
  expect(fs.existsSync(mark)).toBe(false);
  const within = (commands: string) => run(...machine.within("sh", "-ec", `cd ${MODULES}; ${commands}`));
  within(`kept=$(mktemp -d); cp -a . $kept; mount -t tmpfs tmpfs ${MODULES}; cp -a $kept/. ${MODULES}; rm -r $kept`);
  await machine.systemctl("restart", FRONT_UNIT);
  within("for file in *; do cp $file $file.new; mv $file.new $file; done"); // as dpkg does it
  expect(await look()).toBe(0);
  expect(machine.printed("gateway-outdated.service")).toMatch(/: gateway-front\.service\n$/);
  const [front, sender] = [FRONT_UNIT, AZBRIDGE_UNIT].map((unit) => machine.pid(unit));
  const health = fs.readFileSync(machine.file("/etc/gateway/health.json"), "utf8");
  const always = health.replace(/"slots":\d+/, '"slots":1').replace(/"startSeconds":\d+/, '"startSeconds":1800');
  fs.writeFileSync(machine.file("/etc/gateway/health.json"), always);
  await machine.systemctl("restart", HEALTH_UNIT);
  await until(() => fs.existsSync(machine.file("/run/gateway-health/restart")), "the order", 30);
  expect(await machine.systemctl("start", "gateway-restart.service")).toBe(0);
  expect(machine.pid(FRONT_UNIT)).not.toBe(front);
  expect(machine.pid(AZBRIDGE_UNIT)).toBe(sender);
  expect(fs.existsSync(mark)).toBe(false);
  fs.writeFileSync(machine.file("/etc/gateway/health.json"), health);
  await machine.systemctl("restart", HEALTH_UNIT);
  for (const forward of ["ledger", "shop"]) await says(machine, `forwards/${forward}`, [200, "works"], 30);
}, 90_000);

it("gives a client that half-closes and waits its answer", async () => {
  const socket = await connected(machines[0]);
  socket.end("late");
  const [answer] = (await once(socket, "data")) as [Buffer];
  expect(answer.toString()).toBe("after your end");
  await once(socket, "end");
});

it("answers all forwards' probes at once: none is dropped by the queue of those who wait", async () => {
  const health = machines[0].pid(HEALTH_UNIT);
  process.kill(health, "SIGSTOP");
  let queued = 0;
  const probe = () =>
    new Promise<number | string | undefined>((resolve) => {
      const request = http.get({ host: machines[0].address, port: 8077, path: "/process", agent: false });
      request.on("socket", (socket) => socket.on("connect", () => (queued += 1)));
      request.on("response", (response) => resolve(response.resume().statusCode));
      request.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      request.setTimeout(30_000, () => resolve("no answer"));
    });
  const asked = Array.from({ length: 140 }, probe);
  try {
    await until(() => queued === asked.length, "a place in the queue for each", 15);
  } finally {
    process.kill(health, "SIGCONT");
  }
  expect((await Promise.all(asked)).filter((status) => status !== 200)).toEqual([]);
}, 60_000);

describe("the front's health", () => {
  it("is bad for every forward and the process when nginx hangs, until it goes on", async () => {
    const [machine] = machines;
    const [worker] = childrenOf(machine.pid(FRONT_UNIT)).slice(-1);
    process.kill(worker.pid, "SIGSTOP");
    await says(machine, "process", [503, "front: TimeoutError"], 30);
    await says(machine, "forwards/ledger", [503, "no answer"], 30);
    await says(machine, "forwards/shop", [503, "no certificate at port 8080: TimeoutError"], 30);
    process.kill(worker.pid, "SIGCONT");
    await says(machine, "process", [200, "runs"], 30);
    for (const name of ["ledger", "shop"]) await says(machine, `forwards/${name}`, [200, "works"], 30);
  }, 120_000);

  it("says that it has no connection left, which a new machine would not mend", async () => {
    const [, machine] = machines;
    const name = "/etc/gateway/front.conf";
    const text = fs.readFileSync(machine.file(name), "utf8");
    // A listening socket is one too; a client's is two.
    fs.writeFileSync(machine.file(name), text.replace(/worker_connections \d+/, "worker_connections 24"));
    expect(await machine.systemctl("reload", FRONT_UNIT)).toBe(0);
    const clients: net.Socket[] = [];
    const filling = setInterval(() => void connected(machine).then((client) => clients.push(client)), 20);
    await says(machine, "process", [200, "front: it has no connection left"], 30);
    clearInterval(filling);
    expect(machine.logged()).toContain("worker_connections are not enough");
    fs.writeFileSync(machine.file(name), text);
    expect(await machine.systemctl("reload", FRONT_UNIT)).toBe(0);
    for (const client of clients) client.destroy();
    await says(machine, "process", [200, "runs"], 30);
  }, 90_000);

  it("is bad for the ports of a certificate that has expired, for no other and never for the process", async () => {
    const [machine] = machines;
    const before = world.shown;
    world.shown = shortLived(5);
    const renew = ["/bin/bash", "/usr/local/lib/gateway/gateway_certificate.sh"];
    const environment = { ...world.environment, AZURE_CLIENT_ID: CLIENT_ID };
    expect(await machine.run(renew, environment)).toEqual({ code: 0, output: "" });
    await says(machine, "forwards/shop", [503, /^the certificate has expired: \d{14}Z$/], 30);
    await says(machine, "forwards/ledger", [200, "works"]);
    await says(machine, "process", [200, "runs"]);
    const [served] = await certificateAt(machine);
    // What is served decides: this one was fetched, and nginx never told.
    world.shown = before;
    fs.writeFileSync(machine.file("/run/gateway/server.pem"), before);
    expect(await certificateAt(machine)).toEqual([served]);
    expect(await machine.run(renew, environment)).toEqual({ code: 0, output: "" });
    // nginx is told, and new workers take over when they have started
    let now = served;
    for (let tries = 0; now === served && tries < 100; tries++) {
      await sleep(100);
      [now] = await certificateAt(machine);
    }
    expect(now).not.toBe(served);
    await says(machine, "forwards/shop", [200, "works"], 30);
    machine.takeCalls();
    expect(await machine.run(renew, environment)).toEqual({ code: 0, output: "" });
    expect(machine.takeCalls()).toEqual([]); // the same: nothing is reloaded
  }, 120_000);

  /** The serial number of what a client is shown; in a list, for the sake of equality. */
  async function certificateAt(machine: Machine): Promise<string[]> {
    const socket = tls.connect({ host: machine.address, port: 8080, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { serialNumber } = socket.getPeerCertificate();
    socket.destroy();
    return [serialNumber];
  }

  /** Key and certificate, by the vault's authority or none. */
  function shortLived(seconds: number): string {
    const folder = fs.mkdtempSync(path.join(world.directory, "short-"));
    const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
    const end = new Date(Date.now() + seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, "");
    const ca = "[ca]\ndefault_ca=a\n[a]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n";
    fs.writeFileSync(path.join(folder, "ca.cnf"), `${ca}[p]\ncommonName=supplied\n`);
    fs.writeFileSync(path.join(folder, "index"), "");
    fs.writeFileSync(path.join(folder, "serial"), "0A\n");
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"];
    openssl("req", "-new", ...key, "-subj", "/CN=shop01.example", "-out", "request.pem");
    const signing = ["-config", "ca.cnf", "-selfsign", "-keyfile", "key.pem", "-in", "request.pem", "-out", "cert.pem"];
    openssl("ca", "-batch", "-notext", ...signing, "-enddate", end);
    return ["key.pem", "cert.pem"].map((name) => fs.readFileSync(path.join(folder, name), "utf8")).join("");
  }
});
