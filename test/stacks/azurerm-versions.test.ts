import { providerSchema } from "../../rehearsal/src/schema/provider-schema";
import { Block, walk } from "../../rehearsal/src/schema/schema";
import { AZURERM_5, AZURERM_PROVIDER_5, ChangeOfAzurerm5 } from "../support/azurerm-5";
import { fencesOf, tableOf } from "../support/docs";
import { kindsOfStacks } from "../support/kinds-of-stacks";
import { namespacesOf } from "../support/resource-providers";

/** A block of azurerm as it was synthesized: `azurerm_subnet` of the stack `gateway-retail-production`. */
interface Given {
  readonly stack: string;
  readonly type: string;
  readonly body: Record<string, unknown>;
}

/** What Terraform reads itself. */
const META = ["//", "depends_on", "lifecycle", "provider", "count", "for_each", "connection", "provisioner", "alias"];

/** Each argument by its path, with its values; items of lists and blocks lie side by side, null is not given. */
function argumentsOf(body: unknown, prefix = ""): Map<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  const entries = Object.entries(body as object).filter(([name]) => prefix !== "" || !META.includes(name));
  for (const [name, value] of entries) {
    const path = prefix + name;
    for (const item of [value].flat().filter((one) => one !== null)) {
      found.set(path, [...(found.get(path) ?? []), item]);
      if (typeof item === "object") {
        argumentsOf(item, `${path}.`).forEach((more, inner) => {
          found.set(inner, [...(found.get(inner) ?? []), ...more]);
        });
      }
    }
  }
  return found;
}

/** What a version between 4.55 and 5.2 would say to a block. */
function objections({ stack, type, body }: Given, change: ChangeOfAzurerm5 = {}): string[] {
  const given = argumentsOf(body);
  const at = `${stack}: ${type}`;
  const { removed = {}, added = [], required = [], said = [], saidWith = {}, values = {} } = change;
  return [
    ...Object.entries(removed).flatMap(([path, instead]) =>
      given.has(path) ? [`${at}.${path} is gone in 5.x, in favour of ${instead ?? "nothing"}`] : [],
    ),
    ...added.flatMap((path) => (given.has(path) ? [`${at}.${path} is not in 4.55`] : [])),
    ...required.flatMap((path) => (given.has(path) ? [] : [`${at}.${path} is required in 5.x`])),
    ...said.flatMap((path) => (given.has(path) ? [] : [`${at}.${path} has another default in 5.x: say it`])),
    ...Object.entries(saidWith).flatMap(([path, companion]) =>
      given.has(path) && !given.has(companion) ? [`${at}.${path} takes ${companion} in 5.x`] : [],
    ),
    ...Object.entries(values).flatMap(([path, refused]) =>
      (given.get(path) ?? [])
        .filter((value) => refused.includes(value as string))
        .map((it) => `${at}.${path}: ${String(it)} is not taken by 5.x`),
    ),
  ];
}

/** Arguments that a type of 4.55 does not have; what lies within a map is its own. */
function unknownTo455({ stack, type, body }: Given, block: Block): string[] {
  const known = new Map<string, boolean>(); // path to whether anything may lie within
  walk(block, {
    attribute: (path, { type: of }) => known.set(path, typeof of !== "string"),
    block: (path) => known.set(path, false),
  });
  const open = [...known].filter(([, isOpen]) => isOpen).map(([path]) => `${path}.`);
  return [...argumentsOf(body).keys()]
    .filter((path) => !known.has(path) && !open.some((prefix) => path.startsWith(prefix)))
    .map((path) => `${stack}: ${type}.${path} is not in 4.55`);
}

const stacks = kindsOfStacks();
const given: Given[] = stacks.flatMap(({ name: stack, template: { resource = {}, data = {} } }) =>
  [...Object.entries(resource), ...Object.entries(data).map(([type, of]) => [`data.${type}`, of] as const)]
    .filter(([type]) => /^(?:data\.)?azurerm_/.test(type))
    .flatMap(([type, blocks]) => Object.values(blocks).map((body) => ({ stack, type, body }))),
);
const providers: Given[] = stacks.flatMap(({ name: stack, template: { provider = {} } }) =>
  (provider.azurerm ?? []).map((body) => ({ stack, type: "provider", body })),
);

describe("what is synthesized", () => {
  test("is known to azurerm 4.55 and 5.2 alike", () => {
    expect(given.length).toBeGreaterThan(200);
    const refused = given.flatMap((block) => objections(block, AZURERM_5[block.type]));
    expect(refused).toEqual([]);
  });

  test("has a provider block that both take", () => {
    expect(new Set(providers.map(({ stack }) => stack)).size).toBe(stacks.length);
    expect(providers.flatMap((block) => objections(block, AZURERM_PROVIDER_5))).toEqual([]);
  });

  test("has no argument that 4.55 does not know, nor one that an override brought in", () => {
    const { resources, dataSources } = providerSchema("azurerm");
    const blockOf = (type: string): Block => (resources[type] ?? dataSources[type.replace("data.", "")]).block;
    expect(given.flatMap((block) => unknownTo455(block, blockOf(block.type)))).toEqual([]);
  });
});

