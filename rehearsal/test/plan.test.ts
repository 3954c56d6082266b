import { plan, settled } from "../src/provider/azurerm/plan";
import { validate } from "../src/provider/azurerm/validate";
import { UNKNOWN, Values, fromWire, toWire } from "../src/provider/value";
import { providerSchema } from "../src/schema/provider-schema";
import { TypeSchema } from "../src/schema/schema";

const { resources } = providerSchema("azurerm");

const SECRET = resources.azurerm_key_vault_secret;
const VAULT = resources.azurerm_key_vault;
const RUNTIME = resources.azurerm_data_factory_integration_runtime_self_hosted;
const GROUP = resources.azurerm_container_group;

/** The configuration as Terraform sends it: everything that is left out is null, or no block. */
function configured({ block }: TypeSchema, given: Values): Values {
  const attributes = Object.keys(block.attributes).map((name): [string, null] => [name, null]);
  const blocks = Object.entries(block.blocks).map(([name, { nesting }]): [string, null | []] => [
    name,
    nesting === "SINGLE" ? null : [],
  ]);
  return { ...Object.fromEntries([...attributes, ...blocks]), ...given };
}

/** What is there after a configuration is applied, where Azure computes what is given. */
function applied(schema: TypeSchema, given: Values, computed: Values = {}): Values {
  return settled(schema.block, plan(schema, undefined, configured(schema, given)).planned, computed);
}

it("leaves what Azure computes open until apply, and keeps it after", () => {
  const given = { name: "password", key_vault_id: "/vaults/v", value: "secret" };
  const first = plan(SECRET, undefined, configured(SECRET, given)).planned;
  expect(first.version).toBe(UNKNOWN);
  expect(first.tags).toBeNull();
  const state = applied(SECRET, given, { version: "1" });
  expect(plan(SECRET, state, configured(SECRET, given)).planned).toEqual({ ...state, version: "1" });
});

it("sets what is left out to its default", () => {
  const planned = plan(VAULT, undefined, configured(VAULT, { name: "v" })).planned;
  expect([planned.soft_delete_retention_days, planned.public_network_access_enabled]).toEqual([90, true]);
  expect(planned.purge_protection_enabled).toBeNull();
});

it("never keeps what is write-only", () => {
  const given = { name: "password", key_vault_id: "/vaults/v", value_wo: "secret", value_wo_version: 1 };
  const planned = plan(SECRET, undefined, configured(SECRET, given)).planned;
  expect([planned.value_wo, planned.value_wo_version]).toEqual([null, 1]);
});

it("forces replacement by what cannot be changed, and by nothing else", () => {
  const given = { name: "password", key_vault_id: "/vaults/v", value: "secret" };
  const state = applied(SECRET, given);
  const replaced = (change: Values) => plan(SECRET, state, configured(SECRET, { ...given, ...change })).replace;
  expect(replaced({})).toEqual([]);
  expect(replaced({ value: "another" })).toEqual([]);
  expect(replaced({ name: "other" })).toEqual([["name"]]);
  expect(replaced({ key_vault_id: UNKNOWN })).toEqual([["key_vault_id"]]);
});

it("points to the item of a list that forces replacement", () => {
  const container = (image: string): Values => ({ name: image, image, cpu: 1, memory: 1 });
  const group = (...images: string[]): Values => ({ container: images.map(container) });
  const state = applied(GROUP, group("dbt", "azbridge"));
  const replaced = (given: Values) => plan(GROUP, state, configured(GROUP, given)).replace;
  expect(replaced(group("dbt", "azbridge"))).toEqual([]);
  expect(replaced(group("dbt", "other"))).toEqual([
    ["container", 1, "image"],
    ["container", 1, "name"],
  ]);
  expect(replaced(group("dbt"))).toEqual([["container"]]);
});

it("replaces a runtime that becomes a linked one, and not one that is linked elsewhere: the provider does so", () => {
  const given = { name: "ir", data_factory_id: "/factories/f" };
  const linked = (id: string): Values => ({ ...given, rbac_authorization: [{ resource_id: id }] });
  const replaced = (before: Values, after: Values) =>
    plan(RUNTIME, applied(RUNTIME, before), configured(RUNTIME, after)).replace;
  expect(replaced(given, linked("/a"))).toEqual([["rbac_authorization"]]);
  expect(replaced(linked("/a"), linked("/b"))).toEqual([]);
});

it("sees no change in another order of a set", () => {
  const acls = (...ranges: string[]): Values => ({
    network_acls: [{ bypass: "None", default_action: "Deny", ip_rules: ranges, virtual_network_subnet_ids: [] }],
  });
  const state = applied(VAULT, acls("203.0.113.1", "203.0.113.2"));
  expect(plan(VAULT, state, configured(VAULT, acls("203.0.113.2", "203.0.113.1"))).planned).toEqual(state);
  expect(plan(VAULT, state, configured(VAULT, acls("203.0.113.2"))).planned).not.toEqual(state);
});

it("keeps a block that Azure fills in where it is left out", () => {
  const open = plan(VAULT, undefined, configured(VAULT, { name: "v" })).planned;
  expect(open.network_acls).toBe(UNKNOWN);
  const acls = [{ bypass: "AzureServices", default_action: "Allow", ip_rules: [], virtual_network_subnet_ids: [] }];
  const state = applied(VAULT, { name: "v" }, { network_acls: acls });
  expect(state.network_acls).toEqual(acls);
  expect(plan(VAULT, state, configured(VAULT, { name: "v" })).planned).toEqual(state);
});

it("refuses arguments that do not go together", () => {
  const violations = (given: Values) => validate(SECRET, configured(SECRET, given));
  expect(violations({ value: "secret" })).toEqual([]);
  expect(violations({ value: UNKNOWN })).toEqual([]);
  expect(violations({})).toEqual(["one of `value`, `value_wo` must be specified"]);
  expect(violations({ value: "secret", value_wo: "secret", value_wo_version: 1 })).toEqual([
    "only one of `value`, `value_wo` must be specified",
  ]);
  expect(violations({ value_wo: "secret" })).toEqual([
    '"value_wo": all of `value_wo,value_wo_version` must be specified',
  ]);
  expect(validate(GROUP, configured(GROUP, { subnet_ids: ["a"], dns_name_label: "b" }))).toEqual([
    '"subnet_ids": conflicts with dns_name_label',
  ]);
  expect(validate(GROUP, configured(GROUP, { subnet_ids: ["a", "b"] }))).toEqual([
    '"subnet_ids": 2 items, allowed are 0 to 1',
  ]);
});

it("passes unknown and nested values through the wire", () => {
  const value = { known: "a", open: UNKNOWN, list: [1, 0.5, null, true, { deep: UNKNOWN }] };
  expect(fromWire(toWire(value))).toEqual(value);
});
