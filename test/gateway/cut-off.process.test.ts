import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Duration, Forward, PortPlan, Protocol } from "../../lib";
import { CLIENT_CA } from "../support/certificates";
import {
  type CloudConfiguration,
  certificateVaultIn,
  configurationIn,
  decodedCustomData,
  gatewayIn,
  packageIn,
  scaleSetIn,
} from "../support/gateway";
import { PlayedMachine } from "../support/played-machine";
import { stackUnderTest } from "../support/stack";

const warehouse = new Forward("warehouse", { host: "sql01.example", port: 1433, protocol: Protocol.SQL_SERVER });
const shop = new Forward("shop", { host: "shop01.example", port: 8080, protocol: Protocol.HTTP });
const more = new Forward("more", { host: "sql02.example", port: 1434, protocol: Protocol.SQL_SERVER });
/** What a first boot runs; systemd then does what the last line says. */
const START = "/bin/bash /usr/local/lib/gateway/gateway_start.sh\nsystemctl start gateway-install.service";
/** Repairs that run at once. */
const AT_ONCE = 3;
/** What a change notes for itself: the last of it may be missing where all is in force, and the first be left where nothing is. */
const NOTES = ["state/in-force", "state/wanted", "state/wanted.new", "state/aside", "state/aside.new", "state/lock"];

interface Text {
  readonly configuration: CloudConfiguration;
  /** The extension's script. */
  readonly change: string;
}

function textOf(
  forwards: Forward[],
  certified: Forward[],
  package_: string,
  silenceTimeout = Duration.hours(24),
): Text {
  const stack = stackUnderTest();
  const vault = certificateVaultIn(stack);
  const mutualTls = { forwards: certified, clientCaCertificate: CLIENT_CA, vault, certificateSecretName: "gateway" };
  gatewayIn(stack, {
    ports: PortPlan.gateway(forwards.map((forward) => ({ forward }))),
    azbridgePackage: packageIn(stack, package_.repeat(64)),
    silenceTimeout,
    ...(certified.length === 0 ? {} : { mutualTls }),
  });
  const [{ settings }] = scaleSetIn(stack).extension as { settings: string }[];
  return {
    configuration: configurationIn(stack),
    change: decodedCustomData(/^\{"script":"(.*)"\}$/.exec(settings)![1]),
  };
}

const before = textOf([warehouse, shop], [], "a");
const after = textOf([warehouse, shop, more], [shop], "b", Duration.hours(2));

let directory: string;
let programs: string;
let old: PlayedMachine;
let changed: PlayedMachine;
let count = 0;

const place = () => path.join(directory, `machine-${(count += 1)}`);

beforeAll(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "cut-off-"));
  programs = path.join(directory, "programs");
  old = PlayedMachine.booted(programs, place(), before.configuration);
  await old.run(START);
  await old.run(before.change);
  changed = old.copied(place());
  await changed.run(after.change);
});

afterAll(() => fs.rmSync(directory, { recursive: true }));

/** The machine at each moment of a run; of moments that differ in nothing, or in what every run throws away first, one. */
async function moments(machine: PlayedMachine, commands: string): Promise<PlayedMachine[]> {
  const all = await machine.moments(commands, place());
  return [...new Map(all.map((each) => [each.state(["state/aside.new"]), each])).values()];
}

/** What becomes of each of them, a few at once. */
async function each(machines: readonly PlayedMachine[], repair: (machine: PlayedMachine) => Promise<string>) {
  const left = [...machines];
  const states: string[] = [];
  const worker = async () => {
    for (let machine = left.pop(); machine !== undefined; machine = left.pop()) states.push(await repair(machine));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return states;
}

test.each([
  ["there", () => [old, changed, after.change] as const],
  ["back", () => [changed, old, before.change] as const],
])(
  "cut off before any one of its commands, a change is put in force by the next run: %s",
  async (_, given) => {
    const [from, to, change] = given();
    const cut = await moments(from.copied(place()), change);
    expect(cut.length).toBeGreaterThan(30);
    const states = await each(cut, async (machine) => {
      await machine.run(change);
      return machine.state();
    });
    expect([...new Set(states)]).toEqual([to.state()]);
  },
  300_000,
);

test("cut off by the machine's end, it is in force after the next boot, or has not begun", async () => {
  const cut = await moments(old.copied(place()), after.change);
  const booted = async (machine: PlayedMachine) => {
    await machine.boot();
    return machine.state(NOTES);
  };
  const whole = [old, changed].map((machine) => machine.copied(place()));
  const states = [...new Set(await each(cut, booted))].sort();
  expect(states).toEqual((await each(whole, booted)).sort());
}, 300_000);

test("cut off, a first start is completed by the next one", async () => {
  const fresh = PlayedMachine.booted(programs, place(), after.configuration);
  const started = fresh.copied(place());
  await started.run(START);
  const cut = await moments(fresh, START);
  expect(cut.length).toBeGreaterThan(8);
  const states = await each(cut, async (machine) => {
    await machine.run(START);
    return machine.state();
  });
  expect([...new Set(states)]).toEqual([started.state()]);
}, 300_000);
