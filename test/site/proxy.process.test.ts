import { SiteKit } from "../../lib";
import { Machine, Outcome } from "./machine";
import { kitOfOneHub, kitWith } from "./small-site";

const PASSWORD = "s3cr%40t";
const URL = `http://listener:${PASSWORD}@proxy.example:3128`;
const WAY = "proxy.example:3128 except 169.254.169.254,localhost,127.0.0.1";
const KEPT = "etc/azbridge/proxy.env";
const UNIT = "azbridge-listener@retail-production.warehouse.service";

let machine: Machine;
const said: Outcome[] = [];
const heard = (outcome: Outcome) => {
  said.push(outcome);
  return outcome;
};
/** A machine whose operator has the proxy's URL in a file. */
function bring(kit: SiteKit = kitWith("warehouse")): Machine {
  machine = new Machine(kit);
  machine.fillVaults(() => "a2V5");
  machine.signIn();
  machine.openNetwork();
  for (const file of ["proxy-reaches", "ways"]) machine.write(`state/${file}`, "");
  machine.write("root/proxy", `${URL}\n`, 0o600);
  return machine;
}
const installed = () => {
  expect(heard(bring().installWithPackage(["--proxy", "/root/proxy"]))).toMatchObject({ code: 0, stderr: "" });
  return machine;
};
const restarts = () => machine.callsOf("systemctl").filter((call) => / (re)?start .*listener@/.test(call)).length;

afterEach(() => {
  const files = machine.filesWith(PASSWORD).filter((file) => !/^root\/proxy$|proxy\.env$/.test(file));
  const heardOf = said.splice(0).some(({ stdout, stderr }) => `${stdout}${stderr}`.includes(PASSWORD));
  const calls = machine.calls.includes(PASSWORD);
  machine.destroy();
  expect({ files, heardOf, calls }).toEqual({ files: [], heardOf: false, calls: false });
});

describe("a proxy with user and password", () => {
  test("is the way of az, of downloads and of azbridge, and root alone may read it", () => {
    const https = ["--package", "https://packages.example/azbridge.deb", "--sha256"];
    const { code } = heard(bring().install([...https, machine.packageSha256, "--proxy", "/root/proxy"]));
    expect(code).toBe(0);
    expect(machine.ways).toEqual([`curl ${WAY}`, `az ${WAY}`]);
    expect(machine.read(KEPT)).toBe(`HTTPS_PROXY=${URL}\nNO_PROXY=169.254.169.254,localhost,127.0.0.1\n`);
    expect(machine.rightsOf(KEPT)).toBe("600 root");
    const confined = machine.read("etc/systemd/system/azbridge-listener@.service.d/10-confine.conf");
    expect(confined).toMatch(new RegExp(`^EnvironmentFile=-/${KEPT}$`, "m"));
  });

  test("stays until another one is given; none costs one restart", () => {
    installed();
    const before = restarts();
    expect(heard(machine.installWithPackage())).toMatchObject({ code: 0, stdout: "install: nothing to change\n" });
    expect(heard(machine.install(["--rotate"]))).toMatchObject({ code: 0 });
    expect(machine.ways.filter((way) => !way.includes(WAY))).toEqual([]);
    expect(heard(machine.installWithPackage(["--proxy", "none"])).stdout).toBe(
      `install: remove /${KEPT}\ninstall: restart ${UNIT}\n`,
    );
    expect([machine.has(KEPT), restarts()]).toEqual([false, before + 2]); // the rotation's and this one
  });

  test("that changes restarts every listener of the machine", () => {
    installed();
    const before = restarts();
    const { stdout } = heard(machine.installWithPackage(["--proxy", "http://other.example:8080/"]));
    expect(stdout).toBe(`install: write /${KEPT}\ninstall: restart ${UNIT}\n`);
    expect(machine.read(KEPT)).toContain("HTTPS_PROXY=http://other.example:8080\n");
    expect(restarts()).toBe(before + 1);
  });

  test("is what --check goes by to Azure, but not to targets", () => {
    installed();
    expect(heard(machine.install(["--check"]))).toMatchObject({ code: 0 });
    machine.remove("state/proxy-reaches");
    const { code, stderr } = heard(machine.install(["--check"]));
    expect(code).toBe(69);
    expect([...stderr.matchAll(/warning: (\S+) cannot be reached/g)].map(([, host]) => host)).toEqual([
      "contoso-retail-production-relay.servicebus.windows.net:443",
      expect.stringMatching(/\.vault\.azure\.net:443$/),
    ]);
  });

  test("goes with the last listener", () => {
    installed();
    expect(heard(machine.install(["--uninstall"])).stdout).toContain(`install: remove /${KEPT}\n`);
    expect(machine.has(KEPT)).toBe(false);
  });

  test("lies beside the profiles that containers are given", () => {
    bring(kitOfOneHub());
    const fetch = ["--fetch-only", "/mnt/secrets"];
    expect(heard(machine.install([...fetch, "--proxy", "/root/proxy"]))).toMatchObject({ code: 0 });
    for (const forward of ["warehouse", "archive"]) {
      const file = `secrets/retail-production.${forward}/proxy.env`;
      expect([machine.read(file), machine.rightsOf(file)]).toEqual([expect.stringContaining(URL), "600 root"]);
    }
    expect(heard(machine.install(fetch))).toMatchObject({ code: 0, stdout: "install: nothing to change\n" });
    expect(machine.ways).toEqual([`az ${WAY}`]);
  });

  test("is that of the script for the Azure CLI and of apt", () => {
    const script = [bring().scriptPath("linux/install-az.sh"), "--proxy", "/root/proxy"];
    expect(heard(machine.run(script, { without: ["az"] }))).toMatchObject({ code: 0, stderr: "" });
    expect(machine.ways).toEqual([`curl ${WAY}`, `apt-get proxy.example:3128 ${WAY}`]);
  });
});

test.each([
  [
    "a URL that everybody would see",
    URL.replace(PASSWORD, "secret"),
    64,
    "is a file that holds the URL: everybody sees arguments",
  ],
  ["a file that is not there", "/root/no-proxy", 69, "the file /root/no-proxy with the proxy's URL cannot be read"],
  ["a URL without a port", "http://proxy.example", 69, "is not of the form http://[<user>:<password>@]<host>:<port>"],
  ["another scheme", "socks5://proxy.example:1080", 69, "is not of the form http://"],
])("refuses %s, before anything changes", (_, proxy, code, words) => {
  const before = bring().contents;
  expect(heard(machine.installWithPackage(["--proxy", proxy]))).toMatchObject({
    code,
    stderr: expect.stringContaining(words) as string,
  });
  expect(machine.contents).toEqual(before);
});

test("refuses a file whose URL has a character that a shell or systemd would read, and does not show it", () => {
  const bad = "http://listener:s3cr%40t$x@proxy.example:3128";
  bring().write("root/proxy", `${bad}\n`, 0o600);
  expect(heard(machine.installWithPackage(["--proxy", "/root/proxy"]))).toMatchObject({ code: 69, stdout: "" });
});
