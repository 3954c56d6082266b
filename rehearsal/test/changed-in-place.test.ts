/** The other side of what cannot be changed any more: what can, and what is made anew instead. */
import { Configuration, TerraformStackRun } from "../src/terraform";
import { block, outcome } from "./support/stage";
import { GATEWAY } from "./support/sketches";
import { PLACE, Sketch, Workshop, inGroup } from "./support/workshop";

const ACCOUNT = "azurerm_storage_account";
const SCALE_SET = "azurerm_linux_virtual_machine_scale_set";

/** One of each, of the types that change now in place and now not. */
const PARTS: Sketch = {
  name: "parts",
  resources: () => ({
    azurerm_key_vault: {
      vault: {
        ...PLACE,
        name: "sketch-kv",
        tenant_id: "7e0a5c1e-0000-4000-8000-000000000001",
        sku_name: "standard",
        rbac_authorization_enabled: true,
      },
    },
    azurerm_storage_account: {
      account: { ...PLACE, name: "sketchst", account_tier: "Standard", account_replication_type: "LRS" },
    },
    azurerm_data_factory: { factory: { ...PLACE, name: "sketch-adf", managed_virtual_network_enabled: true } },
    azurerm_container_registry: {
      images: { ...PLACE, name: "sketchacr", sku: "Premium", retention_policy_in_days: 7 },
    },
    azurerm_log_analytics_workspace: { logs: { ...PLACE, name: "sketch-logs", sku: "PerGB2018" } },
    azurerm_public_ip: {
      out: {
        ...PLACE,
        name: "out",
        allocation_method: "Static",
        domain_name_label: "out",
        domain_name_label_scope: "TenantReuse",
      },
    },
    azurerm_storage_share: {
      traces: { name: "traces", storage_account_id: "${azurerm_storage_account.account.id}", quota: 5 },
    },
    azurerm_storage_container: {
      rows: { name: "rows", storage_account_id: "${azurerm_storage_account.account.id}" },
    },
    azurerm_container_app_environment: { apps: { ...PLACE, name: "sketch-apps" } },
    azurerm_virtual_network: { net: { ...PLACE, name: "net", address_space: ["10.0.0.0/24"] } },
    azurerm_subnet: {
      empty: {
        name: "empty",
        resource_group_name: PLACE.resource_group_name,
        virtual_network_name: "${azurerm_virtual_network.net.name}",
        address_prefixes: ["10.0.0.0/26"],
      },
    },
  }),
};

/** What a plan would do: type and actions. */
const planned = async (stack: TerraformStackRun): Promise<string[]> =>
  (await stack.changes()).map(({ address, actions }) => [address.split(".")[0], ...actions].join(" ")).sort();

