import { Token } from "cdktf";
import { FileShare, StorageAccount } from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

function accountIn(stack: ReturnType<typeof stackUnderTest>): StorageAccount {
  return new StorageAccount(stack, "Storage", { ...PLACE, accountName: "contosoretail" });
}

describe("a file share", () => {
  test("is made in its account, 5 GiB large, and is what mounting it waits for", () => {
    const stack = stackUnderTest();
    const share = new FileShare(stack, "Share", { storageAccount: accountIn(stack), shareName: "runs" });
    const [[name, body]] = Object.entries(template(stack).resource!.azurerm_storage_share);
    expect(body).toEqual({
      name: "runs",
      storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Storage_\w+\.id\}$/),
      quota: 5,
    });
    expect(share.dependencies.map(({ fqn }) => resolved(stack, fqn))).toEqual([`\${azurerm_storage_share.${name}}`]);
  });

  test.each([1, 102_400, Token.asNumber("${var.quota}")])("may have %d GiB", (quotaGib) => {
    const stack = stackUnderTest();
    new FileShare(stack, "Share", { storageAccount: accountIn(stack), shareName: "runs", quotaGib });
    expect(resources(stack, "azurerm_storage_share")).toMatchObject([{ quota: resolved(stack, quotaGib) }]);
  });

  test.each([0, -1, 1.5, 102_401])("fails if it has %d GiB", (quotaGib) => {
    const stack = stackUnderTest();
    const props = { storageAccount: accountIn(stack), shareName: "runs", quotaGib };
    expect(() => new FileShare(stack, "Share", props)).toThrow(
      `Stack/Share: [storage/share-quota] given quotaGib ${quotaGib}. Azure Files makes no share of that size. Give a whole number of GiB. Allowed: 1-102400 GiB.`,
    );
  });

  test.each(["ab", "Runs", "-runs", "runs-", "ru--ns", "s".repeat(64)])("fails if its name is %j", (shareName) => {
    const stack = stackUnderTest();
    const storageAccount = accountIn(stack);
    const refusal = `Stack/Share: [storage/share-name] given "${shareName}".`;
    expect(() => new FileShare(stack, "Share", { storageAccount, shareName })).toThrow(refusal);
    expect(() => FileShare.fromName(stackUnderTest(), "Share", storageAccount, shareName)).toThrow(refusal);
  });

  test("of somebody else is named, not made, and waits for nothing", () => {
    const stack = stackUnderTest();
    const id = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/contosohub`;
    const storageAccount = StorageAccount.fromResourceId(stack, "Storage", id);
    const share = FileShare.fromName(stack, "Share", storageAccount, "r".repeat(63));
    expect(share).toMatchObject({ shareName: "r".repeat(63), storageAccount, dependencies: [] });
    expect(template(stack).resource).toBeUndefined();
  });
});
