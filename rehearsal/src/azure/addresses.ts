const ADDRESS_BITS = 32;

/** Whether an IPv4 address lies in a range in CIDR notation, or is the one address given. */
export function addressWithin(address: string, range: string): boolean {
  const [network = "", bits = String(ADDRESS_BITS)] = range.split("/");
  const size = 2 ** (ADDRESS_BITS - Number(bits));
  return Math.floor(numberOf(address) / size) === Math.floor(numberOf(network) / size);
}

export const numberOf = (address: string): number =>
  address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