describe("the table of what changes in azurerm 5", () => {
  const { resources } = providerSchema("azurerm");
  const described = Object.entries(AZURERM_5).filter(([type]) => type in resources);

  test.each(described)("names of %s what 4.55 has, and has not", (type, { removed = {}, added = [], ...more }) => {
    const paths = new Set<string>();
    walk(resources[type].block, { attribute: (path) => paths.add(path), block: (path) => paths.add(path) });
    const { required = [], said = [], saidWith = {}, values = {} } = more;
    const there = [Object.keys(removed), required, said, Object.entries(saidWith), Object.keys(values)].flat(2);
    expect(there.filter((path) => !paths.has(path))).toEqual([]);
    expect(added.filter((path) => paths.has(path))).toEqual([]);
  });

  const wrong: [type: string, body: Record<string, unknown>, objection: RegExp][] = [
    ["azurerm_subnet", { service_endpoints: ["Microsoft.KeyVault"] }, /gone in 5\.x, in favour of service_endpoint$/],
    ["azurerm_subnet", { service_endpoint: [{ service: "Microsoft.KeyVault" }] }, /not in 4\.55/],
    ["azurerm_key_vault", { name: "a" }, /rbac_authorization_enabled is required/],
    ["azurerm_container_app_environment", { log_analytics_workspace_id: "a" }, /takes logs_destination/],
    [
      "azurerm_linux_virtual_machine_scale_set",
      { data_disk: [{ lun: 1 }, { lun: 2, ultra_ssd_disk_iops_read_write: 1 }] },
      /data_disk\.ultra_ssd_disk_iops_read_write is gone/,
    ],
    [
      "azurerm_storage_account",
      { min_tls_version: "TLS1_1", allow_nested_items_to_be_public: false },
      /min_tls_version: TLS1_1 is not taken/,
    ],
    ["azurerm_storage_account", { min_tls_version: "TLS1_2" }, /allow_nested_items_to_be_public has another default/],
  ];
  test.each(wrong)("objects to a wrong %s %j", (type, body, objection) => {
    expect(objections({ stack: "wrong", type, body }, AZURERM_5[type])).toEqual([expect.stringMatching(objection)]);
  });

  test("is not asked about what is null: Terraform leaves it out", () => {
    const right = { stack: "right", type: "azurerm_subnet", body: { service_endpoints: null } };
    expect(objections(right, AZURERM_5.azurerm_subnet)).toEqual([]);
  });
});

test("every stack of the example in Azure asks for a Terraform that knows write-only arguments", () => {
  const required = stacks.map(({ kind, template: { terraform } }) => [
    kind,
    (terraform as { readonly required_version?: string } | undefined)?.required_version,
  ]);
  expect([...new Set(required.map(([, version]) => version))]).toEqual([">= 1.11.0"]);
});

describe("resource providers", () => {
  const needed = new Map<string, Set<string>>();
  for (const { kind, template } of stacks) {
    needed.set(kind, new Set([...(needed.get(kind) ?? []), ...namespacesOf(template)]));
  }
  const short = (kinds: readonly string[]): string[] =>
    [...new Set(kinds.flatMap((kind) => [...needed.get(kind)!]))].map((it) => it.replace("Microsoft.", "")).sort();

  test("of each kind of stack stand in the table of azurerm-5.md", () => {
    const listed = tableOf("docs/guides/azurerm-5.md", "stack").map(([kind, namespaces]) => [
      kind.replace(/^an? /, ""),
      [...namespaces.matchAll(/`Microsoft\.(\w+)`/g)].map(([, name]) => name),
    ]);
    expect(listed).toEqual([...needed.keys()].map((kind) => [kind, short([kind])]));
  });

  test.each([
    ["docs/guides/first-deploy.md", ["hub", "domain's access", "domain"]],
    ["docs/guides/relay-gateway.md", ["gateway"]],
  ])("are registered by %s", (page, kinds) => {
    const loops = fencesOf(page).flatMap(({ text }) => [...text.matchAll(/^for provider in ([\w ]+); do$/gm)]);
    expect(loops.map(([, names]) => names.split(" ").sort())).toEqual([short(kinds)]);
  });

  test("of Container Apps is registered by container-app-job.md, which builds on a domain's", () => {
    const text = fencesOf("docs/guides/container-app-job.md").map((fence) => fence.text);
    const registered = text.flatMap((of) => [...of.matchAll(/^az provider register --namespace Microsoft\.(\w+) /gm)]);
    const more = short(["domain with a Container Apps job"]).filter((name) => !short(["domain"]).includes(name));
    expect(registered.map(([, name]) => name)).toEqual(more);
  });
});
