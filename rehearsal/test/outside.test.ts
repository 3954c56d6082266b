import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RehearseProps, Rehearsed, rehearse } from "../src/rehearse";
import { Configuration } from "../src/terraform";

const workspace = mkdtempSync(join(tmpdir(), "outside-"));
afterAll(() => rmSync(workspace, { recursive: true }));

const SUBSCRIPTION = "1a2b3c4d-0000-4000-8000-000000000003";
const GROUP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/platform-rg`;
const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/contoso-kv`;
const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/contosodata`;
const OURS = {
  stackName: "ours",
  subscriptionId: SUBSCRIPTION,
  deployer: { principalId: "d0d0d0d0-0000-4000-8000-000000000004" },
};

const GROUP = { name: "ours-rg", location: "westeurope" };
const FACTORY = {
  name: "ours-adf",
  resource_group_name: "${azurerm_resource_group.ours.name}",
  location: "westeurope",
};
const ENDPOINT = {
  name: "to-vault",
  data_factory_id: "${azurerm_data_factory.ours.id}",
  target_resource_id: VAULT_ID,
  subresource_name: "vault",
};

/** Rehearses a stack of one's own with a group, a factory, and what else it has. */
function ours(more: Configuration, props: Partial<RehearseProps> = {}): Promise<Rehearsed> {
  const outdir = mkdtempSync(join(workspace, "out-"));
  const folder = join(outdir, "stacks", "ours");
  mkdirSync(folder, { recursive: true });
  const stack: Configuration = {
    terraform: { required_providers: { azurerm: {}, azapi: { source: "Azure/azapi" } } },
    provider: {
      azurerm: [{ features: [{}], subscription_id: SUBSCRIPTION }],
      azapi: [{ ignore_no_op_changes: false }],
    },
    ...more,
    resource: {
      azurerm_resource_group: { ours: GROUP },
      azurerm_data_factory: { ours: FACTORY },
      ...more.resource,
    },
  };
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(stack));
  return rehearse({ holding: { hubPlans: [], domainPlans: [] }, outdir, others: [OURS], ...props });
}

const created = ({ events }: Rehearsed): string[] =>
  events.all.filter(({ kind }) => kind === "create").map(({ type }) => type);

describe("what is given", () => {
  it("is there for the stack, and not left over at the end", async () => {
    const account = { name: "contosodata", resource_group_name: "platform-rg", location: "westeurope" };
    const rehearsed = await ours(
      {
        data: { azurerm_storage_account: { given: { name: "contosodata", resource_group_name: "platform-rg" } } },
        output: { key: { value: "${data.azurerm_storage_account.given.primary_access_key}", sensitive: true } },
      },
      {
        given: ({ world }) => {
          world.put("azurerm_resource_group", GROUP_ID, { name: "platform-rg", location: "westeurope" });
          world.put("azurerm_storage_account", ACCOUNT_ID, account);
        },
      },
    );
    expect(rehearsed.failures).toEqual([]);
  });

  it("is missed where it is not", async () => {
    const { failures } = await ours({
      data: { azurerm_storage_account: { given: { name: "contosodata", resource_group_name: "platform-rg" } } },
    });
    expect(failures).toMatchObject([{ step: "apply", refusals: ["existence/looked-up"] }]);
  });

  const imported = (id: string): Configuration => ({ import: [{ to: "azurerm_resource_group.ours", id }] });
  const OURS_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/ours-rg`;

  it("is taken over by an import, as it is", async () => {
    const given: RehearseProps["given"] = ({ world }) => world.put("azurerm_resource_group", OURS_ID, GROUP);
    const rehearsed = await ours(imported(OURS_ID), { given });
    expect(rehearsed.failures).toEqual([]);
    expect(created(rehearsed)).toEqual(["azurerm_data_factory"]);
  });

  it("is told by name where an import finds nothing", async () => {
    const { failures } = await ours(imported(OURS_ID));
    expect(failures[0].output.replace(/\s+/g, " ")).toContain(`There is no azurerm_resource_group ${OURS_ID}`);
  });

  it("is told by name where its type is misspelt", async () => {
    const given: RehearseProps["given"] = ({ world }) => world.put("azurerm_key_vaults", VAULT_ID, {});
    await expect(ours({}, { given })).rejects.toThrow(
      `${VAULT_ID} cannot be put: the rehearsal serves no type azurerm_key_vaults; is azurerm_key_vault meant?`,
    );
  });
});

