import { Values } from "../../provider/value";
import { addressWithin } from "../addresses";
import { sameId } from "../ids";
import { blocks, text } from "../operation";
import { given } from "../types/kind";
import type { World } from "../world";

/** Addresses and ranges, and subnets, that a vault admits; undefined where it is open to all. */
export function admittedBy(vault: Values): { ranges: string[]; subnetIds: string[] } | undefined {
  const [acls] = blocks(vault, "network_acls");
  return acls === undefined || text(acls, "default_action") !== "Deny"
    ? undefined
    : { ranges: given(acls, "ip_rules"), subnetIds: given(acls, "virtual_network_subnet_ids") };
}

/** Whether a vault answers what runs in one of the subnets: it is open, or admits a subnet or its way out. */
export function admits(world: World, vault: Values, subnetIds: readonly string[]): boolean {
  const admitted = admittedBy(vault);
  return (
    admitted === undefined ||
    subnetIds.some(
      (subnet) =>
        admitted.subnetIds.some((one) => sameId(one, subnet)) ||
        natAddresses(world, subnet).some((address) => admitted.ranges.some((range) => addressWithin(address, range))),
    )
  );
}

/** Public addresses of the NAT gateway of a subnet. */
export function natAddresses(world: World, subnetId: string): string[] {
  const gateways = [
    ...given(world.find(subnetId)?.values ?? {}, "nat_gateway_id"),
    ...world
      .ofType("azurerm_subnet_nat_gateway_association")
      .filter(({ values }) => sameId(text(values, "subnet_id"), subnetId))
      .map(({ values }) => text(values, "nat_gateway_id")),
  ];
  return world
    .ofType("azurerm_nat_gateway_public_ip_association")
    .filter(({ values }) => gateways.some((gateway) => sameId(gateway, text(values, "nat_gateway_id"))))
    .flatMap(({ values }) => text(world.find(text(values, "public_ip_address_id"))?.values ?? {}, "ip_address"));
}
