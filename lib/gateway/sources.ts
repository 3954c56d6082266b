import { isRange, networkOf, prefixLength } from "../core/ipv4";
import { Rule, Violation } from "../core/rule";
import { SHORTEST_PREFIX, SOURCES } from "./limits";

const ALLOWED_SOURCES = new Rule({
  id: "gateway/allowed-sources",
  why: "Whoever reaches a gateway's port reaches a service on premises, so clients are named by where they are.",
  fix: "Give IPv4 addresses, or ranges in CIDR notation by their first address, for example 10.20.0.0/16; there is no default.",
  source: "Microsoft: network security groups; Azure/azure-powershell#4557: a range by another address is refused",
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
      const range = !anybody && isRange(source) ? networkOf(source) : undefined;
      return [
        ...ALLOWED_SOURCES.when(!anybody && range !== source, `"${source}"`, range && `Here: ${range}.`),
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

function meansEverybody(source: string): boolean {
  return EVERYBODY.includes(source.toLowerCase()) || (isRange(source) && prefixLength(source) < SHORTEST_PREFIX);
}
