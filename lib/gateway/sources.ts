import { isIPv4 } from "net";
import { Token } from "cdktf";
import { Rule, Violation } from "../core/rule";
import { ADDRESSES_PER_OCTET, ADDRESS_BITS, OCTETS, SHORTEST_PREFIX, SOURCES } from "./limits";

const ALLOWED_SOURCES = new Rule({
  id: "gateway/allowed-sources",
  why: "Whoever reaches a gateway's port reaches a service on premises, so clients are named by where they are.",
  fix: "Give IPv4 addresses, or ranges in CIDR notation by their first address, as literals, for example 10.20.0.0/16; there is no default.",
  source: "Microsoft: network security groups; Azure/azure-powershell#4557: a range by another address is refused",
});

const ANY_SOURCE = new Rule({
  id: "gateway/any-source",
  why: "That is everybody: anyone could knock at a service on premises.",
  fix: `Name the networks of the clients, with prefixes of /${SHORTEST_PREFIX} or longer, or say acceptAnySource.`,
  source: "Microsoft: hybrid relay architecture, security considerations",
});

const VALUES_OF_A_BIT = 2;
/** What each octet of an address counts. */
const OCTET_VALUES = Array.from({ length: OCTETS }, (_, place) => ADDRESSES_PER_OCTET ** (OCTETS - 1 - place));

const EVERYBODY = ["*", "any", "internet", "::/0"];

/** What is wrong with the networks that may reach a port. */
export function sourceViolations(what: string, sources: readonly string[], acceptAny: boolean): Violation[] {
  return [
    ...ALLOWED_SOURCES.outside(SOURCES, sources.length, `the number of ${what}`),
    ...sources.flatMap((source) => {
      const anybody = meansEverybody(source);
      const range = !anybody && isRange(source) ? networkOf(source) : undefined;
      return [
        ...ALLOWED_SOURCES.when(
          !anybody && range !== source,
          Token.isUnresolved(source) ? "a token" : `"${source}"`,
          range && `Here: ${range}.`,
        ),
        ...ANY_SOURCE.when(anybody && !acceptAny, `"${source}" in ${what}`),
      ];
    }),
  ];
}

/** The networks as a security rule takes them: tags are not among them. */
export function addressPrefixes(sources: readonly string[]): string[] {
  return sources.map((source) => {
    if (EVERYBODY.includes(source.toLowerCase())) {
      return "0.0.0.0/0";
    }
    return isRange(source) ? networkOf(source) : source;
  });
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
function networkOf(source: string): string {
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

function meansEverybody(source: string): boolean {
  return EVERYBODY.includes(source.toLowerCase()) || (isRange(source) && prefixLength(source) < SHORTEST_PREFIX);
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * ADDRESSES_PER_OCTET + Number(octet), 0);
}

function isRange(text: string): boolean {
  const [host = "", prefix, ...rest] = text.split("/");
  return isIPv4(host) && rest.length === 0 && (prefix === undefined || /^(?:\d|[12]\d|3[0-2])$/.test(prefix));
}
