const ADDRESS_BITS = 32;

/** Of every subnet Azure keeps the first four addresses and the last. Source: Microsoft, virtual network FAQ. */
const KEPT = { first: 4, last: 1 };

/** Whether an IPv4 address lies in a range in CIDR notation, or is the one address given. */
export function addressWithin(address: string, range: string): boolean {
  const position = positionIn(range, address);
  return position >= 0 && position < sizeOf(range);
}

/** Whether a range, or an address, is named by its first address. */
export function beginsWithItsFirst(range: string): boolean {
  return positionIn(range, startOf(range)) === 0;
}

/** Whether all of `inner` lies in `outer`. */
export function contains(outer: string, inner: string): boolean {
  return sizeOf(inner) <= sizeOf(outer) && addressWithin(startOf(inner), outer);
}

/** Whether two ranges have an address in common. */
export function overlap(left: string, right: string): boolean {
  return contains(left, right) || contains(right, left);
}

/** Whether a subnet with this range can give the address to somebody. */
export function isFree(address: string, range: string): boolean {
  const position = positionIn(range, address);
  return position >= KEPT.first && position < sizeOf(range) - KEPT.last;
}

export const startOf = (range: string): string => range.split("/")[0];

/** How far an address is from the first one of a range. */
function positionIn(range: string, address: string): number {
  const size = sizeOf(range);
  return numberOf(address) - Math.floor(numberOf(startOf(range)) / size) * size;
}

const sizeOf = (range: string): number => 2 ** (ADDRESS_BITS - Number(range.split("/")[1] ?? ADDRESS_BITS));

const numberOf = (address: string): number => address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
