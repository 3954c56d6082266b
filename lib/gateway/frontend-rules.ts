import { isIPv4 } from "net";
import { positionIn, sizeOf } from "../core/ipv4";
import { Rule, Violation } from "../core/rule";
import { GatewayFrontend } from "./gateway-frontend";
import { GatewayNetwork } from "./gateway-network";
import { RESERVED_FIRST_ADDRESSES, RESERVED_LAST_ADDRESSES } from "./limits";

const PRIVATE_ADDRESS = new Rule({
  id: "gateway/private-address",
  why: "Azure gives the gateway only an address of its own subnet, and keeps the subnet's first four and its last for itself.",
  fix: "Give another IPv4 address of the subnet, or leave it out, so that Azure picks one.",
  source: "Microsoft: virtual network FAQ, reserved addresses of a subnet",
});

/** What is wrong with the private address of a frontend. Of a subnet that somebody else owns the range is unknown. */
export function frontendViolations({ _privateAddress }: GatewayFrontend, network: GatewayNetwork): Violation[] {
  const { _addressSpace: range } = network;
  const isFree = (address: string): boolean => {
    if (!isIPv4(address)) {
      return false;
    }
    if (range === undefined) {
      return true;
    }
    const position = positionIn(range, address);
    return position >= RESERVED_FIRST_ADDRESSES && position < sizeOf(range) - RESERVED_LAST_ADDRESSES;
  };
  return _privateAddress === undefined
    ? []
    : PRIVATE_ADDRESS.unless(isFree, _privateAddress, range && `The subnet is ${range}.`);
}
