import { KeyVault, SecretValue } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A password in the program. */
export function program(): void {
  const vault = new KeyVault(stackUnderTest(), "Vault", {
    vaultName: "contoso-retail-kv",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
  vault.addSecret("warehouse-password", SecretValue.stored("hunter2"));
}
