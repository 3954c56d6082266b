import { KeyVault } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** More addresses than a vault takes. */
export function program(): void {
  new KeyVault(stackUnderTest(), "Vault", {
    vaultName: "contoso-retail-kv",
    resourceGroupName: "retail-rg",
    location: "westeurope",
    admittedAddresses: Array.from({ length: 1001 }, (_, index) => `20.0.${index >> 8}.${index & 255}`),
  });
}
