import { TerraformOutput } from "cdktf";
import { Duration, StorageAccount, StorageReplication } from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/contosoretail`;

describe("a storage account", () => {
  test("takes TLS 1.2 over HTTPS only, and nothing in it can be public", () => {
    const stack = stackUnderTest();
    new StorageAccount(stack, "Storage", { ...PLACE, accountName: "contosoretail" });
    expect(resources(stack, "azurerm_storage_account")).toEqual([
      {
        name: "contosoretail",
        resource_group_name: "retail-rg",
        location: "westeurope",
        account_kind: "StorageV2",
        account_tier: "Standard",
        account_replication_type: "LRS",
        min_tls_version: "TLS1_2",
        https_traffic_only_enabled: true,
        allow_nested_items_to_be_public: false,
      },
    ]);
  });

  test.each([
    [StorageReplication.ZONE_REDUNDANT, "ZRS"],
    [StorageReplication.GEO_REDUNDANT, "GRS"],
  ])("may be %s", (replication, told) => {
    const stack = stackUnderTest();
    new StorageAccount(stack, "Storage", { ...PLACE, accountName: "contosoretail", replication });
    expect(resources(stack, "azurerm_storage_account")).toMatchObject([{ account_replication_type: told }]);
  });

  test("gives its own key without a look-up", () => {
    const stack = stackUnderTest();
    const account = new StorageAccount(stack, "Storage", { ...PLACE, accountName: "contosoretail" });
    expect(resolved(stack, account.accountKey)).toMatch(
      /^\$\{azurerm_storage_account\.Storage_\w+\.primary_access_key\}$/,
    );
    expect(template(stack).data).toBeUndefined();
  });

  test.each(["st", "Contoso", "contoso-retail", "s".repeat(25)])("fails if its name is %j", (accountName) => {
    expect(() => new StorageAccount(stackUnderTest(), "Storage", { ...PLACE, accountName })).toThrow(
      `Stack/Storage: [storage/account-name] given "${accountName}".`,
    );
  });

  test.each(["st1", "1st", "s".repeat(24)])("may be called %j", (accountName) => {
    const stack = stackUnderTest();
    expect(new StorageAccount(stack, "Storage", { ...PLACE, accountName }).accountName).toBe(accountName);
    expect(resources(stack, "azurerm_storage_account")).toMatchObject([{ name: accountName }]);
  });
});

describe("blobs that nobody changes", () => {
  const account = () => {
    const stack = stackUnderTest();
    return { stack, account: new StorageAccount(stack, "Storage", { ...PLACE, accountName: "contosoretail" }) };
  };

  test("are deleted when they are old enough, by the one policy that an account has", () => {
    const { stack, account: storage } = account();
    storage.deleteBlobsAfter("exports/runs/", Duration.days(30));
    storage.deleteBlobsAfter("logs/", Duration.days(1));
    const rule = (name: string, prefix: string, days: number) => ({
      name,
      enabled: true,
      filters: { blob_types: ["blockBlob"], prefix_match: [prefix] },
      actions: { base_blob: { delete_after_days_since_modification_greater_than: days } },
    });
    expect(resources(stack, "azurerm_storage_management_policy")).toEqual([
      {
        storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.\S+\.id\}$/),
        rule: [rule("delete0", "exports/runs/", 30), rule("delete1", "logs/", 1)],
      },
    ]);
  });

  test.each([0, 0.5, 36_501])("fails if old enough are %j days", (days) => {
    expect(() => account().account.deleteBlobsAfter("logs/", Duration.days(days))).toThrow(
      `Stack/Storage: [storage/blob-age] given an age in days of ${days}.`,
    );
  });

  test.each([1, 36_500])("may be deleted after %j days", (days) => {
    const { stack, account: storage } = account();
    storage.deleteBlobsAfter("logs/", Duration.days(days));
    expect(resources(stack, "azurerm_storage_management_policy")).toHaveLength(1);
  });
});

describe("a storage account of somebody else", () => {
  test("is never made, and its key is looked up once, when it is first asked for", () => {
    // GIVEN
    const stack = stackUnderTest();
    const account = StorageAccount.fromResourceId(stack, "Storage", ACCOUNT_ID);
    expect(template(stack).data).toBeUndefined();
    // WHEN
    const keys = [account.accountKey, account.accountKey];
    keys.forEach((value, index) => new TerraformOutput(stack, `o${index}`, { value, sensitive: true }));
    // THEN
    const { resource, data, output } = template(stack);
    expect(resource).toBeUndefined();
    const [[lookup, body], ...others] = Object.entries(data!.azurerm_storage_account);
    expect(others).toEqual([]);
    expect(body).toEqual({ name: "contosoretail", resource_group_name: "hub-rg" });
    const key = { value: `\${data.azurerm_storage_account.${lookup}.primary_access_key}`, sensitive: true };
    expect(output).toEqual({ o0: key, o1: key });
  });
});
