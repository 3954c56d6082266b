import { KeyVault } from "../../../../lib";
import { GROUP_ID, PLACE } from "../../../support/azure";
import { stackUnderTest } from "../../../support/stack";

/** More subnets than a vault takes. */
export function program(): void {
  new KeyVault(stackUnderTest(), "Vault", {
    ...PLACE,
    vaultName: "contoso-retail-kv",
    admittedSubnetIds: Array.from(
      { length: 201 },
      (_, index) => `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/net-${index}/subnets/apps`,
    ),
  });
}
