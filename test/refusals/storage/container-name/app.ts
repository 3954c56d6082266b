import { BlobContainer, StorageAccount } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name in capitals. */
export function program(): void {
  const stack = stackUnderTest();
  const id =
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.Storage/storageAccounts/contosoretail";
  const storageAccount = StorageAccount.fromResourceId(stack, "Storage", id);
  new BlobContainer(stack, "Handoff", { storageAccount, containerName: "Handoff" });
}
