import { isIPv4 } from "net";
import { Token } from "cdktf";
import { Rule, Violation } from "../core/rule";
import { ADDRESSES_PER_OCTET, ADDRESS_BITS, SHORTEST_PREFIX, SOURCES } from "./limits";

const ALLOWED_SOURCES = new Rule({
  id: "gateway/allowed-sources",
  why: "Whoever reaches a gateway's port reaches a service on premises, so clients are named by where they are.",
  fix: "Give IPv4 addresses or ranges in CIDR notation as literals, for example 10.20.0.0/16; there is no default.",
  source: "Microsoft: network security groups",
});

const ANY_SOURCE = new Rule({
  id: "gateway/any-source",
  why: "That is everybody: anyone could knock at a service on premises.",
  fix: `Name the networks of the clients, with prefixes of /${SHORTEST_PREFIX} or longer, or say acceptAnySource.`,
  source: "Microsoft: hybrid relay architecture, security considerations",
});

const EVERYBODY = ["*", "any", "internet", "::/0"];

/** What is wrong with the networks that may reach a port. */
export function sourceViolations(what: string, sources: readonly string[], acceptAny: boolean): Violation[] {
  return [
    ...ALLOWED_SOURCES.outside(SOURCES, sources.length, `the number of ${what}`),
    ...sources.flatMap((source) => {
      const anybody = meansEverybody(source);
      return [
        ...ALLOWED_SOURCES.when(!anybody && !isRange(source), Token.isUnresolved(source) ? "a token" : `"${source}"`),
        ...ANY_SOURCE.when(anybody && !acceptAny, `"${source}" in ${what}`),
      ];
    }),
  ];
}

/** The networks as a security rule takes them: tags are not among them. */
export function addressPrefixes(sources: readonly string[]): string[] {
  return sources.map((source) => (EVERYBODY.includes(source.toLowerCase()) ? "0.0.0.0/0" : source));
}

/** Whether `text` is an IPv4 range in CIDR notation. */
export function isCidr(text: string): boolean {
  return text.includes("/") && isRange(text);
}

/** Whether an IPv4 range in CIDR notation begins with its own first address, as Azure wants that of a network. */
export function isNetworkAddress(range: string): boolean {
  const [host] = range.split("/");
  const address = host.split(".").reduce((sum, octet) => sum * ADDRESSES_PER_OCTET + Number(octet), 0);
  const hosts = (1 << (ADDRESS_BITS - prefixLength(range))) - 1;
  return (address & hosts) === 0;
}

/** The bits of the network in an IPv4 range. */
export function prefixLength(range: string): number {
  const [, prefix] = range.split("/");
  return prefix === undefined ? ADDRESS_BITS : Number(prefix);
}

function meansEverybody(source: string): boolean {
  return EVERYBODY.includes(source.toLowerCase()) || (isRange(source) && prefixLength(source) < SHORTEST_PREFIX);
}

function isRange(text: string): boolean {
  const [host = "", prefix, ...rest] = text.split("/");
  return isIPv4(host) && rest.length === 0 && (prefix === undefined || /^(?:\d|[12]\d|3[0-2])$/.test(prefix));
}
