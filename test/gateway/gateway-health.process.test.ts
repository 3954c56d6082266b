import { execFileSync } from "node:child_process";
import * as path from "node:path";

const FOLDERS = ["gateway", "tunnel"].map((folder) => path.join(__dirname, "../../lib", folder, "scripts"));

const PROGRAM = `
import threading, time
import gateway_health

answers = [None, KeyError("protocol")]
gateway_health.ask = lambda forward, patience: answer(answers.pop(0) if len(answers) > 1 else answers[0])
gateway_health.closed = lambda places: []

def answer(what):
    if isinstance(what, Exception):
        raise what
    return what

timing = {"proofSeconds": 0.2, "patienceSeconds": 1, "retrySeconds": 0.05, "lostAfterFailures": 2}
forward = {"name": "warehouse", "publicPort": 1433, "sender": ("127.70.0.1", 20000)}
path = gateway_health.Path(forward, timing)
threading.Thread(target=path.watch, args=(0,), daemon=True).start()
threading.excepthook = lambda _: None
time.sleep(0.1)
print(path.state())
time.sleep(0.7)
print(path.state())
`;

test("a forward whose proof goes wrong in whatever way does not stay what it was", () => {
  const said = execFileSync("/usr/bin/python3", ["-c", PROGRAM], {
    encoding: "utf8",
    env: { PYTHONPATH: FOLDERS.join(":"), PYTHONDONTWRITEBYTECODE: "1" },
  });
  expect(said).toBe("warehouse: works\nNone\nwarehouse: KeyError\nKeyError\n");
});

const DRAINED = `
import gateway_health
from gateway_leak import Leak

gateway_health.closed = lambda places: []
forward = {"name": "warehouse", "publicPort": 1433, "sender": ("127.70.0.1", 20000)}
health = gateway_health.Health.__new__(gateway_health.Health)
health.front = gateway_health.Front({"timing": {}})
health.front.fault = None
health.paths = {"warehouse": gateway_health.Path(forward, {})}
health.paths["warehouse"].fault = None
settings = {"seconds": 90, "many": 50, "slotSeconds": 1800, "startSeconds": 1800, "slots": 1}
health.leak = Leak(settings, print, "gateway000000")
for now, leaked in ((0, 0), (100, 50), (200, 50)):
    health.leak.look(now, 20 + leaked, 20)
    for asked in ("/forwards/warehouse", "/process", "/forwards/other"):
        print(*health.answer(asked), sep="; ")
`;

test("a drain shows at the forwards alone, and its figures at the process, which nobody is to replace for it", () => {
  const said = execFileSync("/usr/bin/python3", ["-c", DRAINED], {
    encoding: "utf8",
    env: { PYTHONPATH: FOLDERS.join(":"), PYTHONDONTWRITEBYTECODE: "1" },
  });
  const lines = (figures: string, forwards: string) => [forwards, "200; runs", figures, "404; no such forward"];
  expect(said.trim().split("\n")).toEqual([
    ...lines("to the Relay 20, of clients 20, leaked 0", "200; works"),
    ...lines("to the Relay 70, of clients 20, leaked 50", "200; works"),
    ...lines("to the Relay 70, of clients 20, leaked 50", "503; drained: 50 connections leaked"),
  ]);
});
