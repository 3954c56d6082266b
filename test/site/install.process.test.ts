import { RelayAccess, SiteKit, Tier } from "../../lib";
import { holdingUnderTest, inBothTiers, subsidiaryUnderTest } from "../support/plan";
import { kitOfOneHub, smallSite } from "./small-site";
import { Machine, Outcome } from "./machine";

const HUBS = ["retail-development", "retail-production"];
const FORWARDS = ["warehouse", "archive"];
const LISTENERS = HUBS.flatMap((hub) => FORWARDS.map((forward) => `${hub}.${forward}`));
const unitOf = (listener: string) => `azbridge-listener@${listener}.service`;
const profileOf = (listener: string) => `etc/azbridge/listener/${listener}/profile.yml`;
const markOf = (listener: string) => `etc/azbridge/listener/${listener}/site`;
const UNIT = "etc/systemd/system/azbridge-listener@.service";
const TIMER = "azbridge-watchdog.timer";
const WATCHDOG = [
  ...["judge", "watchdog"].map((name) => `usr/local/lib/azbridge-listener/${name}.sh`),
  ...["service", "timer"].map((kind) => `etc/systemd/system/azbridge-watchdog.${kind}`),
];
const UNITS = LISTENERS.map(unitOf).sort();
const PROFILES = LISTENERS.map(profileOf).sort();
const MARKS = LISTENERS.map(markOf).sort();
/** What is of one hub. */
const of = (hub: string, all: readonly string[]) => all.filter((each) => each.includes(`${hub}.`));
const KEYS = (hub: string, forward: string) => `${Buffer.from(`secret of ${hub} ${forward}`).toString("base64")}`;

let machine: Machine;
let keys: string[];
const said: Outcome[] = [];
/** Notes what was said, so that the last test of all can look for keys in it. */
const heard = (outcome: Outcome) => {
  said.push(outcome);
  return outcome;
};
const machineOf = (kit = new SiteKit(smallSite())) => {
  machine = new Machine(kit);
  keys = machine.fillVaults(KEYS);
  machine.signIn();
  return machine;
};
/** Where keys were found that belong into the profiles alone. */
const leaks = () => [
  ...machine.filesWith(...keys).filter((file) => !PROFILES.includes(file)),
  ...keys.filter((key) => machine.calls.includes(key)),
  ...said.flatMap(({ stdout, stderr }) => keys.filter((key) => `${stdout}${stderr}`.includes(key))),
];
const text = (part: string) => expect.stringContaining(part) as string;

afterEach(() => {
  const found = leaks();
  machine.destroy();
  said.length = 0;
  expect(found).toEqual([]);
});

