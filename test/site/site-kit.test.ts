import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { parse } from "yaml";
import { Holding, PlannedRegistry, Protocol, RelayAccess, SiteKit, SiteKitProps, SiteProps, Tier } from "../../lib";
import { filesBelow } from "../../tools/files";
import { holdingUnderTest, refusalOf, rulesOf, inBothTiers, subsidiaryUnderTest } from "../support/plan";
import { TENANT, smallSite } from "./small-site";

const PACKAGE = { location: "https://packages.example/azbridge.deb", sha256: "0f1e2d3c".repeat(8) };

const PARTS = [
  "arguments",
  "files",
  "keys",
  "listeners",
  "machine",
  "package",
  "plan",
  "preconditions",
  "proxy",
].concat(["reach", "removal", "turn", "words"]);
const LISTENERS = ["development", "production"].flatMap((tier) =>
  ["archive", "warehouse"].map((forward) => `retail-${tier}.${forward}`),
);

const IN_CONTAINERS: SiteProps = { listensInContainers: true };
const kitOf = (props: SiteProps = {}, kitProps: SiteKitProps = {}) => new SiteKit(smallSite(props), kitProps);
const rowsOf = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));

/** What cloud-init reads. */
interface CloudConfig {
  readonly write_files: readonly { path: string; permissions: string; content: string }[];
  readonly runcmd: readonly string[][];
  readonly packages: readonly string[];
  readonly final_message: string;
}
const cloudConfigOf = (kit: SiteKit) => parse(kit.cloudInit!) as CloudConfig;