describe("a type that the rehearsal does not know", () => {
  const endpoint = { resource: { azurerm_data_factory_managed_private_endpoint: { vault: ENDPOINT } } };

  it("stops the stack where nobody says what to do with it", async () => {
    const { failures } = await ours({ resource: { azurerm_management_lock: { lock: { name: "lock" } } } });
    expect(failures[0]).toMatchObject({
      step: "validate",
      output: expect.stringContaining('does not support resource type\n"azurerm_management_lock"') as string,
    });
  });

  it("is served by its bindings and what these do not say, in what it belongs to, until it is destroyed", async () => {
    const rehearsed = await ours(endpoint, {
      outside: { azurerm_data_factory_managed_private_endpoint: { forceNew: ["name", "target_resource_id"] } },
    });
    expect(rehearsed.failures).toEqual([]);
    const [made] = rehearsed.events.all.filter(({ type }) => type === "azurerm_data_factory_managed_private_endpoint");
    expect(made.id).toBe(
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/ours-rg/providers/Microsoft.DataFactory/factories/ours-adf` +
        "/providers/azurerm_data_factory_managed_private_endpoint/to-vault",
    );
    expect(created(rehearsed)).toContain("azurerm_data_factory_managed_private_endpoint");
  });

  it("has the arguments that its bindings have", async () => {
    const { failures } = await ours(
      { resource: { azurerm_data_factory_managed_private_endpoint: { vault: { ...ENDPOINT, fqdn: [] } } } },
      { outside: { azurerm_data_factory_managed_private_endpoint: {} } },
    );
    expect(failures[0]).toMatchObject({
      step: "validate",
      output: expect.stringContaining('"fqdn"') as string,
    });
  });

  it("is served as Azure's own body where azapi writes it", async () => {
    const component = {
      type: "Microsoft.Insights/components@2020-02-02",
      name: "ours-appi",
      parent_id: "${azurerm_resource_group.ours.id}",
      location: "westeurope",
      body: { kind: "web", properties: { Application_Type: "web" } },
      response_export_values: [],
    };
    const rehearsed = await ours(
      { resource: { azapi_resource: { component } } },
      { outside: { "Microsoft.Insights/components": {} } },
    );
    expect(rehearsed.failures).toEqual([]);
    expect(created(rehearsed)).toContain("Microsoft.Insights/components");
  });

  it("is left out by name, and whatever waits for it does not wait", async () => {
    const rehearsed = await ours(
      {
        resource: {
          azurerm_management_lock: { lock: { name: "lock", scope: "${azurerm_resource_group.ours.id}" } },
          azurerm_data_factory: { ours: { ...FACTORY, depends_on: ["azurerm_management_lock.lock"] } },
        },
      },
      { outside: { azurerm_management_lock: "ignored" } },
    );
    expect(rehearsed.failures).toEqual([]);
    expect(created(rehearsed)).toEqual(["azurerm_resource_group", "azurerm_data_factory"]);
  });

  it("is not left out where something refers to it", async () => {
    const lock = { name: "lock", scope: "${azurerm_resource_group.ours.id}" };
    const named = { ...FACTORY, tags: { lock: "${azurerm_management_lock.lock.id}" } };
    await expect(
      ours(
        { resource: { azurerm_management_lock: { lock }, azurerm_data_factory: { ours: named } } },
        { outside: { azurerm_management_lock: "ignored" } },
      ),
    ).rejects.toThrow(
      "azurerm_data_factory.ours refers to a azurerm_management_lock, which is ignored: serve it by its schema instead.",
    );
  });

  it.each([
    [
      "azurerm_key_vault",
      "azurerm_key_vault need not be said: the rehearsal serves it, with the rules of Azure for it.",
    ],
    [
      "azurerm_monitor_setting",
      "azurerm_monitor_setting cannot be served: there is no @cdktf/provider-azurerm/lib/monitor-setting",
    ],
    ["random_id", "random_id cannot be served"],
  ])("is refused where it is none: %s", async (type, message) => {
    await expect(ours({}, { outside: { [type]: {} } })).rejects.toThrow(message);
  });

  it("is refused where its schema does not fit its bindings", async () => {
    await expect(ours({}, { outside: { azurerm_management_lock: { forceNew: ["colour"] } } })).rejects.toThrow(
      "azurerm_management_lock has no colour",
    );
  });
});