describe("an installation", () => {
  test("leaves one service for each forward in each hub, which runs and starts with the machine", () => {
    const { code, stdout } = heard(machineOf().installWithPackage());
    expect(code).toBe(0);
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
    expect(machine.unitsThatAre("enabled")).toEqual(UNITS);
    expect(stdout).toContain("install: make the user azbridge\n");
    expect(machine.read("etc/passwd")).toMatch(/^azbridge:.*:\/usr\/sbin\/nologin$/m);
    expect(machine.read("share/azbridge/azbridge")).toContain("echo azbridge");
  });

  test("writes profiles with the keys, which azbridge's user alone may read", () => {
    heard(machineOf().installWithPackage());
    for (const hub of HUBS)
      for (const [index, name] of FORWARDS.entries()) {
        const file = profileOf(`${hub}.${name}`);
        expect(machine.rightsOf(file)).toBe("600 azbridge");
        const tier = hub.replace("retail-", "");
        const relay = `contoso-retail-${tier}-relay.servicebus.windows.net`;
        const { RemoteForward, ...rest } = JSON.parse(machine.read(file)) as { RemoteForward: unknown[] };
        expect(rest).toMatchObject({ ExitOnForwardFailure: true, LogLevel: "INFO" });
        expect(RemoteForward).toEqual([
          {
            RelayName: name,
            Host: tier === "production" ? "sql01.retail.example" : "test-sql01.retail.example",
            HostPort: 1433 + index,
            PortName: name,
            ConnectionString: `Endpoint=sb://${relay}/;SharedAccessKeyName=listen;SharedAccessKey=${KEYS(tier, name)};EntityPath=${name}`,
          },
        ]);
      }
    expect(machine.filesWith(...keys).sort()).toEqual(PROFILES);
    const [, started = ""] = /^ExecStart=\S+ -f \/(\S+)$/m.exec(machine.read(UNIT)) ?? [];
    expect(LISTENERS.map((listener) => started.replaceAll("%i", listener)).sort()).toEqual(PROFILES);
  });

  test("has a watchdog that looks at the listeners from now on", () => {
    heard(machineOf().installWithPackage());
    expect([machine.timersThatAre("enabled"), machine.timersThatAre("active")]).toEqual([[TIMER], [TIMER]]);
    const [, script] = /^ExecStart=\/bin\/bash \/usr\/(\S+)$/m.exec(machine.read(WATCHDOG[2]))!;
    expect(machine.has(script)).toBe(true);
  });

  test("takes over a watchdog of another kit, and leaves the listeners as they are", () => {
    heard(machineOf().installWithPackage());
    machine.write("etc/systemd/system/azbridge-watchdog.timer", "# of an earlier kit\n");
    machine.write("local/lib/azbridge-listener/judge.sh", "# of an earlier kit\n");
    const { stdout } = heard(machine.installWithPackage());
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      `install: write /${WATCHDOG[0]}`,
      `install: write /${WATCHDOG[3]}`,
      "install: let systemd read its units again",
      `install: start ${TIMER}`,
    ]);
  });

  test("turns the package's own unit off, and confines it should anybody start it", () => {
    heard(machineOf().installWithPackage());
    expect(machine.unitsThatAre("active")).not.toContain("azbridge.service");
    expect(machine.callsOf("systemctl")).toContain("systemctl disable --now azbridge.service");
    const dropIns = ["azbridge-listener@.service.d", "azbridge.service.d"];
    for (const folder of dropIns) {
      const dropIn = machine.read(`etc/systemd/system/${folder}/10-confine.conf`);
      expect(dropIn).toMatch(/^User=azbridge$/m);
      expect(dropIn).toMatch(/^Restart=always$/m);
    }
  });

  test("gives the machine's own name an address, without which azbridge ends", () => {
    heard(machineOf().installWithPackage());
    expect(machine.read("etc/hosts")).toBe("127.0.0.1 localhost\n127.0.1.1 muc-az-1\n");
  });

  test("notes beside each profile whose it is", () => {
    heard(machineOf().installWithPackage());
    expect(new Set(MARKS.map((file) => machine.read(file)))).toEqual(new Set(["retail-munich\n"]));
    expect(machine.rightsOf(MARKS[0])).toBe("644 root");
  });

  test("done again changes nothing", () => {
    heard(machineOf().installWithPackage());
    const before = machine.contents;
    const restarts = machine.callsOf("systemctl").filter((call) => / (re)?start /.test(call)).length;
    const again = heard(machine.installWithPackage());
    expect(again).toMatchObject({ code: 0, stdout: "install: nothing to change\n" });
    expect(machine.contents).toEqual(before);
    expect(machine.callsOf("systemctl").filter((call) => / (re)?start /.test(call))).toHaveLength(restarts);
  });

  test("done again mends what somebody changed, and nothing else", () => {
    heard(machineOf().installWithPackage());
    machine.write(profileOf(LISTENERS[0]), "{}\n");
    const { stdout } = heard(machine.installWithPackage());
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      "install: write /etc/azbridge/listener/retail-development.warehouse/profile.yml",
      "install: restart azbridge-listener@retail-development.warehouse.service",
    ]);
    expect(machine.read(profileOf(LISTENERS[0]))).toContain(keys[0]);
  });

  test("of one hub leaves the other alone", () => {
    const { code } = heard(machineOf().installWithPackage(["--only", "retail-production"]));
    expect(code).toBe(0);
    expect(machine.unitsThatAre("active")).toEqual(of("production", UNITS));
    expect(machine.has(profileOf(LISTENERS[0]))).toBe(false);
    expect(machine.callsOf("az").join()).not.toContain("development");
  });

  test("by identity asks nobody for keys", () => {
    const kit = new SiteKit(smallSite({ listenerAccess: RelayAccess.IDENTITY }));
    const { code } = heard(machineOf(kit).installWithPackage([], { without: ["az"] }));
    expect(code).toBe(0);
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
    expect(JSON.parse(machine.read(profileOf("retail-production.warehouse")))).toMatchObject({
      AzureRelayEndpoint: "sb://contoso-retail-production-relay.servicebus.windows.net/",
    });
  });

  test("takes a package by TLS", () => {
    machineOf();
    const args = [
      "--package",
      "https://packages.example/azbridge.deb",
      "--sha256",
      machine.packageSha256.toUpperCase(),
    ];
    expect(heard(machine.install(args))).toMatchObject({ code: 0 });
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
  });

  test("takes a package by a URL with a query, which no list of processes and no log shows", () => {
    machineOf();
    const url = "https://packages.example/azbridge.deb?sv=2025&sig=secretSignature";
    const { code, stdout, stderr } = heard(machine.install(["--package", url, "--sha256", machine.packageSha256]));
    expect({ code, said: `${stdout}${stderr}` }).toEqual({
      code: 0,
      said: expect.not.stringContaining("secretSignature"),
    });
    expect(machine.calls).not.toContain("secretSignature");
    expect(stdout).toContain("install: install the package https://packages.example/azbridge.deb\n");
  });

  test("waits for another package manager", () => {
    machineOf().write("state/dpkg-locked", "");
    const { code, stdout, stderr } = heard(machine.installWithPackage());
    expect({ code, stderr: stderr.includes("locked") }).toEqual({ code: 0, stderr: false });
    expect(stdout).toContain("install: another package manager is at work; waiting for it\n");
  });

  test("takes the package that the plan names", () => {
    machineOf();
    const sha256 = machine.packageSha256;
    machine.destroy();
    machineOf(new SiteKit(smallSite(), { azbridgePackage: { location: "/mnt/azbridge.deb", sha256 } }));
    expect(heard(machine.install([]))).toMatchObject({ code: 0 });
    expect(machine.has("share/azbridge/azbridge")).toBe(true);
  });

  test("warns of what cannot be reached, each host once", () => {
    const { stderr } = heard(machineOf().installWithPackage());
    const warned = [...stderr.matchAll(/^install: warning: (\S+) cannot be reached/gm)].map(([, where]) => where);
    expect(warned).toEqual([
      expect.stringMatching(/^contoso-retail-development-relay\.servicebus\.windows\.net:443$/),
      expect.stringMatching(/^contoso-reta-\w+-kv\.vault\.azure\.net:443$/),
      expect.stringMatching(/^contoso-retail-production-relay\.servicebus\.windows\.net:443$/),
      expect.stringMatching(/^contoso-reta-\w+-kv\.vault\.azure\.net:443$/),
      "test-sql01.retail.example:1433",
      "test-sql01.retail.example:1434",
      "sql01.retail.example:1433",
      "sql01.retail.example:1434",
    ]);
  });

  test("says when a service does not stay up, and where to look", () => {
    machineOf().breakUnits();
    expect(heard(machine.installWithPackage())).toMatchObject({
      code: 69,
      stderr: text(
        `no listener stays up for ${LISTENERS.join(" ")}; see: journalctl --unit azbridge-listener@retail-development.warehouse.service`,
      ),
    });
  });
});

