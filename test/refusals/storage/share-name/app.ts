import { FileShare, StorageAccount } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with two hyphens in a row. */
export function program(): void {
  const stack = stackUnderTest();
  const id =
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.Storage/storageAccounts/contosoretail";
  const storageAccount = StorageAccount.fromResourceId(stack, "Storage", id);
  new FileShare(stack, "Runs", { storageAccount, shareName: "dbt--runs" });
}
