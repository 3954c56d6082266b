import { Duration, StorageAccount } from "../../../../lib";
import { PLACE } from "../../../support/azure";
import { stackUnderTest } from "../../../support/stack";

/** Half a day. */
export function program(): void {
  const account = new StorageAccount(stackUnderTest(), "Storage", { ...PLACE, accountName: "retailerp" });
  account.deleteBlobsAfter("exports/", Duration.hours(12));
}
