import { TerraformVariable } from "cdktf";
import { KeyVault, SecretValue } from "../../../../lib";
import { stackUnderTest, synthesized } from "../../../support/stack";

/** A secret, and nobody who may write it. */
export function program(): void {
  const stack = stackUnderTest();
  const password = new TerraformVariable(stack, "password", { type: "string", sensitive: true });
  const vault = new KeyVault(stack, "Vault", {
    vaultName: "contoso-retail-kv",
    resourceGroupName: "retail-rg",
    location: "westeurope",
  });
  vault.addSecret("warehouse-password", SecretValue.stored(password.stringValue));
  synthesized(stack);
}
