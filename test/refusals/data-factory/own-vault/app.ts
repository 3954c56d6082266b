import { KeyVault } from "../../../../lib";
import { GROUP_ID } from "../../../support/azure";
import { MovingFactory } from "../../../support/movement";

/** A secret of one vault, by the way to another. */
export function program(): void {
  const moving = new MovingFactory();
  const resourceId = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/other-kv`;
  const clientSecret = KeyVault.fromAttributes(moving.stack, "Other", { resourceId }).secret("crm-secret");
  moving.salesforce("Crm", { clientSecret });
}