describe("a dry run", () => {
  test("changes nothing, asks nobody, and says what would be done", () => {
    const before = machineOf().contents;
    const { code, stdout } = heard(machine.installWithPackage(["--dry-run"]));
    expect(code).toBe(0);
    expect(machine.contents).toEqual(before);
    expect(machine.callsOf("az")).toEqual([]);
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      "install: would install the package /mnt/azbridge.deb",
      "install: would make the user azbridge",
      "install: would give the host name muc-az-1 an address in /etc/hosts",
      "install: would write /etc/systemd/system/azbridge-listener@.service",
      "install: would write /etc/systemd/system/azbridge-listener@.service.d/10-confine.conf",
      "install: would write /etc/systemd/system/azbridge.service.d/10-confine.conf",
      ...WATCHDOG.map((file) => `install: would write /${file}`),
      "install: would let systemd read its units again",
      ...LISTENERS.flatMap((listener) => [
        `install: would write /etc/azbridge/listener/${listener}/site`,
        expect.stringMatching(
          `^install: would write /etc/azbridge/listener/${listener}/profile.yml with keys from contoso-reta-\\w+-kv$`,
        ),
      ]),
      ...[...LISTENERS.map(unitOf), TIMER].flatMap((unit) => [
        `install: would enable ${unit}`,
        `install: would start ${unit}`,
      ]),
    ]);
  });

  test("examines the package", () => {
    machineOf().write("azbridge.deb", "#!/bin/sh\necho evil\n");
    const before = machine.contents;
    expect(heard(machine.installWithPackage(["--dry-run"]))).toMatchObject({
      code: 69,
      stderr: text("install: the package has SHA-256"),
    });
    expect(machine.contents).toEqual(before);
  });

  test("of fetching profiles asks nobody either", () => {
    const before = machineOf().contents;
    const { code, stdout } = heard(machine.install(["--dry-run", "--fetch-only", "/mnt/secrets", "--login", "device"]));
    expect(code).toBe(0);
    expect(machine.contents).toEqual(before);
    expect(machine.callsOf("az")).toEqual([]);
    expect(stdout).toMatch(
      /^install: would write \/mnt\/secrets\/retail-production\.warehouse\/profile\.yml with keys from contoso-reta-\w+-kv$/m,
    );
  });

  test("after an installation finds nothing to do", () => {
    heard(machineOf().installWithPackage());
    const before = machine.contents;
    expect(heard(machine.installWithPackage(["--dry-run"]))).toMatchObject({
      code: 0,
      stdout: "install: nothing to change\n",
    });
    expect(machine.contents).toEqual(before);
  });
});

