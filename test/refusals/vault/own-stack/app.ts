import { TerraformVariable, Testing } from "cdktf";
import { KeyVault, SecretValue } from "../../../../lib";
import { PLACE } from "../../../support/azure";
import { stackUnderTest } from "../../../support/stack";

/** The variable of one stack, written by another. */
export function program(): void {
  const app = Testing.app();
  const password = new TerraformVariable(stackUnderTest("hub", app), "password", { sensitive: true });
  const vault = new KeyVault(stackUnderTest("vaults", app), "Vault", { ...PLACE, vaultName: "contoso-retail-kv" });
  vault.addSecret("warehouse-password", SecretValue.stored(password.stringValue));
}
