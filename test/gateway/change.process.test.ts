import * as fs from "node:fs";
import * as path from "node:path";
import { Duration, Forward, Protocol } from "../../lib";
import { until } from "../support/aci/processes";
import { type Machine, run } from "../support/gateway-machine";
import { AZBRIDGE_UNIT, FRONT_UNIT, GatewayWorld, HEALTH_UNIT } from "../support/gateway-world";

const warehouse = new Forward("warehouse", { host: "sql01.example", port: 1433, protocol: Protocol.SQL_SERVER });
const shop = new Forward("shop", { host: "shop01.example", port: 8080, protocol: Protocol.HTTP });
const more = new Forward("more", { host: "sql02.example", port: 1434, protocol: Protocol.SQL_SERVER });
const AS_IT_IS = { exposed: [{ forward: warehouse }, { forward: shop }], certified: [shop] };
const CHANGED = {
  exposed: [...AS_IT_IS.exposed, { forward: more }],
  certified: [],
  more: { silenceTimeout: Duration.hours(2) },
};
const MODULES = "/usr/lib/nginx/modules";
/** Between two commands at which a run is killed: a sample, with all that a real machine has; each one is played elsewhere. */
const STRIDE = 40;
/** Of earlier text, and of nobody else. */
const STRAY = "/etc/systemd/system/gateway-proxy.service";

let world: GatewayWorld;
let machine: Machine;
let forward: string;
let back: string;

beforeAll(async () => {
  world = await GatewayWorld.open(AS_IT_IS);
  [machine] = world.machines;
  await world.bootMachine(machine);
  [forward, back] = [world.changeTo(CHANGED), world.changeTo(AS_IT_IS)];
}, 60_000);

afterAll(async () => world?.close());

/** Runs the script of the extension. */
const change = (script: string) => machine.run(["/bin/sh", "-c", script], world.environment);

/** What is really in force, whatever stands in files. */
function inForce() {
  const open = run(...machine.within("ss", "-Hltn"))
    .trim()
    .split("\n")
    .map((line) => line.split(/\s+/)[3]);
  const says = run(
    ...machine.within(
      "/usr/bin/python3",
      "-c",
      "import sys; sys.path.insert(0, '/usr/local/lib/gateway'); import gateway_look as l; print(l.in_force(l.settings_in('/etc/gateway')))",
    ),
  );
  return {
    public: open
      .filter((place) => /^0\.0\.0\.0:(?!8077)/.test(place))
      .map((place) => Number(place.split(":")[1]))
      .sort(),
    senders: open.filter((place) => /^127\.(?!0).*:20000$/.test(place)).length,
    written:
      /return "(\w+)"/.exec(fs.readFileSync(machine.file("/etc/gateway/front.conf"), "utf8"))![1] === says.trim(),
  };
}

const AS_IT_WAS = { public: [1433, 8080], senders: 2, written: true };
const AS_CHANGED = { public: [1433, 1434, 8080], senders: 3, written: true };

it("a change reaches a machine that runs, and ends the connections of what it changes alone", async () => {
  expect(inForce()).toEqual(AS_IT_WAS);
  fs.writeFileSync(machine.file(STRAY), "[Unit]\n");
  const front = machine.pid(FRONT_UNIT);
  const [sender, health] = [AZBRIDGE_UNIT, HEALTH_UNIT].map((unit) => machine.pid(unit));
  const { code, output } = await change(forward);
  expect([code, output.trim().split("\n").sort()]).toEqual([
    0,
    [
      "changed /etc/gateway/azbridge.yml",
      "changed /etc/gateway/front.conf",
      "changed /etc/gateway/health.json",
      "changed /etc/gateway/settings.sh",
      "removed /etc/gateway/certified.conf",
      "removed /etc/gateway/clients.pem",
      `removed ${STRAY}`,
    ],
  ]);
  expect(inForce()).toEqual(AS_CHANGED);
  expect(machine.pid(FRONT_UNIT)).toBe(front);
  expect(machine.pid(AZBRIDGE_UNIT)).not.toBe(sender);
  expect(machine.pid(HEALTH_UNIT)).not.toBe(health);
  expect(fs.existsSync(machine.file(STRAY))).toBe(false);
});

