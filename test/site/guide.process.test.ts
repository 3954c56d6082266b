import { SiteKit } from "../../lib";
import { munich } from "../../stacks/example-holding";
import { fencesOf } from "../support/docs";
import { Machine } from "./machine";

const PAGE = "docs/guides/site-operator.md";
const LISTENERS = munich.listenerPlans
  .flatMap(({ tier, forwards }) => forwards.map(({ name }) => `retail-${tier}.${name}`))
  .sort();
const fences = fencesOf(PAGE).filter(({ language }) => language === "sh");
/** What the platform team runs elsewhere. */
const elsewhere = fences.filter(({ text }) => /^(?:npm|az relay) /m.test(text));
const here = fences.filter((fence) => !elsewhere.includes(fence));

let machine: Machine;
let keys: string[];
beforeAll(() => {
  const kit = new SiteKit(munich);
  machine = new Machine(kit);
  keys = machine.fillVaults((hub, forward) => Buffer.from(`secret of ${hub} ${forward}`).toString("base64"));
  machine.openNetwork();
  machine.write("kit/retail-munich/azbridge.deb", machine.read("azbridge.deb"));
  machine.write("kit/retail-munich/listener.pem", "a certificate");
  machine.write("kit/retail-munich/proxy-url.txt", "http://listener:p%40ss@proxy.example:3128\n");
  machine.write("state/proxy-reaches", "");
  machine.boot();
});
afterAll(() => machine.destroy());

test("the page has commands for a machine, and one for the platform team", () => {
  expect(elsewhere).toHaveLength(1);
  expect(here.length).toBeGreaterThan(10);
});

describe("on one machine, from top to bottom,", () => {
  test.each(here.map(({ line, text }) => [`${PAGE}:${line}`, text]))("%s runs", (_, text) => {
    const environment = { AZBRIDGE_SHA256: machine.packageSha256, CLIENT_ID: "0e0e0e0e-0000-4000-8000-000000000005" };
    const directory = "/mnt/kit/retail-munich";
    const { code, stdout, stderr } = machine.run(["bash", "-euo", "pipefail", "-c", text], { environment, directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(keys.filter((key) => `${stdout}${machine.calls}`.includes(key))).toEqual([]);
    if (text.includes("--package azbridge.deb") && !text.includes("--dry-run"))
      expect(machine.unitsThatAre("active")).toEqual(
        LISTENERS.map((listener) => `azbridge-listener@${listener}.service`),
      );
  });

  test("nothing is left at the end but the profiles that were fetched for containers", () => {
    expect(machine.unitsThatAre("active")).toEqual([]);
    expect(machine.filesWith(...keys).sort()).toEqual(
      LISTENERS.map((listener) => `kit/retail-munich/container/secrets/${listener}/profile.yml`),
    );
  });
});

describe("when it does not listen, on a machine that has been installed,", () => {
  const page = "docs/guides/it-does-not-listen.md";
  const commands = fencesOf(page).filter(({ language }) => language === "sh");
  let installed: Machine;
  beforeAll(() => {
    installed = new Machine(new SiteKit(munich));
    installed.fillVaults(() => "a2V5");
    installed.openNetwork();
    expect(installed.installWithPackage(["--login", "device"])).toMatchObject({ code: 0 });
  }, 60_000);
  afterAll(() => installed.destroy());

  test.each(commands.map(({ line, text }) => [`${page}:${line}`, text]))("%s runs", (_, text) => {
    const directory = "/mnt/kit/retail-munich";
    const { code, stderr } = installed.run(["bash", "-euo", "pipefail", "-c", text], { directory });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("there are some", () => expect(commands.length).toBeGreaterThan(3));
});
