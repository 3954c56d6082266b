import { KeyVault } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name longer than Azure takes. */
export function program(): void {
  new KeyVault(stackUnderTest(), "Vault", {
    vaultName: "contoso-retail-production-kv",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
}
