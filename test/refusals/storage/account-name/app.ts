import { StorageAccount } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with hyphens. */
export function program(): void {
  new StorageAccount(stackUnderTest(), "Storage", {
    accountName: "contoso-retail",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
