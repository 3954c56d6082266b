import { Testing } from "cdktf";
import { PlannedForward, Protocol, SiteKit, Tier } from "../../lib";
import { exampleGateways } from "../../stacks/example-gateways";
import { contoso } from "../../stacks/example-holding";
import { GatewayStack } from "../../stacks/gateway-stack";
import { exampleApp, templatesOf } from "../support/example";
import { rulesOf, subsidiaryUnderTest } from "../support/plan";
import { template } from "../support/stack";

/** Hosts on premises as people would search for them, by the tier that they serve: written down, not asked of the plan. */
const HOSTS: Readonly<Record<Tier, readonly string[]>> = {
  [Tier.DEVELOPMENT]: [
    "sqltest.retail.contoso.example",
    "pgtest.energy.contoso.example",
    "sqltest.energy.contoso.example",
  ],
  [Tier.PRODUCTION]: [
    "sql01.retail.contoso.example",
    "pos01.retail.contoso.example",
    "pg01.energy.contoso.example",
    "sql01.energy.contoso.example",
  ],
};

const other = (tier: Tier) => (tier === Tier.PRODUCTION ? Tier.DEVELOPMENT : Tier.PRODUCTION);

/** Custom data and profiles lie in base64. */
const BASE64 = /[A-Za-z0-9+/]{40,}={0,2}/g;

/** What lies in base64 is added as text. */
function legible(text: string): string {
  const encoded = text.match(BASE64) ?? [];
  return [text, ...encoded.map((base64) => Buffer.from(base64, "base64").toString("latin1"))].join("\n");
}

const named = (text: string, tier: Tier) => HOSTS[tier].filter((host) => legible(text).includes(host));

/** What belongs to one tier alone: its stacks, and the files of kits that carry the name of its listeners. */
function textsOf(tier: Tier): [string, string][] {
  const stacks = Object.entries(templatesOf(exampleApp()))
    .filter(([name]) => (tier === Tier.PRODUCTION ? /-prod-|-production$/ : /-play-|-test-|-development$/).test(name))
    .map(([name, template]): [string, string] => [name, JSON.stringify(template)]);
  const files = contoso.subsidiaries
    .flatMap(({ sites }) => sites)
    .flatMap((site) => Object.entries(new SiteKit(site).files))
    .filter(([path]) => path !== "cloud-init.yaml") // a machine listens for both hubs, so it boots the files of both
    .flatMap(([path, text]): [string, string][] => {
      const lines = text.split("\n").filter((line) => line.includes(`-${tier}`));
      return path.includes(`-${tier}.`) ? [[path, text]] : [[`${path}, lines of ${tier}`, lines.join("\n")]];
    });
  return [...stacks, ...files];
}

test.each([Tier.DEVELOPMENT, Tier.PRODUCTION])(
  "nothing of %s names a host of the other tier: no stack, profile, table, or line of an egress list",
  (tier) => {
    const texts = textsOf(tier);
    expect(texts.filter(([, text]) => named(text, other(tier)).length > 0).map(([where]) => where)).toEqual([]);
    const found = new Set(texts.flatMap(([, text]) => named(text, tier)));
    expect([...found].sort()).toEqual([...HOSTS[tier]].sort()); // so the search above can find something
  },
);

/** The text with another host in the place of one: where it can be read as it stands, and where it is encoded. */
function planted(text: string, host: string, another: string): Record<string, string> {
  const encoded = text.replace(BASE64, (base64) => {
    const plain = Buffer.from(base64, "base64").toString("latin1");
    return plain.includes(host) ? Buffer.from(plain.replaceAll(host, another), "latin1").toString("base64") : base64;
  });
  return { plain: text.replaceAll(host, another), encoded };
}

/** What kind of output a text is: a kind of stack, or a file of a kit without its site's and listener's names. */
const kindOf = (where: string): string =>
  where
    .replace(/^(hub|access|gateway)-.*|^\w+-(prod|play|test)-.*/, (_, kind) => `${kind ?? "domain"} stack`)
    .replace(/[\w.-]+\.json$/, "*.json");

test.each([
  [Tier.DEVELOPMENT, []],
  [Tier.PRODUCTION, ["gateway stack, plain"]],
])("a host of the other tier is found wherever one of %s stands, in every kind of output", (tier, more) => {
  const [another] = HOSTS[other(tier)];
  const spots = textsOf(tier).flatMap(([where, text]) =>
    named(text, tier).flatMap((host) =>
      Object.entries(planted(text, host, another))
        .filter(([, wrong]) => wrong !== text)
        .map(([how, wrong]) => ({ spot: `${kindOf(where)}, ${how}`, isFound: named(wrong, other(tier)).length > 0 })),
    ),
  );
  expect(spots.filter(({ isFound }) => !isFound)).toEqual([]);
  const files = ["README.md", "egress.csv", "egress.md", "linux/forwards.tsv"];
  expect([...new Set(spots.map(({ spot }) => spot))].sort()).toEqual(
    [
      ...files.map((file) => `${file}, lines of ${tier}, plain`),
      ...[
        "domain stack, encoded",
        "domain stack, plain",
        "hub stack, plain",
        "windows/profiles/*.json, plain",
        ...more,
      ],
    ].sort(),
  );
});

test.each([Tier.DEVELOPMENT, Tier.PRODUCTION])(
  "a gateway of %s names no host of the other tier, and is refused what that alone has",
  (tier) => {
    const retail = subsidiaryUnderTest();
    const munich = retail.addSite("munich");
    const [development, production] = [HOSTS.development, HOSTS.production].map(([host]) => ({ host, port: 1433 }));
    const warehouse = munich.addForward("warehouse", { protocol: Protocol.SQL_SERVER, development, production });
    const foreign = munich.addForward("foreign", {
      protocol: Protocol.TLS,
      bindAddress: "127.0.10.3",
      [other(tier)]: { host: "pos.retail.contoso.example", port: 8443 },
    });
    const exposing = (...forwards: PlannedForward[]) =>
      retail.addGateway(tier, { forwards: forwards.map((forward) => ({ forward })) });
    expect(rulesOf(() => exposing(warehouse, foreign))).toEqual(["holding/forward-tier"]);
    const settings = exampleGateways["gateway-retail-production"];
    const text = JSON.stringify(template(new GatewayStack(Testing.app(), exposing(warehouse), settings)));
    expect([named(text, tier), named(text, other(tier))]).toEqual([[HOSTS[tier][0]], []]);
  },
);

test("every host of an egress list is there for the tier that it serves", () => {
  const rows = contoso.subsidiaries
    .flatMap(({ sites }) => sites)
    .flatMap((site) => new SiteKit(site).files["egress.csv"].split("\n"))
    .filter((row) => row.includes("ends there"));
  expect(rows).toHaveLength(HOSTS[Tier.DEVELOPMENT].length + HOSTS[Tier.PRODUCTION].length);
  rows.forEach((row) => {
    const tier = row.includes("-production") ? Tier.PRODUCTION : Tier.DEVELOPMENT;
    expect([named(row, tier).length, named(row, other(tier)).length]).toEqual([1, 0]);
  });
});

test("active triggers are production's alone", () => {
  const triggers = Object.entries(templatesOf(exampleApp())).flatMap(([name, { resource = {} }]) =>
    Object.values(resource.azurerm_data_factory_trigger_schedule ?? {}).map(({ activated }) => [name, activated]),
  );
  expect(triggers.length).toBeGreaterThan(0);
  expect(triggers.filter(([name, active]) => active !== /-prod-/.test(String(name)))).toEqual([]);
});
