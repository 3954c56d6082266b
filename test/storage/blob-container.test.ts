import { BlobContainer, StorageAccount } from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/contosohub`;

describe("a blob container", () => {
  test("is made private in its account", () => {
    const stack = stackUnderTest();
    const storageAccount = new StorageAccount(stack, "Storage", { ...PLACE, accountName: "contosoretail" });
    const container = new BlobContainer(stack, "Handoff", { storageAccount, containerName: "handoff" });
    expect(resources(stack, "azurerm_storage_container")).toEqual([
      {
        name: "handoff",
        storage_account_id: expect.stringMatching(/^\$\{azurerm_storage_account\.Storage_\w+\.id\}$/),
        container_access_type: "private",
      },
    ]);
    expect(container).toMatchObject({ containerName: "handoff", storageAccount });
    expect(resolved(stack, container.resourceId)).toMatch(/^\$\{azurerm_storage_container\.Handoff_\w+\.id\}$/);
  });

  test.each(["ab", "Handoff", "-handoff", "hand--off", "hand_off", "c".repeat(64)])(
    "fails if its name is %j",
    (containerName) => {
      const stack = stackUnderTest();
      const storageAccount = StorageAccount.fromResourceId(stack, "Storage", ACCOUNT_ID);
      const refusal = `Stack/Handoff: [storage/container-name] given "${containerName}".`;
      expect(() => new BlobContainer(stack, "Handoff", { storageAccount, containerName })).toThrow(refusal);
      expect(() => BlobContainer.fromName(stackUnderTest(), "Handoff", storageAccount, containerName)).toThrow(refusal);
    },
  );

  test.each(["abc", "1-handoff-", "c".repeat(63)])("of somebody else may be called %j, and is not made", (name) => {
    const stack = stackUnderTest();
    const storageAccount = StorageAccount.fromResourceId(stack, "Storage", ACCOUNT_ID);
    expect(BlobContainer.fromName(stack, "Handoff", storageAccount, name)).toMatchObject({
      containerName: name,
      storageAccount,
      resourceId: `${ACCOUNT_ID}/blobServices/default/containers/${name}`,
    });
    expect(template(stack).resource).toBeUndefined();
  });
});
