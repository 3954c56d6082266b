import { Rule, Violation } from "../core/rule";
import { Forward } from "./forward";
import { BIND_ADDRESS_FOURTH_OCTET, BIND_ADDRESS_THIRD_OCTET } from "./limits";

const ONE_HOST_PER_ADDRESS = new Rule({
  id: "tunnel/one-address-per-host",
  why: "Clients find a host by one line in /etc/hosts, so one bind address belongs to one host, and one host to one address.",
  fix: "Give every on-premises host a bind address of its own.",
  source: "hosts(5): the first line of a name counts",
});

const ONE_FORWARD_PER_PORT = new Rule({
  id: "tunnel/one-forward-per-port",
  why: "Two forwards cannot listen on one port of one address; azbridge ends without an error code.",
  fix: "Carry each port of a host through one forward.",
  source: "azbridge 0.16.1: 1:1 port mapping",
});

const UNIQUE_NAME = new Rule({
  id: "tunnel/unique-forward-name",
  why: "The name is what both ends of a tunnel agree on; it becomes the hybrid connection's, whose case Azure ignores.",
  fix: "Give every forward a name of its own.",
  source: "azbridge 0.16.1: RelayName, PortName",
});

/**
 * Violations of one-address-one-host, of one-port-one-forward and of unique names that `added` commits beside
 * `present`, forwards that one sender may carry together.
 */
export function clashes(added: Forward, present: Iterable<Forward>): Violation[] {
  const others = [...present];
  const neighbours = others.filter((other) => other.bindAddress === added.bindAddress);
  const stranger = neighbours.find((other) => other.host !== added.host);
  const elsewhere = others.find((other) => other.host === added.host && other.bindAddress !== added.bindAddress);
  const twin = others.find((other) => other.port === added.port && other.host === added.host);
  const namesake = others.find((other) => other.name.toLowerCase() === added.name.toLowerCase());
  return [
    ...ONE_HOST_PER_ADDRESS.when(
      stranger !== undefined && elsewhere === undefined,
      `${added.bindAddress} for ${added.host}, which belongs to ${stranger?.host}`,
      `Free: bindAddress "${nextFreeAddress(others)}".`,
    ),
    ...ONE_HOST_PER_ADDRESS.when(
      elsewhere !== undefined,
      `${added.bindAddress} for ${added.host}, which already has ${elsewhere?.bindAddress}`,
      `Use bindAddress "${elsewhere?.bindAddress}".`,
    ),
    ...ONE_FORWARD_PER_PORT.when(
      twin !== undefined,
      `${added.host}:${added.port}, which "${twin?.name}" already carries`,
      `Use the forward "${twin?.name}".`,
    ),
    ...UNIQUE_NAME.when(namesake !== undefined, `"${added.name}" beside "${namesake?.name}"`),
  ];
}

/** The same for a whole list, one after the other. */
export function clashesWithin(forwards: readonly Forward[]): Violation[] {
  return forwards.flatMap((forward, index) => clashes(forward, forwards.slice(0, index)));
}

function nextFreeAddress(taken: readonly Forward[]): string {
  const used = new Set(taken.map((forward) => forward.bindAddress));
  const { min: firstThird, max: lastThird } = BIND_ADDRESS_THIRD_OCTET;
  const { min: firstFourth, max: lastFourth } = BIND_ADDRESS_FOURTH_OCTET;
  for (let third = firstThird; third <= lastThird; third += 1) {
    for (let fourth = firstFourth; fourth <= lastFourth; fourth += 1) {
      const address = `127.0.${third}.${fourth}`;
      if (!used.has(address)) {
        return address;
      }
    }
  }
  return "127.1.0.1";
}
