import { RelayAccess, SiteKit, SiteKitProps, SiteProps, Tier } from "../../lib";
import { inBothTiers, subsidiaryUnderTest } from "../support/plan";
import { waysIn } from "./egress-rows";
import { smallSite } from "./small-site";

const kitOf = (props: SiteProps = {}, kitProps: SiteKitProps = {}) => new SiteKit(smallSite(props), kitProps);
const waysOf = (from: string, kit = kitOf()) =>
  waysIn(kit)
    .filter((row) => row.from === from)
    .map((row) => `${row.to}:${row.port}`);

const RELAYS = ["development", "production"].map((tier) => `contoso-retail-${tier}-relay.servicebus.windows.net`);
const vault = expect.stringMatching(/^contoso-reta-\w+-kv\.vault\.azure\.net:443$/) as string;
const AUTHORITIES = ["cacerts.digicert.com", "crl3.digicert.com", "crl4.digicert.com", "ocsp.digicert.com"]
  .concat(["crl.microsoft.com", "mscrl.microsoft.com", "oneocsp.microsoft.com", "www.microsoft.com"])
  .map((host) => `${host}:80`);

test("a listener by key needs relay, gateways, login, vaults, and what it is installed from", () => {
  expect(waysOf("listener")).toEqual([
    ...RELAYS.map((host) => `${host}:443`),
    "*.servicebus.windows.net:443",
    "login.microsoftonline.com:443",
    vault,
    vault,
    "management.azure.com:443",
    "github.com:443",
    "release-assets.githubusercontent.com:443",
    "packages.microsoft.com:443",
    "aka.ms:443",
    "azcliprod.blob.core.windows.net:443",
    "<package servers of its distribution>:80, 443",
    ...AUTHORITIES,
    "test-sql01.retail.example:1433",
    "test-sql01.retail.example:1434",
    "sql01.retail.example:1433",
    "sql01.retail.example:1434",
  ]);
});

test("a listener by identity needs no vault and no Azure CLI, but signs in for ever", () => {
  const kit = kitOf({ listenerAccess: RelayAccess.IDENTITY });
  const needless = /vault|packages\.microsoft|management|azcli|aka\.ms/;
  expect(waysOf("listener", kit).filter((way) => needless.test(way))).toEqual([]);
  const login = waysIn(kit).filter(({ from, to }) => from === "listener" && to === "login.microsoftonline.com");
  expect(login.map(({ when }) => when)).toEqual(["always"]);
});

test("private link takes more ports, for listeners alone", () => {
  const kit = kitOf({}, { privateLink: true });
  const wide = waysIn(kit).filter(({ port }) => port.includes("9400-9599"));
  expect(wide.map(({ from, to, port }) => [from, to, port])).toEqual(
    [...RELAYS, "*.servicebus.windows.net"].map((host) => ["listener", host, "443, 9400-9599"]),
  );
  expect(kit.files["egress.md"]).toContain("Private link is planned for the Relay.");
  expect(kitOf().files["egress.md"]).toContain("Private link is not planned for the Relay.");
});

test("runtime nodes need factory, relay, login, vault, blobs and downloads, of the hubs whose runtimes stand here", () => {
  expect(waysOf("runtime node")).toEqual([
    "contoso-retail-production-adf.westeurope.datafactory.azure.net:443",
    "*.frontend.clouddatahub.net:443",
    "*.servicebus.windows.net:443",
    "login.microsoftonline.com:443",
    vault,
    "management.azure.com:443",
    expect.stringMatching(/^contosoretail\w+\.blob\.core\.windows\.net:443$/),
    expect.stringMatching(/^contosoretail\w+\.blob\.core\.windows\.net:443$/),
    "download.microsoft.com:443",
    "go.microsoft.com:443",
    "aka.ms:443",
    "azcliprod.blob.core.windows.net:443",
    ...AUTHORITIES,
  ]);
});

test("nodes of one runtime reach each other, a single one reaches nobody", () => {
  const within = waysIn(kitOf()).filter(
    ({ direction, from }) => direction === "within the site" && from !== "listener",
  );
  expect(within.map(({ from, to, port }) => [from, to, port])).toEqual([
    ["runtime node of retail-production-ir", "MUC-IR-1", "8060"],
    ["runtime node of retail-production-ir", "MUC-IR-2", "8060"],
  ]);
  const alone = subsidiaryUnderTest().addSite("munich");
  alone.addRuntimeNode("IR-1", { tier: Tier.PRODUCTION });
  expect(waysIn(new SiteKit(alone)).filter(({ direction }) => direction === "within the site")).toEqual([]);
});

test("every line says how it is known and where that stands", () => {
  const all = waysIn(kitOf());
  expect([...new Set(all.map(({ basis }) => basis))].sort()).toEqual(["documented", "inferred", "plan", "to fill in"]);
  expect(all.filter(({ basis, source }) => (basis === "plan") !== (source === "the plan"))).toEqual([]);
  expect(all.filter(({ source }) => !/^(?:https:\/\/\S+|the plan|the machine: .+)$/.test(source))).toEqual([]);
  expect(all.filter(({ purpose, when }) => purpose === "" || when === "")).toEqual([]);
});

test("what only the site knows stands in angle brackets, and the page says who fills it in", () => {
  const kit = kitOf();
  const open = waysIn(kit).filter(({ basis, to }) => basis === "to fill in" || to.includes("<"));
  expect(open.map(({ to, basis, source }) => [to, basis, source])).toEqual([
    [
      "<package servers of its distribution>",
      "to fill in",
      "the machine: /etc/apt/sources.list and /etc/apt/sources.list.d",
    ],
  ]);
  expect(kit.files["egress.md"]).toContain("whoever runs the machine puts the names where the angle brackets are");
});

test("what only containers need says so", () => {
  const all = waysIn(kitOf({ listensInContainers: true }));
  const pulling = all.filter(({ to }) => /azurecr\.io$|^\*\.blob/.test(to));
  expect([...new Set(pulling.map(({ when }) => when))]).toEqual(["installation, in containers"]);
  expect(pulling.map(({ to }) => to)).toEqual([
    expect.stringMatching(/^contosoretaildevelopment\w+\.azurecr\.io$/),
    expect.stringMatching(/^contosoretailproduction\w+\.azurecr\.io$/),
    "azurecr.io",
    "*.blob.core.windows.net",
  ]);
});

test("the page shows the same lines, and by which addresses the site leaves", () => {
  const kit = kitOf();
  const page = kit.files["egress.md"];
  for (const { from, to, port } of waysIn(kit)) expect(page).toContain(`| ${from} | \`${to}\` | ${port} |`);
  expect(page).toContain("which the vaults admit: 198.51.100.7.");
  const unplanned = subsidiaryUnderTest().addSite("munich");
  unplanned.addForward("warehouse", inBothTiers());
  expect(new SiteKit(unplanned).files["egress.md"]).toContain("which the vaults admit: not planned.");
});