describe("a kit that has a hub less", () => {
  const GONE = ["archive", "warehouse"].flatMap((forward) => [
    `install: retail-development.${forward} is no listener of the site retail-munich any more`,
    `install: stop and disable azbridge-listener@retail-development.${forward}.service`,
    `install: remove /etc/azbridge/listener/retail-development.${forward}/profile.yml`,
    `install: remove /etc/azbridge/listener/retail-development.${forward}`,
  ]);
  const starts = () => machine.callsOf("systemctl").filter((call) => / (re)?start /.test(call));
  /** A machine with both hubs, to which the kit with production alone has come. */
  const reduced = () => {
    heard(machineOf().installWithPackage());
    machine.deliver(kitOfOneHub());
    return machine;
  };

  test("removes its service, profile and keys, and leaves the other hub's as they are", () => {
    const before = reduced().contents;
    const started = starts();
    const { code, stdout } = heard(machine.installWithPackage());
    expect({ code, lines: stdout.split("\n").slice(0, -1) }).toEqual({ code: 0, lines: GONE });
    expect(machine.unitsThatAre("active")).toEqual(of("production", UNITS));
    expect(machine.unitsThatAre("enabled")).toEqual(of("production", UNITS));
    expect(machine.filesWith(...keys).sort()).toEqual(of("production", PROFILES));
    expect(starts()).toEqual(started);
    const after = machine.contents;
    const gone = Object.keys(before).filter((file) => !(file in after));
    expect(gone.filter((file) => !file.startsWith("state/")).sort()).toEqual(
      of("development", [...MARKS, ...PROFILES]).sort(),
    );
    expect(Object.entries(after).filter(([file, state]) => before[file] !== state)).toEqual([]);
  });

  test("done again finds nothing more to remove", () => {
    reduced();
    heard(machine.installWithPackage());
    expect(heard(machine.installWithPackage())).toMatchObject({ code: 0, stdout: "install: nothing to change\n" });
  });

  test("says in a dry run what it would remove", () => {
    const before = reduced().contents;
    const { stdout } = heard(machine.installWithPackage(["--dry-run"]));
    const would = GONE.map((line) => (line.endsWith("any more") ? line : line.replace("install: ", "install: would ")));
    expect(stdout.split("\n").slice(0, -1)).toEqual(would);
    expect(machine.contents).toEqual(before);
  });

  test("leaves it where the installation is of one hub alone, rotates keys, or cannot read its own", () => {
    reduced();
    for (const args of [["--only", "retail-production"], ["--rotate"]]) {
      expect(heard(machine.install(args))).toMatchObject({ code: 0 });
      expect(machine.unitsThatAre("active")).toEqual(UNITS);
    }
    machine.signIn(false);
    expect(heard(machine.install([]))).toMatchObject({ code: 69 });
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
  });

  test("finishes what was cut short", () => {
    reduced().remove(profileOf(LISTENERS[0]));
    const { stdout } = heard(machine.installWithPackage());
    expect(stdout.split("\n").slice(0, -1)).toEqual(GONE.filter((line) => !line.endsWith("warehouse/profile.yml")));
  });

  test("removes it with everything else when it is uninstalled", () => {
    reduced();
    expect(heard(machine.install(["--uninstall"]))).toMatchObject({ code: 0, stdout: text(GONE.join("\n")) });
    expect(machine.unitsThatAre("active")).toEqual([]);
    expect(machine.filesWith(...keys)).toEqual([]);
  });

  test("leaves what another site's kit, or somebody by hand, has brought", () => {
    machineOf().installWithPackage();
    const energy = subsidiaryUnderTest({}, holdingUnderTest(), "energy").addSite("munich");
    energy.addForward("warehouse", inBothTiers());
    const foreign = ["energy-development.warehouse", "energy-production.warehouse"];
    for (const listener of foreign) {
      machine.write(profileOf(listener), "{}\n");
      machine.write(markOf(listener), "energy-munich\n");
    }
    machine.write(profileOf("retail-by-hand"), "{}\n");
    machine.deliver(kitOfOneHub());
    const { stdout } = heard(machine.installWithPackage());
    expect(stdout.split("\n").slice(0, -1)).toEqual(GONE);
    for (const listener of [...foreign, "retail-by-hand"]) expect(machine.read(profileOf(listener))).toBe("{}\n");
    machine.deliver(kitOfOneHub(Tier.PRODUCTION, energy));
    expect(heard(machine.install(["--uninstall"]))).toMatchObject({ code: 0 });
    expect(foreign.map((listener) => machine.has(profileOf(listener)))).toEqual([false, false]);
    expect(machine.unitsThatAre("active")).toEqual(of("production", UNITS));
    expect(machine.has("etc/systemd/system/azbridge-listener@.service")).toBe(true);
  });

  test("removes the profile that was fetched for its container", () => {
    machineOf().install(["--fetch-only", "/mnt/secrets"]);
    machine.write("secrets/by-hand/profile.yml", "{}\n");
    machine.deliver(kitOfOneHub());
    const { stdout } = heard(machine.install(["--fetch-only", "/mnt/secrets"]));
    expect(stdout.split("\n").slice(0, -1)).toEqual(
      ["archive", "warehouse"].flatMap((forward) => [
        `install: remove /mnt/secrets/retail-development.${forward}/profile.yml`,
        `install: remove /mnt/secrets/retail-development.${forward}`,
      ]),
    );
    expect(machine.has("secrets/by-hand/profile.yml")).toBe(true);
    const left = FORWARDS.map((forward) => `secrets/retail-production.${forward}/profile.yml`).sort();
    expect(machine.filesWith(...keys).sort()).toEqual(left);
    left.forEach((file) => machine.remove(file));
  });
});

