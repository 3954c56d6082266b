import { ManagedIdentityCredential, UserAssignedIdentity } from "../../../../lib";
import { GROUP_ID, PRINCIPAL_ID } from "../../../support/azure";
import { MovingFactory } from "../../../support/movement";

/** A name with a slash. */
export function program(): void {
  const { stack, dataFactory } = new MovingFactory();
  const identity = UserAssignedIdentity.fromAttributes(stack, "Identity", {
    resourceId: `${GROUP_ID}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/factory-id`,
    principalId: PRINCIPAL_ID,
  });
  new ManagedIdentityCredential(stack, "Credential", { dataFactory, credentialName: "factory/link", identity });
}
