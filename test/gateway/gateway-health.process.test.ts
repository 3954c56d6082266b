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
