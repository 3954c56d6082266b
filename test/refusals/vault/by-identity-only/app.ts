import { KeyVault } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** The value of a secret that only a factory's identity reads. */
export function program(): string {
  const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", {
    resourceId:
      "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.KeyVault/vaults/contoso-retail-kv",
    lookedUpSecretNames: ["warehouse-password"],
  });
  return vault.secret("salesforce-client-secret").value;
}
