import { Duration, KeyVault } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A deleted vault that is to be kept for a day. */
export function program(): void {
  new KeyVault(stackUnderTest(), "Vault", {
    vaultName: "contoso-retail-kv",
    resourceGroupName: "retail-rg",
    location: "westeurope",
    softDeleteRetention: Duration.days(1),
  });
}