describe("a kit", () => {
  test("has everything that a site with forwards and nodes installs", () => {
    expect(Object.keys(kitOf().files).sort()).toEqual([
      "README.md",
      "cloud-init.yaml",
      "egress.csv",
      "egress.md",
      "linux/azbridge-listener@.service",
      "linux/azbridge-watchdog.service",
      "linux/azbridge-watchdog.timer",
      "linux/confine.conf",
      "linux/forwards.tsv",
      "linux/hubs.tsv",
      "linux/install-az.sh",
      "linux/install.sh",
      ...PARTS.map((part) => `linux/install/${part}.sh`),
      "linux/judge.sh",
      "linux/listener.json",
      "linux/site.tsv",
      "linux/watchdog.sh",
      "runtime-nodes/install-runtime-node.ps1",
      "runtime-nodes/installers.ps1",
      "runtime-nodes/kit.ps1",
      "runtime-nodes/nodes.json",
      "runtime-nodes/rights.ps1",
      "runtime-nodes/runtime.ps1",
      "runtime-nodes/sign-in.ps1",
      "windows/azbridge.ps1",
      "windows/install-listener.ps1",
      "windows/kit.ps1",
      "windows/listener.ps1",
      "windows/profiles/retail-development.archive.json",
      "windows/profiles/retail-development.warehouse.json",
      "windows/profiles/retail-production.archive.json",
      "windows/profiles/retail-production.warehouse.json",
      "windows/rights.ps1",
      "windows/run-listener.ps1",
      "windows/sign-in.ps1",
      "windows/site.json",
    ]);
  });

  test("of a site without forwards has no listener, of one without nodes no runtime", () => {
    const retail = subsidiaryUnderTest();
    const empty = retail.addSite("empty");
    expect(Object.keys(new SiteKit(empty).files)).toEqual(["README.md", "egress.md", "egress.csv"]);
    expect(new SiteKit(empty).cloudInit).toBeUndefined();
    retail.addSite("nodes").addRuntimeNode("IR-1", { tier: Tier.PRODUCTION });
    const folders = Object.keys(new SiteKit(retail.sites[1]).files).map((path) => path.split("/")[0]);
    expect([...new Set(folders)]).toEqual(["README.md", "egress.md", "egress.csv", "runtime-nodes"]);
  });

  test("says in three tables what a Linux listener installs", () => {
    const { files } = kitOf();
    expect(files["linux/site.tsv"]).toBe("retail-munich\n");
    const hubs = rowsOf(files["linux/hubs.tsv"]);
    expect(hubs).toEqual(
      ["development", "production"].map((tier) => [
        `retail-${tier}`,
        "key",
        expect.stringMatching(/^contoso-reta-\w+-kv$/),
        `contoso-retail-${tier}-relay.servicebus.windows.net`,
        TENANT,
      ]),
    );
    expect(rowsOf(files["linux/forwards.tsv"])).toEqual(
      [
        ["retail-development", "test-sql01.retail.example"],
        ["retail-production", "sql01.retail.example"],
      ].flatMap(([listener, host]) => [
        [listener, "warehouse", "relay-listen-warehouse", host, "1433"],
        [listener, "archive", "relay-listen-archive", host, "1434"],
      ]),
    );
  });

  test("names in its template what an installer puts there", () => {
    expect(JSON.parse(kitOf().files["linux/listener.json"]).RemoteForward).toEqual([
      { RelayName: "<forward>", Host: "<host>", HostPort: "<port>", PortName: "<forward>", ConnectionString: "<key>" },
    ]);
  });

  test("has a listener of its own on Windows for each forward in each hub", () => {
    const { files } = kitOf();
    const site = JSON.parse(files["windows/site.json"]);
    expect([site.name, site.tenantId]).toEqual(["retail-munich", TENANT]);
    expect(site.listeners.map(({ name }: { name: string }) => name)).toEqual([
      "retail-development.warehouse",
      "retail-development.archive",
      "retail-production.warehouse",
      "retail-production.archive",
    ]);
    expect(site.listeners[3]).toEqual({
      name: "retail-production.archive",
      hub: "retail-production",
      vault: expect.stringMatching(/^contoso-reta-\w+-kv$/),
      relay: "contoso-retail-production-relay.servicebus.windows.net",
      forward: "archive",
      secret: "relay-listen-archive",
    });
    expect(JSON.parse(files["windows/profiles/retail-production.archive.json"]).RemoteForward).toEqual([
      {
        RelayName: "archive",
        Host: "sql01.retail.example",
        HostPort: 1434,
        PortName: "archive",
        ConnectionString: "<relay-listen-archive>",
      },
    ]);
  });

  test("of listeners with an identity names no secret and no vault", () => {
    const { files } = kitOf({ listenerAccess: RelayAccess.IDENTITY });
    expect(rowsOf(files["linux/hubs.tsv"]).map(([, access, vault]) => [access, vault])).toEqual([
      ["identity", "-"],
      ["identity", "-"],
    ]);
    expect(rowsOf(files["linux/forwards.tsv"]).map(([, , secret]) => secret)).toEqual(["-", "-", "-", "-"]);
    expect(JSON.parse(files["linux/listener.json"])).toMatchObject({ AzureRelayEndpoint: "sb://<relay>/" });
    expect(Object.values(files).join()).not.toContain("relay-listen-");
  });

  test("knows of every node its runtime, which tells its key, and its factory", () => {
    const { runtimes } = JSON.parse(kitOf({ nodesHaveJava: true }).files["runtime-nodes/nodes.json"]);
    expect(runtimes).toEqual([
      {
        name: "retail-production-ir",
        nodes: ["MUC-IR-1", "MUC-IR-2"],
        elsewhere: [],
        java: true,
        id: "/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/contoso-retail-production-rg/providers/Microsoft.DataFactory/factories/contoso-retail-production-adf/integrationRuntimes/retail-production-ir",
        tenantId: TENANT,
        factory: "contoso-retail-production-adf",
        reach: [
          "contoso-retail-production-adf.westeurope.datafactory.azure.net",
          "contoso-retail-production-relay.servicebus.windows.net",
          "download.microsoft.com",
        ],
      },
    ]);
  });

  test("lists the nodes of its runtime at other sites too, since together they are several", () => {
    const retail = subsidiaryUnderTest();
    const sites = ["munich", "berlin"].map((name) => retail.addSite(name));
    sites.forEach((site, index) => site.addRuntimeNode(`IR-${index}`, { tier: Tier.PRODUCTION }));
    expect(JSON.parse(new SiteKit(sites[0]).files["runtime-nodes/nodes.json"]).runtimes[0]).toMatchObject({
      nodes: ["IR-0", "IR-1"],
      elsewhere: ["IR-1"],
    });
  });

  test("has what containers need where the plan says so: files, lines for the firewall, and how to pull", () => {
    const files = (kit: SiteKit) => Object.keys(kit.files).filter((path) => path.startsWith("container/"));
    const pulling = (kit: SiteKit) => Object.values(kit.files).filter((text) => /azurecr\.io|az acr login/.test(text));
    expect([files(kitOf()), pulling(kitOf())]).toEqual([[], []]);
    const kit = kitOf(IN_CONTAINERS);
    expect(files(kit).sort()).toEqual(["compose.yaml", "entry.sh", "judge.sh"].map((name) => `container/${name}`));
    const [development, production] = kit.site.listenerPlans.map(({ hub }) => hub.registry.registryName);
    expect(kit.files["README.md"]).toContain(
      `\`az acr login --name ${development}\` and \`az acr login --name ${production}\`; then`,
    );
    expect(kit.files["egress.csv"]).toContain(`"listener","${production}.azurecr.io","443"`);
  });

  test("asks once for a registry that both hubs pull from", () => {
    const registry = PlannedRegistry.existing(
      "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/ours",
    );
    const retail = subsidiaryUnderTest({ developmentRegistry: registry, productionRegistry: registry });
    const munich = retail.addSite("munich", IN_CONTAINERS);
    munich.addForward("warehouse", inBothTiers());
    const { files } = new SiteKit(munich);
    expect(files["README.md"].match(/az acr login --name \w+/g)).toEqual(["az acr login --name ours"]);
  });

  test("runs containers from the hub's image, each with a profile of its own and no right to write", () => {
    const compose = parse(kitOf(IN_CONTAINERS).files["container/compose.yaml"]) as Record<
      string,
      Record<string, unknown>
    >;
    expect(Object.keys(compose.services).sort()).toEqual(LISTENERS);
    expect(compose.services["retail-production.warehouse"]).toEqual({
      image: expect.stringMatching(/^contosoretailproduction\w+\.azurecr\.io\/azbridge:0\.16\.1$/),
      entrypoint: ["/bin/bash", "/azbridge/entry.sh"],
      environment: {
        ENV_AZBRIDGE_TYPE: "RemoteForward",
        ENV_AZBRIDGE_PROFILE: "/azbridge/secrets/profile.yml",
        HOME: "/tmp",
      },
      volumes: [
        { type: "bind", source: "./entry.sh", target: "/azbridge/entry.sh", read_only: true },
        { type: "bind", source: "./judge.sh", target: "/azbridge/judge.sh", read_only: true },
        {
          type: "bind",
          source: "./secrets/retail-production.warehouse",
          target: "/azbridge/secrets",
          read_only: true,
          bind: { create_host_path: false },
        },
      ],
      init: true,
      sysctls: { "net.ipv4.tcp_retries2": 8 },
      restart: "always",
      read_only: true,
      tmpfs: ["/tmp"],
      cap_drop: ["ALL"],
      security_opt: ["no-new-privileges:true"],
    });
  });

  test("holds no key, whatever the plan", () => {
    const texts = Object.values(kitOf({}, { azbridgePackage: PACKAGE }).files).join("\n");
    expect(texts).not.toMatch(/SharedAccessKey(?:Name)?=|IR@[0-9a-f]|PRIVATE KEY|AccountKey=/);
  });
});

