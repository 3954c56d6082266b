import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import { Forward, Protocol } from "../../lib";
import { childrenOf, until } from "../support/aci/processes";
import { Balancer } from "../support/balancer";
import { type Machine, run } from "../support/gateway-machine";
import { FRONT_UNIT, GatewayWorld } from "../support/gateway-world";

/** How long a statement is silent: `npm run test:silence` waits for more than the ten minutes that nginx would by itself. */
const SILENT_SECONDS = Number(process.env.SILENT_SECONDS ?? 9);
/** Minutes of the balancer's are seconds here: its timeout is the client's and the balancer's business, and real elsewhere. */
const IDLE_SECONDS = Math.max(5, SILENT_SECONDS / 10); // a machine with other work on it may stand still for some
const ADDRESS = `10.77.0.${process.env.JEST_WORKER_ID ?? 1}`;
const PORT = 5432;
const GSS_REQUEST = Buffer.from("0000000804d21630", "hex");

const ledger = new Forward("ledger", { host: "pg01.example", port: PORT, protocol: Protocol.POSTGRESQL });
let world: GatewayWorld;
let balancer: Balancer;
/** Those that have begun a statement. */
const sessions = new Set<net.Socket>();

const server = net.createServer((socket) => {
  socket.on("error", () => socket.destroy()).on("close", () => sessions.delete(socket));
  socket.on("data", (data: Buffer) => {
    if (data.equals(GSS_REQUEST)) return void socket.write("N");
    sessions.add(socket);
    setTimeout(() => socket.write("done"), Number(data.toString()) * 1000).unref();
  });
});

beforeAll(async () => {
  world = await GatewayWorld.open({ exposed: [{ forward: ledger }], certified: [] });
  server.listen(PORT, world.near(world.site));
  const hosts = fs.readFileSync(world.site.file("/etc/hosts"), "utf8");
  fs.writeFileSync(world.site.file("/etc/hosts"), hosts.replace("127.0.20.1 ", `${world.near(world.site)} `));
  const listener = world.startListener();
  await until(() => listener.output().includes("Press Ctrl+C"), "the listener");
  await Promise.all(world.machines.map((machine) => world.bootMachine(machine)));
  const machines = world.machines.map(({ address }) => address);
  balancer = new Balancer(world.template, ADDRESS, machines, 2, IDLE_SECONDS).open();
  await until(() => balancer.inBalance(PORT).length === 2, "both in balance", 20);
}, 60_000);

afterAll(async () => {
  balancer?.close();
  await world?.close();
  for (const session of sessions) session.destroy();
  server.close();
});

/** A client that has asked something to be answered after a while; how its connection ends, or its answer. */
async function asking(host: string, seconds: number, keptAlive: boolean) {
  const socket = net.connect({ host, port: PORT });
  await once(socket, "connect");
  if (keptAlive) socket.setKeepAlive(true, 1000);
  socket.write(`${seconds}`);
  return new Promise<string>((resolve) => {
    socket.on("data", (data: Buffer) => {
      socket.destroy();
      resolve(data.toString());
    });
    socket.on("end", () => resolve("an end"));
    socket.on("error", () => resolve("a reset"));
  });
}

const connectionsAt = (machine: Machine, state: string) =>
  run(...machine.within("ss", "-Htno", "state", state, `( sport = ${PORT} )`))
    .split("\n")
    .filter((line) => line.includes(ADDRESS));

it(
  "a silent statement is answered, however long it takes, where its client keeps the connection alive",
  async () => {
    const [kept, idle] = [true, false].map((keptAlive) => asking(ADDRESS, SILENT_SECONDS, keptAlive));
    await until(() => sessions.size === 2, "two statements");
    // The front keeps nobody alive: the balancer's timeout would never strike.
    const open = world.machines.flatMap((machine) => connectionsAt(machine, "established"));
    expect(open).toHaveLength(2);
    expect(open.filter((line) => line.includes("keepalive"))).toEqual([]);
    const began = performance.now();
    expect(await idle).toBe("a reset");
    expect((performance.now() - began) / 1000).toBeLessThan(IDLE_SECONDS + 3);
    await until(() => sessions.size === 1, "the end of the session that nobody waits for");
    expect(world.machines.flatMap((machine) => connectionsAt(machine, "connected"))).toHaveLength(1);
    expect(await kept).toBe("done");
    await until(() => sessions.size === 0, "the other one's end");
  },
  (SILENT_SECONDS + 60) * 1000,
);

it("what ends it is silenceTimeout, for which keep-alives count nothing", async () => {
  const [machine] = world.machines;
  const name = machine.file("/etc/gateway/front.conf");
  const text = fs.readFileSync(name, "utf8");
  expect(text).toContain("\nproxy_timeout 86400s;\n");
  fs.writeFileSync(name, text.replace("proxy_timeout 86400s", "proxy_timeout 2s"));
  const workers = () => childrenOf(machine.pid(FRONT_UNIT)).map(({ pid }) => pid);
  const [before] = workers();
  expect(await machine.systemctl("reload", FRONT_UNIT)).toBe(0);
  await until(() => workers().length === 1 && workers()[0] !== before, "another worker");
  const began = performance.now();
  expect(await asking(machine.address, 30, true)).toBe("an end");
  expect((performance.now() - began) / 1000).toBeGreaterThan(1.5);
  await until(() => sessions.size === 0, "the end of the session");
  fs.writeFileSync(name, text);
  expect(await machine.systemctl("reload", FRONT_UNIT)).toBe(0);
}, 60_000);
