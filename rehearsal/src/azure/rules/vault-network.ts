import { Values } from "../../provider/value";
import { addressWithin } from "../addresses";
import { sameId } from "../ids";
import { Operation, blocks, text } from "../operation";
import { given } from "../types/kind";

/** Whether a vault answers what runs in one of the subnets: it is open, or admits a subnet or its way out. */
export function admits(azure: Operation["azure"], vault: Values, subnetIds: readonly string[]): boolean {
  const [acls] = blocks(vault, "network_acls");
  return (
    acls === undefined ||
    text(acls, "default_action") !== "Deny" ||
    subnetIds.some(
      (subnet) =>
        given(acls, "virtual_network_subnet_ids").some((one) => sameId(one, subnet)) ||
        natAddresses(azure, subnet).some((address) =>
          given(acls, "ip_rules").some((range) => addressWithin(address, range)),
        ),
    )
  );
}

/** Public addresses of the NAT gateway of a subnet. */
export function natAddresses(azure: Operation["azure"], subnetId: string): string[] {
  return azure
    .ofType("azurerm_subnet_nat_gateway_association")
    .filter(({ values }) => sameId(text(values, "subnet_id"), subnetId))
    .flatMap(({ values }) =>
      azure
        .ofType("azurerm_nat_gateway_public_ip_association")
        .filter((one) => sameId(text(one.values, "nat_gateway_id"), text(values, "nat_gateway_id"))),
    )
    .flatMap(({ values }) => text(azure.find(text(values, "public_ip_address_id"))?.values ?? {}, "ip_address"));
}
