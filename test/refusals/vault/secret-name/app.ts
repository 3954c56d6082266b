import { KeyVault } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A name with an underscore. */
export function program(): void {
  const resourceId =
    "/subscriptions/5b5c0000-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.KeyVault/vaults/contoso-retail-kv";
  KeyVault.fromAttributes(stackUnderTest(), "Vault", { resourceId }).secret("warehouse_password");
}
