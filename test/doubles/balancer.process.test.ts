import { once } from "node:events";
import * as net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../support/aci/processes";
import { Balancer } from "../support/balancer";
import { Machine } from "../support/gateway-machine";
import type { Template } from "../support/stack";

const WORKER = Number(process.env.JEST_WORKER_ID ?? 1);
const ADDRESS = `10.77.0.${WORKER}`;
const TEMPLATE: Template = {
  resource: {
    azurerm_lb_probe: { probe: { port: 8077, request_path: "/forwards/ledger" } },
    azurerm_lb_rule: { rule: { probe_id: "${azurerm_lb_probe.probe.id}", frontend_port: 5432, backend_port: 15432 } },
  },
};
/** A machine that says how each of its connections went, and is healthy until it hears "down". */
const PROGRAM = `
import http.server, socket, threading
healthy = True
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if healthy and self.path == "/forwards/ledger" else 503)
        self.end_headers()
    def log_message(self, *_):
        pass
threading.Thread(target=http.server.HTTPServer(("0.0.0.0", 8077), Health).serve_forever, daemon=True).start()
def serve(connection, peer):
    global healthy
    heard = b""
    try:
        while True:
            data = connection.recv(65536)
            if not data:
                break
            heard += data
            healthy = healthy and b"down" not in data
            connection.sendall(b"long" * 500000 if data == b"long" else data)
        print(f"{peer[0]} ended after {len(heard)}", flush=True)
        connection.sendall(b"bye")
        connection.close()
    except ConnectionResetError:
        print(f"{peer[0]} reset after {len(heard)}", flush=True)
server = socket.create_server(("0.0.0.0", 15432))
print("up", flush=True)
while True:
    threading.Thread(target=serve, args=server.accept(), daemon=True).start()
`;

const machines: Machine[] = [];
/** What they say, in turn. */
const said: string[] = [];
let balancer: Balancer;

beforeAll(async () => {
  for (const index of [0, 1]) {
    const machine = await Machine.boot(`lb${index}${WORKER}`, `10.76.${WORKER * 2 + index}`, []);
    machines.push(machine);
    const server = machine.start(["/usr/bin/python3", "-c", PROGRAM], {});
    server.child.stdout!.on("data", (data: Buffer) => said.push(...data.toString().trim().split("\n")));
  }
  await until(() => said.length === 2, "the machines' servers");
  const addresses = machines.map(({ address }) => address);
  balancer = new Balancer(TEMPLATE, ADDRESS, addresses, 0.2).open();
  await until(() => balancer.inBalance(5432).length === 2, "both in balance");
}, 30_000);

afterAll(async () => {
  balancer?.close();
  await Promise.all(machines.map((machine) => machine.shutDown()));
});

async function connected(): Promise<net.Socket> {
  const socket = net.connect({ host: ADDRESS, port: 5432, allowHalfOpen: true });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return socket;
}

/** What machines have said since. */
async function next(before: number): Promise<string[]> {
  await until(() => said.length > before, "the machine's word");
  return said.slice(before);
}

test("hands on a client's reset, between two words and in the midst of an answer", async () => {
  for (const word of ["echo", "long"]) {
    const before = said.length;
    const socket = await connected();
    socket.write(word);
    await once(socket, "readable");
    socket.resetAndDestroy();
    expect(await next(before)).toEqual([`${ADDRESS} reset after 4`]);
  }
});

test("hands on a half-close, and what is said after it", async () => {
  const before = said.length;
  const socket = await connected();
  socket.end("echo");
  let heard = "";
  socket.on("data", (data: Buffer) => (heard += data.toString()));
  await once(socket, "end");
  expect(heard).toBe("echobye");
  expect(await next(before)).toEqual([`${ADDRESS} ended after 4`]);
});

test("takes turns, and leaves what is connected where it is", async () => {
  const sockets = await Promise.all(Array.from({ length: 4 }, connected));
  sockets[0].write("down");
  await until(() => balancer.inBalance(5432).length === 1, "one out of balance");
  for (const socket of sockets) {
    socket.write("still");
    const [data] = (await once(socket, "data")) as [Buffer];
    expect(data.toString()).toMatch(/^(?:down)?(?:still)?$/);
  }
  const later = await Promise.all(Array.from({ length: 3 }, connected));
  later[0].write("down"); // the other one's turn, and the last one's
  await until(() => balancer.inBalance(5432).length === 0, "nobody in balance");
  const knocking = net.connect({ host: ADDRESS, port: 5432 });
  const heard = Promise.race([once(knocking, "connect"), once(knocking, "error"), once(knocking, "close")]);
  expect(await Promise.race([heard, sleep(500, "nothing")])).toBe("nothing");
  for (const socket of [...sockets, ...later, knocking]) socket.destroy();
});
