import { TerraformVariable } from "cdktf";
import { KeyVault, SecretValue } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A write-only value that no version ever writes. */
export function program(): void {
  const stack = stackUnderTest();
  const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true });
  const vault = new KeyVault(stack, "Vault", {
    vaultName: "contoso-retail-kv",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
  vault.addSecret("warehouse-password", SecretValue.writeOnly(password.stringValue, 0));
}
