import { TerraformVariable } from "cdktf";
import { KeyVault, SecretValue } from "../../../../lib";
import { PLACE } from "../../../support/azure";
import { stackUnderTest } from "../../../support/stack";

/** A default value is a secret in the synthesized file. */
export function program(): void {
  const stack = stackUnderTest();
  const password = new TerraformVariable(stack, "password", { sensitive: true, default: "hunter2" });
  const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-retail-kv" });
  vault.addSecret("warehouse-password", SecretValue.stored(password.stringValue));
}
