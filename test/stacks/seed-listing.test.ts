import { readFileSync } from "node:fs";
import { join } from "node:path";
import { yamlEncoded } from "../support/job";
import { exampleApp, templatesOf } from "../support/example";

/** One argument of a listing in the article that this library began with, and where the example has it. */
interface Row {
  readonly listing: string;
  readonly argument: string;
  /** As the article writes its value. */
  readonly seed: string;
  /** Why the example's value is not the article's. */
  readonly difference?: string;
  readonly at: { readonly stack: string; readonly path: string; readonly value: unknown }[];
}

const rows = JSON.parse(readFileSync(join(__dirname, "seed-listing.json"), "utf8")) as Row[];
const templates = templatesOf(exampleApp());

/** Arguments of each listing. */
const LISTINGS = {
  "hub runtime": 2,
  "linked runtime": 3,
  volume: 6,
  "profile template": 7,
  probe: 3,
  "container group": 8,
  "plain variables": 8,
  "secure variables": 2,
  identity: 1,
};

const ALLOWED_DIFFERENCES = [
  "unread by the bridge, the mounted profile says it",
  "the endpoint instead of ConnectionString under identity",
  "a user-assigned identity beside the system-assigned one",
  "names",
  "a counter that the bridge moves, beside its file",
  "the volume's kind under emptyDir",
  "computed IDs and host names instead of data sources",
];

/** What stands at a path such as `resource.azurerm_x.Y.container[0].secret['profile.yml'].LocalForward[0].Port`. */
function at(stack: string, path: string): unknown {
  const steps = [...path.matchAll(/\['([^']+)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, name]) => quoted ?? index ?? name,
  );
  return steps.reduce<unknown>((value, step) => {
    const encoded = typeof value === "string" && value.startsWith("${base64encode(yamlencode(");
    return ((encoded ? yamlEncoded(value) : value) as Record<string, unknown> | undefined)?.[step];
  }, templates[stack]);
}

test("the table lists every argument of every listing, once", () => {
  const count = (listing: string) => rows.filter((row) => row.listing === listing).length;
  expect(Object.fromEntries(Object.keys(LISTINGS).map((listing) => [listing, count(listing)]))).toEqual(LISTINGS);
  expect(rows).toHaveLength(40);
  const keys = rows.map(({ listing, argument }) => `${listing} ${argument}`);
  expect([...new Set(keys)]).toEqual(keys);
  expect(rows.filter((row) => row.at.length === 0)).toEqual([]);
});

test.each(rows.map((row) => [row.listing, row.argument, row] as const))(
  "%s: %s is where the table says",
  (...[, , row]) => {
    expect(row.at.map(({ stack, path }) => [stack, path, at(stack, path)])).toEqual(
      row.at.map(({ stack, path, value }) => [stack, path, value]),
    );
  },
);

test("differences are those that were agreed on", () => {
  const given = rows.flatMap(({ difference }) => difference ?? []);
  expect([...new Set(given)].sort()).toEqual([...ALLOWED_DIFFERENCES].sort());
});

test("what has a value of its own in the article has it here, unless a difference says why", () => {
  const literals = rows.filter(
    ({ seed, difference }) => difference === undefined && !/\$\{|^[a-z_]+\.|^local|^var/.test(seed),
  );
  expect(literals.map(({ argument }) => argument)).toEqual([
    "mount_path",
    "read_only",
    "GatewayPorts",
    "LocalForward.BindAddress",
    "LocalForward.BindPort",
    "initial_delay_seconds",
    "period_seconds",
    "restart_policy",
  ]);
  literals.forEach((row) => row.at.forEach(({ value }) => expect(String(value)).toBe(row.seed.replace(/"/g, ""))));
});

describe("what the example adds to the listings", () => {
  const group = Object.values(templates["retail-prod-salesforce"].resource!.azurerm_container_group)[0];
  const [dbt, bridge] = group.container as [Record<string, object>, Record<string, object>];

  test("is, for the probe, its remaining figures", () => {
    const listed = ["exec", "initial_delay_seconds", "period_seconds"];
    expect(Object.keys(bridge.liveness_probe).filter((key) => !listed.includes(key))).toEqual([
      "failure_threshold",
      "success_threshold",
      "timeout_seconds",
    ]);
    expect(bridge.liveness_probe).toMatchObject({ failure_threshold: 3, success_threshold: 1, timeout_seconds: 5 });
  });

  test("is, for variables, what dbt and azbridge read besides", () => {
    const listed = (container: string) =>
      rows.flatMap(({ argument }) => (argument.startsWith(`${container} `) ? [argument.split(" ")[1]] : []));
    const added = (container: object, names: string[]) =>
      Object.keys(container).filter((name) => !names.includes(name));
    expect(added(dbt.environment_variables, listed("dbt"))).toEqual([
      "DBT_PROFILES_DIR",
      "DBT_SEND_ANONYMOUS_USAGE_STATS",
      "ENV_DWH_DATABASE_SCHEMA",
      "ENV_DWH_DATABASE_USER",
    ]);
    expect(added(bridge.environment_variables, listed("azbridge"))).toEqual([
      "AZURE_CLIENT_ID",
      "AZURE_TOKEN_CREDENTIALS",
    ]);
  });
});
