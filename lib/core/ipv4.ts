import { isIPv4 } from "net";

const ADDRESS_BITS = 32;
const VALUES_OF_A_BIT = 2;
const OCTETS = 4;
const ADDRESSES_PER_OCTET = 256;
/** What each octet of an address counts. */
const OCTET_VALUES = Array.from({ length: OCTETS }, (_, place) => ADDRESSES_PER_OCTET ** (OCTETS - 1 - place));

/** Whether `text` is an IPv4 address, or a range of them in CIDR notation. */
export function isRange(text: string): boolean {
  const [host = "", prefix, ...rest] = text.split("/");
  return isIPv4(host) && rest.length === 0 && (prefix === undefined || /^(?:\d|[12]\d|3[0-2])$/.test(prefix));
}

/** Whether `text` is an IPv4 range in CIDR notation. */
export function isCidr(text: string): boolean {
  return text.includes("/") && isRange(text);
}

/** Whether an IPv4 range in CIDR notation begins with its own first address, as Azure wants that of a network. */
export function isNetworkAddress(range: string): boolean {
  return networkOf(range) === range;
}

/** An IPv4 address, or a range by its first address. */
export function networkOf(source: string): string {
  const [host, ...prefix] = source.split("/");
  const first = numberOf(host) - positionIn(source, host);
  const octets = OCTET_VALUES.map((value) => Math.floor(first / value) % ADDRESSES_PER_OCTET);
  return [octets.join("."), ...prefix].join("/");
}

/** How far an IPv4 address is from the first one of a range; below 0, or not below {@link sizeOf}, where it lies outside. */
export function positionIn(range: string, address: string): number {
  const size = sizeOf(range);
  const first = Math.floor(numberOf(range.split("/")[0]) / size) * size;
  return numberOf(address) - first;
}

/** How many addresses a range has. */
export function sizeOf(range: string): number {
  return VALUES_OF_A_BIT ** (ADDRESS_BITS - prefixLength(range));
}

/** The bits of the network in an IPv4 range. */
export function prefixLength(range: string): number {
  const [, prefix] = range.split("/");
  return prefix === undefined ? ADDRESS_BITS : Number(prefix);
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * ADDRESSES_PER_OCTET + Number(octet), 0);
}