describe("a rotation", () => {
  test("fetches new keys, restarts, and touches nothing else", () => {
    heard(machineOf().installWithPackage());
    const before = machine.contents;
    const old = keys;
    keys = [...old, ...machine.fillVaults((hub, forward) => KEYS(`another ${hub}`, forward))];
    const { code, stdout } = heard(machine.install(["--rotate"]));
    expect(code).toBe(0);
    expect(stdout.split("\n").slice(0, -1)).toEqual([
      ...LISTENERS.map((listener) => `install: write /${profileOf(listener)}`),
      ...LISTENERS.map((listener) => `install: restart ${unitOf(listener)}`),
    ]);
    expect(machine.filesWith(...old)).toEqual([]);
    expect(machine.filesWith(...keys).sort()).toEqual(PROFILES);
    const changed = Object.entries(machine.contents).filter(([file, state]) => before[file] !== state);
    expect(
      changed
        .map(([file]) => file)
        .filter((file) => !file.startsWith("state/"))
        .sort(),
    ).toEqual(PROFILES);
  });

  test("without an installation is refused, before anybody is asked for keys", () => {
    expect(heard(machineOf().install(["--rotate"]))).toEqual({
      code: 69,
      stdout: "",
      stderr: "install: no listener is installed here; run this without --rotate first\n",
    });
    expect(machine.callsOf("az")).toEqual([]);
  });
});

