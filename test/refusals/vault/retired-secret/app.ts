import { KeyVault } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A secret that the plan is about to take from the domain. */
export function program(): void {
  const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", {
    resourceId:
      "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.KeyVault/vaults/contoso-retail-kv",
    readableSecretNames: ["erp-password"],
    retiredSecretNames: ["erp-password"],
  });
  vault.secret("erp-password");
}
