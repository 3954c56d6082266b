import { SiteKit } from "../../lib";
import { KILLED, Machine, Outcome } from "./machine";
import { kitWith } from "./small-site";

const keyOf = (generation: string) => (hub: string, forward: string) =>
  Buffer.from(`${generation} of ${hub} ${forward}`).toString("base64");

/** A machine with everything that an operator brings. */
function fresh(kit: SiteKit): { machine: Machine; keys: string[] } {
  const machine = new Machine(kit);
  const keys = machine.fillVaults(keyOf("first"));
  machine.signIn();
  machine.openNetwork();
  return { machine, keys };
}

type Outdated = "package" | "units" | "keys" | "forwards" | "proxy";

/** One on which a listener runs, with this in another state than the kit's. */
function outdated(...what: Outdated[]): { machine: Machine; keys: string[] } {
  const { machine, keys } = fresh(what.includes("forwards") ? kitWith("archive") : kitWith("warehouse"));
  machine.write("state/proxy-reaches", "");
  machine.write("root/proxy", "http://listener:s3cr%40t@proxy.example:3128\n", 0o600);
  const proxy = what.includes("proxy") ? ["--proxy", "http://another.example:3128"] : [];
  expect(machine.installWithPackage(proxy)).toMatchObject({ code: 0 });
  machine.deliver(kitWith("warehouse"));
  if (what.includes("package")) machine.bringPackage("#!/bin/sh\necho another azbridge\n");
  if (what.includes("units")) {
    for (const file of ["azbridge-listener@.service", "azbridge-listener@.service.d/10-confine.conf"])
      machine.write(`etc/systemd/system/${file}`, "# of an earlier kit\n");
    machine.run(["systemctl", "daemon-reload"]);
    machine.run(["systemctl", "restart", machine.unitsThatAre("active")[0]]);
  }
  return { machine, keys: [...keys, ...machine.fillVaults(keyOf(what.includes("keys") ? "second" : "first"))] };
}

function fetched(): { machine: Machine; keys: string[] } {
  const { machine, keys } = fresh(kitWith("archive"));
  expect(machine.install(["--fetch-only", "/opt/secrets"])).toMatchObject({ code: 0 });
  machine.deliver(kitWith("warehouse"));
  return { machine, keys: [...keys, ...machine.fillVaults(keyOf("second"))] };
}

const INSTALL = (machine: Machine) => machine.installWithPackage(["--login", "device"]);

describe("killed after any command, the next run repairs", () => {
  test.each<[string, () => { machine: Machine; keys: string[] }, (machine: Machine) => Outcome]>([
    ["an installation", () => fresh(kitWith("warehouse")), INSTALL],
    ["an upgrade of the package", () => outdated("package"), INSTALL],
    ["an upgrade of the units", () => outdated("units"), INSTALL],
    ["an installation that finds other keys", () => outdated("keys"), INSTALL],
    ["one that finds other forwards", () => outdated("forwards"), INSTALL],
    ["one that finds nothing as it should be", () => outdated("package", "units", "keys", "forwards"), INSTALL],
    ["a change of the proxy", () => outdated("proxy"), (machine) => machine.install(["--proxy", "/root/proxy"])],
    ["an end of the proxy", () => outdated("proxy"), (machine) => machine.install(["--proxy", "none"])],
    ["a rotation of keys", () => outdated("keys"), (machine) => machine.install(["--rotate"])],
    ["a removal", () => outdated(), (machine) => machine.install(["--uninstall"])],
    ["the fetching of profiles", fetched, (machine) => machine.install(["--fetch-only", "/opt/secrets"])],
  ])(
    "%s",
    (_, prepare, run) => {
      const { machine: before, keys } = prepare();
      const whole = before.copy();
      const { outcome, machines } = whole.moments(() => run(whole));
      expect(outcome).toMatchObject({ code: 0 });
      const expected = whole.files;

      // What is kept of a moment is what a kill leaves.
      const middle = Math.ceil(machines.length / 2);
      const killed = before.copy();
      expect(killed.runCutOff(middle, () => run(killed))).toMatchObject({ code: KILLED });
      expect(killed.files).toEqual(machines[middle - 1].files);
      killed.destroy();

      // Some commands change nothing here: after them the machine is what it was.
      const different = new Map([...machines, whole].map((machine) => [JSON.stringify(machine.files), machine]));
      for (const machine of different.values()) {
        const after = machine.calls.trimEnd().split("\n").at(-1);
        const readable = machine.filesWith(...keys).filter((file) => !machine.rightsOf(file).startsWith("600 "));
        const { code } = run(machine);
        const state = { readable, code, files: machine.files, outdated: machine.outdatedServices };
        expect({ after, state }).toEqual({ after, state: { readable: [], code: 0, files: expected, outdated: [] } });
      }
      [before, whole, ...machines].forEach((machine) => machine.destroy());
      expect(different.size).toBeGreaterThan(3);
    },
    600_000,
  );
});

/** What a machine has when it has been started again. */
const lasting = (machine: Machine) =>
  Object.fromEntries(Object.entries(machine.files).filter(([file]) => !file.startsWith("run/")));

describe("killed within its package manager, which leaves half a program,", () => {
  let machine: Machine;
  beforeEach(() => {
    machine = outdated("package").machine;
    machine.write("state/torn", "");
    expect(INSTALL(machine)).toMatchObject({ code: KILLED });
  });
  afterEach(() => machine.destroy());

  test.each([[[]], [["--rotate"]], [["--prepare"]]])("it does not run that by %p without the package", (args) => {
    const before = lasting(machine);
    const { code, stderr } = machine.install(args);
    expect({ code, stderr }).toEqual({
      code: 69,
      stderr: expect.stringMatching(/^install: an installation of azbridge was cut off here; .*--package and --sha256/),
    });
    expect(lasting(machine)).toEqual(before);
  });

  test("it is repaired with the package, and every service runs it", () => {
    expect(INSTALL(machine)).toMatchObject({ code: 0 });
    expect(machine.read("share/azbridge/azbridge")).toContain("another azbridge");
    expect(machine.outdatedServices).toEqual([]);
  });
});