describe.each([
  [
    PARTS,
    (configuration: Configuration) => {
      // A vault of which nobody has chosen a retention, or protection; what stays zonal, or does not; what is empty.
      Object.assign(block(configuration, "azurerm_key_vault"), {
        soft_delete_retention_days: 30,
        purge_protection_enabled: true,
      });
      Object.assign(block(configuration, ACCOUNT), {
        account_replication_type: "GRS",
        large_file_share_enabled: true,
      });
      Object.assign(block(configuration, "azurerm_virtual_network"), { address_space: ["10.0.0.0/25"] });
      Object.assign(block(configuration, "azurerm_container_registry"), {
        sku: "Standard",
        retention_policy_in_days: 0,
      });
      Object.assign(block(configuration, "azurerm_log_analytics_workspace"), {
        sku: "CapacityReservation",
        reservation_capacity_in_gb_per_day: 100,
      });
      Object.assign(block(configuration, "azurerm_storage_share"), { quota: 6 });
      Object.assign(block(configuration, "azurerm_subnet"), {
        address_prefixes: ["10.0.0.64/26"],
        delegation: [{ name: "apps", service_delegation: [{ name: "Microsoft.App/environments", actions: null }] }],
      });
    },
    [
      "azurerm_container_registry update",
      "azurerm_key_vault update",
      "azurerm_log_analytics_workspace update",
      "azurerm_storage_account update",
      "azurerm_storage_share update",
      "azurerm_subnet update",
      "azurerm_virtual_network update",
    ],
  ],
  [
    GATEWAY,
    (configuration: Configuration) => {
      const balancer = block(configuration, "azurerm_lb");
      const [inside] = balancer.frontend_ip_configuration as object[];
      balancer.frontend_ip_configuration = [inside, { ...inside, name: "second", zones: ["1"] }];
      block(configuration, SCALE_SET).single_placement_group = false;
      block(configuration, "azurerm_virtual_network").address_space = ["10.0.0.0/24", "10.1.0.0/24"];
    },
    ["azurerm_lb update", `${SCALE_SET} update`, "azurerm_virtual_network update"],
  ],
])("in $name", (sketch, edit, updates) => {
  it("what nothing stands on, and what is added, changes in place", async () => {
    const workshop = new Workshop(sketch);
    const stack = workshop.stack();
    try {
      expect(await outcome(stack.init())).toBe("ok");
      expect(await outcome(stack.apply())).toBe("ok");
      stack.change(edit);
      expect(await planned(stack)).toEqual(updates);
      expect(await outcome(stack.applyPlan())).toBe("ok");
      expect(await planned(stack)).toEqual([]);
    } finally {
      workshop.clear();
    }
  });
});

it("makes anew what azurerm cannot change in place, though it can change other things of the kind", async () => {
  const gateway = new Workshop(GATEWAY);
  const parts = new Workshop(PARTS);
  const anew = async (workshop: Workshop, type: string, changed: object): Promise<string[]> => {
    const before = { ...block(workshop.stack().configuration, type) };
    workshop.stack().change((configuration) => Object.assign(block(configuration, type), changed));
    const changes = await planned(workshop.stack());
    workshop.stack().change((configuration) => {
      Object.keys(changed).forEach((name) => delete block(configuration, type)[name]);
      Object.assign(block(configuration, type), before);
    });
    return changes.filter((change) => change.startsWith(`${type} `));
  };
  try {
    for (const workshop of [gateway, parts]) {
      expect(await outcome(workshop.stack().init())).toBe("ok");
      expect(await outcome(workshop.stack().apply())).toBe("ok");
    }
    expect(await anew(gateway, SCALE_SET, { zones: ["1", "2"] })).toEqual([`${SCALE_SET} delete create`]);
    expect(await anew(parts, ACCOUNT, { account_replication_type: "ZRS" })).toEqual([`${ACCOUNT} delete create`]);
    expect(await anew(parts, ACCOUNT, { account_kind: "BlobStorage" })).toEqual([`${ACCOUNT} delete create`]);
    expect(await anew(parts, "azurerm_data_factory", { managed_virtual_network_enabled: false })).toEqual([
      "azurerm_data_factory delete create",
    ]);
    const elsewhere = `${inGroup("Microsoft.Storage", "storageAccounts")}/sketchother`;
    for (const [type, changed] of [
      ["azurerm_storage_share", { storage_account_id: elsewhere }],
      ["azurerm_storage_container", { storage_account_id: elsewhere }],
      ["azurerm_log_analytics_workspace", { sku: "PerNode" }],
      ["azurerm_public_ip", { domain_name_label_scope: "NoReuse" }],
    ] as const) {
      expect(await anew(parts, type, changed)).toEqual([`${type} delete create`]);
    }
    const profile = { name: "Consumption", workload_profile_type: "Consumption" };
    expect(await anew(parts, "azurerm_container_app_environment", { workload_profile: [profile] })).toEqual([
      "azurerm_container_app_environment delete create",
    ]);
  } finally {
    gateway.clear();
    parts.clear();
  }
});