it("the same again asks nothing of anybody", async () => {
  machine.takeCalls();
  expect(await change(forward)).toEqual({ code: 0, output: "" });
  expect(machine.takeCalls()).toEqual(["cloud-init status --wait"]);
});

it("a machine that cannot get a package goes on as before, says so, and tries again", async () => {
  run(...machine.within("mount", "-t", "tmpfs", "tmpfs", MODULES)); // as if nginx's were not there
  machine.play("apt-get", "echo 'E: Unable to locate package nginx'; exit 100");
  machine.takeCalls();
  const refused = await change(back);
  expect(refused.code).toBe(1);
  expect(refused.output).toMatch(
    /E: Unable to locate package nginx\n.*gateway_apply: not in force: .*gateway_packages\.sh/s,
  );
  expect(inForce()).toEqual(AS_CHANGED);
  const calls = machine.takeCalls();
  expect(calls).toContain("systemctl start --no-block gateway-apply.service");
  // Its own service would open port 80 as soon as it is installed.
  const [masked, installed] = [/^systemctl mask nginx\.service$/, /^apt-get .* install nginx libnginx-mod-stream$/].map(
    (wanted) => calls.findIndex((call) => wanted.test(call)),
  );
  expect([masked, installed - masked]).toEqual([expect.any(Number), 1]);
  expect(masked).toBeGreaterThanOrEqual(0);
  await until(() => machine.oneshot("gateway-apply.service") === 1, "the second refusal");
  run(...machine.within("umount", MODULES));
  machine.play("apt-get", "");
  expect(await machine.systemctl("start", "gateway-apply.service")).toBe(0);
  expect(inForce()).toEqual(AS_IT_WAS);
});

it("a change whose commands fail is not said to be in force by the next run", async () => {
  machine.play("install", "exit 1"); // after all files have been written
  for (let turn = 0; turn < 2; turn += 1) expect((await change(forward)).code).toBe(1);
  machine.play("install", 'exec /usr/bin/install "$@"');
  expect((await change(forward)).code).toBe(0);
  expect(inForce()).toEqual(AS_CHANGED);
});

it("is put in force by the next run, wherever the one before was killed", async () => {
  const trap = path.join(world.directory, "killed.sh");
  const count = path.join(world.directory, "count");
  // Every command of every shell counts; at the given one all that works at the change is killed.
  const programs = "gateway_(apply|start|install|packages|certificate|fetch|look)|write_files";
  const text = (at: number) => `
counted() {
  [[ $BASHPID == "$$" ]] || return 0
  local turn=$(($(<${count}) + 1))
  echo $turn >${count}
  ((turn == ${at})) || return 0
  for pid in $(ls /proc | grep -E '^[0-9]+$'); do
    [[ $(readlink /proc/$pid/ns/net) == $(readlink /proc/$$/ns/net) ]] || continue
    tr '\\0' ' ' </proc/$pid/cmdline 2>/dev/null | grep -qE '${programs}' && kill -KILL $pid
  done
}
set -T
trap counted DEBUG
`;
  const next = { [forward]: AS_CHANGED, [back]: AS_IT_WAS };
  let wanted = back;
  let at = 1;
  for (; ; at += STRIDE) {
    fs.writeFileSync(count, "0");
    fs.writeFileSync(trap, text(at));
    const environment = { ...world.environment, BASH_ENV: trap };
    machine.setEnvironment(environment);
    const { code } = await machine.run(["/bin/sh", "-c", wanted], environment);
    machine.setEnvironment(world.environment);
    const reached = Number(fs.readFileSync(count, "utf8")) >= at;
    if (!reached) {
      expect(code).toBe(0);
      break;
    }
    expect(await change(wanted)).toMatchObject({ code: 0 });
    expect([at, inForce()]).toEqual([at, next[wanted]]);
    wanted = wanted === back ? forward : back;
  }
  expect(at).toBeGreaterThan(2 * STRIDE);
}, 400_000);
