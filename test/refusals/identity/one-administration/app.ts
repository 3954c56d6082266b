import { Principal, RelayNamespace, Role } from "../../../../lib";
import { stackUnderTest } from "../../../support/stack";

/** A second role would need a second assignment of the same administrator's role. */
export function program(): void {
  const stack = stackUnderTest();
  const place = { resourceGroupName: "hub-rg", location: "westeurope" };
  const relay = new RelayNamespace(stack, "Relay", { ...place, namespaceName: "contoso-relay" });
  const deployer = new Principal(stack, "Deployer", "d0d0d0d0-0000-4000-8000-000000000001");
  deployer.grantAdministrationOf(Role.AZURE_RELAY_SENDER, relay);
  deployer.grantAdministrationOf(Role.AZURE_RELAY_LISTENER, relay);
}