describe("whoever signs in", () => {
  test.each([
    [
      "a person",
      ["--login", "device"],
      "login --use-device-code --allow-no-subscriptions --tenant 7e0a5c1e-0000-4000-8000-000000000001",
    ],
    ["the machine", ["--login", "identity"], "login --identity --allow-no-subscriptions"],
    [
      "a user-assigned identity",
      ["--login", "identity", "--client-id", "c1"],
      "login --identity --allow-no-subscriptions --client-id c1",
    ],
    [
      "a service principal",
      ["--login", "certificate", "--client-id", "c1", "--certificate", "/mnt/azbridge.deb", "--tenant", "t1"],
      "login --service-principal --username c1 --certificate /mnt/azbridge.deb --allow-no-subscriptions --tenant t1",
    ],
  ])("%s leaves no session behind", (_, args, call) => {
    machineOf().signIn(false);
    expect(heard(machine.installWithPackage(args))).toMatchObject({ code: 0 });
    expect(machine.callsOf("az")[0]).toBe(`az ${call} --output none`);
    expect(Object.keys(machine.contents).filter((file) => /session|^tmp\//.test(file))).toEqual([]);
  });
});

describe("refused, with nothing changed and in one line:", () => {
  const asItIs = () => undefined;
  test.each<[string, string[], () => void, string]>([
    [
      "nobody is signed in",
      [],
      () => machine.signIn(false),
      "install: nobody is signed in to az as root; sign in ('sudo az login --use-device-code' with sudo), or give --login",
    ],
    [
      "a package with another checksum",
      [],
      () => machine.write("azbridge.deb", "#!/bin/sh\necho evil\n"),
      "install: the package has SHA-256",
    ],
    [
      "no package",
      ["--package", "/mnt/nothing.deb"],
      asItIs,
      "install: the package /mnt/nothing.deb cannot be read; check the path",
    ],
    [
      "a package over plain HTTP",
      ["--package", "http://packages.example/azbridge.deb"],
      asItIs,
      "install: http://packages.example/azbridge.deb is not fetched without TLS; give an https:// URL or a file",
    ],
    [
      "a package of another kind",
      ["--package", "/mnt/calls"],
      () => machine.write("calls", ""),
      "install: /mnt/calls is neither .deb nor .rpm; take one of these from azbridge's release",
    ],
    [
      "a package that is not there",
      ["--package", "https://packages.example/other.deb"],
      asItIs,
      "install: https://packages.example/other.deb cannot be fetched; check the egress list of the kit, or give the package as a file",
    ],
  ])("%s", (_, args, spoil, message) => {
    machineOf();
    spoil();
    const before = machine.contents;
    const { code, stderr } = heard(machine.installWithPackage(args));
    expect(code).toBe(69);
    expect(stderr.trim().split("\n").at(-1)).toContain(message);
    const after = Object.entries(machine.contents).filter(([file, state]) => before[file] !== state);
    expect(after.map(([file]) => file)).toEqual([]);
  });

  test.each<[string, (value: string) => string, string]>([
    ["text that is no connection string", () => "$(touch /tmp/owned)", "is no connection string"],
    [
      "a key of another hub",
      (value) => value.replace("-production-", "-development-"),
      "is not for the Relay contoso-retail-production-relay.servicebus.windows.net",
    ],
    [
      "a key of another forward",
      (value) => value.replace("=warehouse", "=archive"),
      "is not for the hybrid connection warehouse",
    ],
    [
      "the root key",
      (value) => value.replace("=listen", "=RootManageSharedAccessKey"),
      "is the root key of the namespace",
    ],
  ])("a secret that is %s", (_, spoil, message) => {
    machineOf();
    const { keyVaultName, relayHostName } = smallSite().listenerPlans[1];
    const good = `Endpoint=sb://${relayHostName}/;SharedAccessKeyName=listen;SharedAccessKey=${KEYS("production", "warehouse")};EntityPath=warehouse`;
    machine.putSecret(keyVaultName, "relay-listen-warehouse", spoil(good));
    const before = machine.contents;
    const { code, stderr } = heard(machine.installWithPackage());
    expect({ code, stderr }).toEqual({
      code: 69,
      stderr: `install: the secret relay-listen-warehouse of the vault ${keyVaultName} ${message}; deploy the hub again, which writes it; put nothing else there\n`,
    });
    const changed = Object.entries(machine.contents).filter(([file, state]) => before[file] !== state);
    expect(changed.map(([file]) => file).filter((file) => !file.startsWith("state/az/"))).toEqual([]);
  });

  test("a secret that may not be read, with what az says and what to check", () => {
    machineOf();
    const { keyVaultName } = smallSite().listenerPlans[0];
    machine.putSecret(keyVaultName, "relay-listen-warehouse", "");
    machine.removeSecret(keyVaultName, "relay-listen-warehouse");
    expect(heard(machine.installWithPackage())).toMatchObject({
      code: 69,
      stderr: text(
        `A secret with (name/id) relay-listen-warehouse was not found.\ninstall: the secret relay-listen-warehouse of the vault ${keyVaultName} cannot be read; see the line above`,
      ),
    });
  });

  test.each([[[]], [["--prepare"]], [["--rotate"]], [["--uninstall"]]])(
    "what another site of the legal entity has brought, with %p",
    (args) => {
      machineOf();
      machine.write(markOf("retail-production.archive"), "retail-berlin\n");
      machine.write(profileOf("retail-production.archive"), "{}\n");
      const before = machine.contents;
      expect(heard(machine.installWithPackage(args))).toEqual({
        code: 69,
        stdout: "",
        stderr:
          "install: /etc/azbridge/listener/retail-production.archive is of the site retail-berlin, not of retail-munich; take another machine or folder, or remove that one first, with the kit of retail-berlin\n",
      });
      expect(machine.contents).toEqual(before);
    },
  );

  test("programs that are missing, all of them at once", () => {
    expect(heard(machineOf().installWithPackage([], { without: ["az", "dpkg", "useradd"] }))).toEqual({
      code: 69,
      stdout: "",
      stderr:
        "install: missing: useradd az dpkg (az is the Azure CLI: install-az.sh, or Microsoft's instructions); install what is missing and run this again\n",
    });
  });

  test("an installation without azbridge and without a package", () => {
    expect(heard(machineOf().install([]))).toEqual({
      code: 69,
      stdout: "",
      stderr:
        "install: azbridge is not at /usr/share/azbridge/azbridge and no package is given; give --package and --sha256\n",
    });
  });

  test.each([
    [["--package", "/mnt/azbridge.deb"], "install: --package needs --sha256"],
    [["--sha256"], "install: --sha256 needs a value"],
    [
      ["--package", "/mnt/azbridge.deb", "--sha256", "abc"],
      "install: a SHA-256 is 64 hexadecimal digits, not 3 characters",
    ],
    [["--only", "retail-test"], "install: no hub retail-test at this site, but retail-development retail-production"],
    [["--login", "password"], "install: --login is device, identity or certificate, not password"],
    [["--login", "certificate"], "install: --login certificate needs --client-id and --certificate"],
    [["--force"], "install: unknown option --force"],
  ])("%p", (args, message) => {
    const { code, stderr } = heard(machineOf().install(args));
    expect({ code, stderr }).toEqual({ code: 64, stderr: text(`${message}; see /mnt/`) });
  });
});

describe("what else it does", () => {
  test("prepares a machine without keys, which one command completes", () => {
    machineOf().signIn(false);
    expect(heard(machine.installWithPackage(["--prepare"], { without: ["az"] }))).toMatchObject({ code: 0 });
    expect(machine.unitsThatAre("active")).toEqual([]);
    expect(heard(machine.install(["--login", "device"]))).toMatchObject({ code: 0 });
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
  });

  test("fetches profiles for containers and nothing else", () => {
    const before = machineOf().contents;
    expect(heard(machine.install(["--fetch-only", "/mnt/secrets"]))).toMatchObject({ code: 0 });
    expect(machine.rightsOf("secrets/retail-production.warehouse/profile.yml")).toBe("600 root");
    expect(machine.rightsOf("secrets")).toBe("700 root");
    expect(machine.contents).toEqual(before);
    const fetched = LISTENERS.map((listener) => `secrets/${listener}/profile.yml`).sort();
    expect(machine.filesWith(...keys).sort()).toEqual(fetched);
    fetched.forEach((file) => machine.remove(file));
  });

  test("is removed without a trace of its keys, and says that they are still valid", () => {
    heard(machineOf().installWithPackage());
    const { code, stdout } = heard(machine.install(["--uninstall"]));
    expect(code).toBe(0);
    expect(machine.unitsThatAre("active")).toEqual([]);
    expect(machine.unitsThatAre("enabled")).toEqual([]);
    expect(machine.filesWith(...keys)).toEqual([]);
    expect(machine.has("etc/systemd/system/azbridge-listener@.service")).toBe(false);
    expect(stdout).toContain("the keys are still valid");
    expect(heard(machine.install(["--uninstall"]))).toMatchObject({ code: 0 });
  });

  test("shows no key even when it is traced", () => {
    machineOf();
    const script = machine.scriptPath("linux/install.sh");
    const args = ["--package", "/mnt/azbridge.deb", "--sha256", machine.packageSha256];
    expect(heard(machine.run(["bash", "-x", script, ...args]))).toMatchObject({ code: 0 });
  });

  test("tells what can be reached, and fails when something cannot", () => {
    expect(heard(machineOf().install(["--check"]))).toMatchObject({
      code: 69,
      stderr: text("install: not everything can be reached; see the lines above\n"),
    });
  });

  test("explains itself", () => {
    const { code, stdout } = heard(machineOf().install(["--help"]));
    expect(code).toBe(0);
    for (const option of [
      "--dry-run",
      "--prepare",
      "--rotate",
      "--check",
      "--fetch-only",
      "--uninstall",
      "--login device",
    ])
      expect(stdout).toContain(option);
  });
});

describe("cloud-init", () => {
  test("leaves a machine to which one command of an operator is missing, and says which", () => {
    machineOf();
    const azbridgePackage = { location: "https://packages.example/azbridge.deb", sha256: machine.packageSha256 };
    machine.destroy();
    machineOf(new SiteKit(smallSite(), { azbridgePackage })).signIn(false);
    for (const command of machine.boot()) expect(heard(machine.run(command))).toMatchObject({ code: 0 });
    expect(machine.has("share/azbridge/azbridge")).toBe(true);
    expect(machine.unitsThatAre("active")).toEqual([]);
    expect(heard(machine.run(["/opt/azbridge-site/install.sh", "--login", "device"]))).toMatchObject({ code: 0 });
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
  });

  test("of machines that read keys by their identity leaves nothing to do", () => {
    machineOf();
    const azbridgePackage = { location: "https://packages.example/azbridge.deb", sha256: machine.packageSha256 };
    machine.destroy();
    machineOf(new SiteKit(smallSite(), { azbridgePackage, machinesHaveIdentity: true })).signIn(false);
    for (const command of machine.boot()) expect(heard(machine.run(command))).toMatchObject({ code: 0 });
    expect(machine.unitsThatAre("active")).toEqual(UNITS);
  });
});

describe("the script for the Azure CLI", () => {
  const installAz = (props = {}) => heard(machine.run([machine.scriptPath("linux/install-az.sh")], props));

  test("installs it from Microsoft's packages, whose key apt asks for", () => {
    machineOf();
    expect(installAz({ without: ["az"] })).toMatchObject({ code: 0, stderr: "" });
    expect(machine.read("etc/apt/sources.list.d/azure-cli.list")).toBe(
      "deb [arch=amd64 signed-by=/etc/apt/keyrings/microsoft.asc] https://packages.microsoft.com/repos/azure-cli/ jammy main\n",
    );
    expect(machine.has("state/az-installed")).toBe(true);
  });

  test("waits for another apt", () => {
    machineOf().write("state/apt-locked", "");
    expect(installAz({ without: ["az"] })).toMatchObject({ code: 0 });
    expect(machine.has("state/az-installed")).toBe(true);
  });

  test("takes its source away again where that does not serve, and leaves a key that was there", () => {
    for (const known of [false, true]) {
      machineOf().write("state/apt-lacks", "");
      if (known) machine.write("etc/apt/keyrings/microsoft.asc", "somebody else's");
      const { code, stderr } = installAz({ without: ["az"] });
      expect({ code, stderr }).toEqual({
        code: 69,
        stderr: text("has no Azure CLI for jammy; its source is removed again"),
      });
      expect(machine.has("etc/apt/sources.list.d/azure-cli.list")).toBe(false);
      expect(machine.has("etc/apt/keyrings/microsoft.asc")).toBe(known);
      if (!known) machine.destroy();
    }
  });

  test("does nothing where there is one", () => {
    const before = machineOf().contents;
    expect(installAz()).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(machine.contents).toEqual(before);
  });

  test("sends to Microsoft's instructions where there is no apt", () => {
    machineOf();
    expect(installAz({ without: ["az", "apt-get"] })).toEqual({
      code: 69,
      stdout: "",
      stderr:
        "install-az: this machine has no apt; install the Azure CLI by Microsoft's instructions for its distribution\n",
    });
  });
});