describe("cloud-init", () => {
  test("brings exactly the files of the Linux listener, scripts executable", () => {
    const kit = kitOf({}, { azbridgePackage: PACKAGE });
    expect(kit.cloudInit).toMatch(/^#cloud-config\n/);
    const brought = Object.fromEntries(cloudConfigOf(kit).write_files.map(({ path, content }) => [path, content]));
    const expected = Object.entries(kit.files)
      .filter(([path]) => path.startsWith("linux/"))
      .map(([path, text]) => [path.replace("linux/", "/opt/azbridge-site/"), text]);
    expected.push(["/etc/sysctl.d/60-azbridge-listener.conf", "net.ipv4.tcp_retries2 = 8\n"]);
    expect(brought).toEqual(Object.fromEntries(expected));
    const modes = cloudConfigOf(kit).write_files.map(({ path, permissions }) => [path.endsWith(".sh"), permissions]);
    expect(new Set(modes.map(([script, mode]) => `${String(script)} ${String(mode)}`))).toEqual(
      new Set(["true 0755", "false 0644"]),
    );
  });

  const INSTALL = "/opt/azbridge-site/install.sh";
  const AZ = ["/opt/azbridge-site/install-az.sh"];
  const SETTINGS = ["sysctl", "--load=/etc/sysctl.d/60-azbridge-listener.conf"];
  test.each<[string, SiteProps, SiteKitProps, string[][], string]>([
    [
      "without a package leaves everything to an operator",
      {},
      {},
      [AZ],
      `sudo ${INSTALL} --package <file or https URL> --sha256 <its SHA-256> --login device`,
    ],
    [
      "without a package at a site that listens by identity leaves that alone",
      { listenerAccess: RelayAccess.IDENTITY },
      {},
      [],
      `One step is left: sudo ${INSTALL} --package <file or https URL> --sha256 <its SHA-256>`,
    ],
    [
      "with a package leaves one command to an operator",
      {},
      { azbridgePackage: PACKAGE },
      [AZ, [INSTALL, "--prepare"]],
      `sudo ${INSTALL} --login device`,
    ],
    [
      "with a package and an identity that reads keys leaves nothing",
      {},
      { azbridgePackage: PACKAGE, machinesHaveIdentity: true },
      [AZ, [INSTALL, "--login", "identity"]],
      "azbridge listens; see: systemctl list-units 'azbridge-listener@*'",
    ],
    [
      "with a package and an identity that listens leaves nothing, and needs no az",
      { listenerAccess: RelayAccess.IDENTITY },
      { azbridgePackage: PACKAGE },
      [[INSTALL]],
      "azbridge listens; see: systemctl list-units 'azbridge-listener@*'",
    ],
  ])("%s", (_, props, kitProps, commands, words) => {
    const { runcmd, final_message: last } = cloudConfigOf(kitOf(props, kitProps));
    expect(runcmd).toEqual([SETTINGS, ...commands]);
    expect(last.replace("One step is left, by an operator of the site: ", "")).toBe(words);
  });

  test("is what a machine takes, or is not there and the README says why", () => {
    const kitWith = (forwards: number) => {
      const site = subsidiaryUnderTest().addSite("munich");
      for (let port = 1; port <= forwards; port += 1) site.addForward(`forward-${port}`, inBothTiers({ port }));
      return new SiteKit(site);
    };
    expect(Buffer.byteLength(kitWith(80).cloudInit!)).toBeLessThanOrEqual(65_535);
    const large = kitWith(400);
    expect(large.cloudInit).toBeUndefined();
    expect(large.files["README.md"]).toContain("there is no `cloud-init.yaml`: with so many forwards");
    expect(rowsOf(large.files["linux/forwards.tsv"])).toHaveLength(800);
  });
});

describe("the name of a listener", () => {
  const kitOfForward = (characters: number, site: string, subsidiary: string) => {
    const place = subsidiaryUnderTest({}, holdingUnderTest(), subsidiary).addSite(site);
    place.addForward("w".repeat(characters), { protocol: Protocol.SQL_SERVER, production: inBothTiers().production });
    return new SiteKit(place);
  };
  /** Of a path of Windows, without its end. Source: Microsoft, maximum path length limitation. */
  const MAX_PATH = 259;

  test("leaves room for the longest site's paths on Windows, and for the folder of the kit", () => {
    const subsidiary = "s".repeat(40);
    const longest = 120 - `${subsidiary}-production.`.length;
    const kit = kitOfForward(longest, "m".repeat(40), subsidiary);
    const { name: site, listeners } = JSON.parse(kit.files["windows/site.json"]) as {
      name: string;
      listeners: { name: string }[];
    };
    const installed = `C:\\ProgramData\\azbridge-listener\\${site}\\${listeners[0].name}`;
    const files = ["log\\listener.log.1", "run-listener.ps1.new", "listener.yml.new", "restart.pending"];
    const paths = files.map((file) => `${installed}\\${file}`);
    const ofKit = Object.keys(kit.files).filter((file) => file.startsWith("windows/"));
    paths.push(...ofKit.map((file) => `${"k".repeat(116)}/${file}`));
    expect(Math.max(...paths.map(({ length }) => length))).toBeLessThanOrEqual(MAX_PATH);
    expect(paths.some(({ length }) => length === MAX_PATH)).toBe(true); // not one character more
  });

  test("is refused with one character more", () => {
    expect(() => kitOfForward(120 - "retail-production.".length, "munich", "retail")).not.toThrow();
    expect(refusalOf(() => kitOfForward(121 - "retail-production.".length, "munich", "retail"))).toContain(
      "[site/listener-name]",
    );
  });
});

describe("the package", () => {
  test.each([
    [{ ...PACKAGE, location: "http://packages.example/azbridge.deb" }, "site/package-location"],
    [{ ...PACKAGE, location: "azbridge.deb" }, "site/package-location"],
    [{ ...PACKAGE, location: "/root/azbridge.tar.gz" }, "site/package-location"],
    [{ ...PACKAGE, location: "/root/az bridge.deb" }, "site/package-location"],
    [{ ...PACKAGE, location: "https://packages.example/azbridge.deb?sv=2025&sig=x" }, "site/package-location"],
    [{ ...PACKAGE, location: "https://packages.example/download?file=azbridge.deb" }, "site/package-location"],
    [{ ...PACKAGE, sha256: "0f1e2d3c".repeat(5) }, "site/package-sha256"],
    [{ ...PACKAGE, sha256: "x".repeat(64) }, "site/package-sha256"],
  ])("fails if it is %p", (azbridgePackage, rule) => {
    expect(rulesOf(() => kitOf({}, { azbridgePackage }))).toEqual([rule]);
  });

  test.each(["https://packages.example/azbridge.deb", "https://a.example/b.deb?path=c", "/root/azbridge.rpm"])(
    "may be %p",
    (location) => {
      const sha256 = "0F1E2D3C".repeat(8);
      const { files } = kitOf({}, { azbridgePackage: { location, sha256 } });
      expect(rowsOf(files["linux/package.tsv"])).toEqual([[location, sha256.toLowerCase()]]);
    },
  );
});

describe("written", () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), "kits-"))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  test("it is a folder of its texts, scripts executable, that leaves other files alone", () => {
    const kit = kitOf(IN_CONTAINERS);
    const folder = kit.write(join(directory, "kits"));
    expect(folder).toBe(join(directory, "kits", "retail-munich"));
    const foreign = join(folder, "container", "fetched.yml");
    writeFileSync(foreign, "kept");
    kit.write(join(directory, "kits"));
    expect(readFileSync(foreign, "utf8")).toBe("kept");
    rmSync(foreign);
    const written = filesBelow(folder).map((file) => [file.slice(folder.length + 1), readFileSync(file, "utf8")]);
    expect(Object.fromEntries(written)).toEqual(kit.files);
    expect(statSync(join(folder, "linux/install.sh")).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, "linux/hubs.tsv")).mode & 0o777).toBe(0o644);
  });

  test("a holding has a folder for each site, of one name in two legal entities too", () => {
    const holding = twoEntities();
    const kits = SiteKit.writeAll(holding, directory);
    expect(kits.map(({ folderName }) => folderName)).toEqual(["retail-munich", "energy-munich"]);
    expect(
      kits.map(({ site }) => readFileSync(join(directory, `${site.subsidiaryName}-munich`, "README.md"), "utf8")),
    ).toEqual(kits.map(({ files }) => files["README.md"]));
  });

  test("two hundred sites take no more than seconds", () => {
    const retail = subsidiaryUnderTest({}, holdingUnderTest());
    for (let number = 1; number <= 200; number += 1)
      retail
        .addSite(`site-${number}`)
        .addForward(
          `forward-${number}`,
          inBothTiers({ host: `sql${number}.example`, bindAddress: `127.0.10.${number}` }),
        );
    const started = performance.now();
    const kits = retail.sites.map((site) => new SiteKit(site));
    expect(kits).toHaveLength(200);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("nothing is, when one kit is refused", () => {
    expect(
      rulesOf(() => SiteKit.writeAll(twoEntities(), directory, { azbridgePackage: { ...PACKAGE, sha256: "" } })),
    ).toEqual(["site/package-sha256"]);
    expect(filesBelow(directory)).toEqual([]);
  });
});

test("no name of the plan can leave its place in a table or a path", () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{1,10}$/);
  fc.assert(
    fc.property(label, label, fc.stringMatching(/^[A-Za-z][A-Za-z0-9._-]{0,20}[A-Za-z0-9]$/), (site, host, forward) => {
      const munich = subsidiaryUnderTest().addSite(site);
      munich.addForward(forward, inBothTiers({ host: `${host}.example` }));
      const { files } = new SiteKit(munich);
      for (const row of rowsOf(files["linux/forwards.tsv"])) {
        expect(row).toHaveLength(5);
        expect(row.filter((cell) => !/^[\w.-]+$/.test(cell))).toEqual([]);
      }
      const [{ PortName }] = JSON.parse(files[`windows/profiles/retail-production.${forward}.json`]).RemoteForward;
      expect(PortName).toBe(forward);
    }),
    { numRuns: 30 },
  );
});

function twoEntities(): Holding {
  const holding = holdingUnderTest();
  ["retail", "energy"].forEach((name) =>
    subsidiaryUnderTest({}, holding, name).addSite("munich").addForward("warehouse", inBothTiers()),
  );
  return holding;
}
