import { Rule, Violation } from "../core/rule";
import { Forward } from "./forward";
import { AZBRIDGE, BIND_ADDRESS_FOURTH_OCTET, BIND_ADDRESS_THIRD_OCTET } from "./limits";

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
  source: `${AZBRIDGE}: 1:1 port mapping`,
});

const UNIQUE_NAME = new Rule({
  id: "tunnel/unique-forward-name",
  why: "The name is what both ends of a tunnel agree on; it becomes the hybrid connection's, whose case Azure ignores.",
  fix: "Give every forward a name of its own.",
  source: `${AZBRIDGE}: RelayName, PortName`,
});

/** Forwards that one sender may carry together, found by what no two of them share. */
export class CarriedForwards {
  private readonly hosts = new Map<string, string>();
  private readonly addresses = new Map<string, string>();
  private readonly targets = new Map<string, Forward>();
  private readonly names = new Map<string, Forward>();

  /** Violations of one-address-one-host, of one-port-one-forward and of unique names that `added` would commit. */
  public clashes(added: Forward): Violation[] {
    const holder = this.hosts.get(added.bindAddress) ?? added.host;
    const address = this.addresses.get(added.host) ?? added.bindAddress;
    const twin = this.targets.get(targetOf(added));
    const namesake = this.names.get(added.name.toLowerCase());
    return [
      ...(holder !== added.host && address === added.bindAddress ? this.foreignAddress(added, holder) : []),
      ...ONE_HOST_PER_ADDRESS.when(
        address !== added.bindAddress,
        `${added.bindAddress} for ${added.host}, which already has ${address}`,
        `Use bindAddress "${address}".`,
      ),
      ...ONE_FORWARD_PER_PORT.when(
        twin !== undefined,
        `${targetOf(added)}, which "${twin?.name}" already carries`,
        `Use the forward "${twin?.name}".`,
      ),
      ...UNIQUE_NAME.when(namesake !== undefined, `"${added.name}" beside "${namesake?.name}"`),
    ];
  }

  /** Where two of them clash, the first one counts. */
  public add(forward: Forward): void {
    keep(this.hosts, forward.bindAddress, forward.host);
    keep(this.addresses, forward.host, forward.bindAddress);
    keep(this.targets, targetOf(forward), forward);
    keep(this.names, forward.name.toLowerCase(), forward);
  }

  private foreignAddress({ bindAddress, host }: Forward, holder: string): Violation[] {
    return ONE_HOST_PER_ADDRESS.when(
      true,
      `${bindAddress} for ${host}, which belongs to ${holder}`,
      `Free: bindAddress "${nextFreeAddress(this.hosts)}".`,
    );
  }
}

/** What clashes among `forwards`, each with those before it. */
export function clashesWithin(forwards: readonly Forward[]): Violation[] {
  const carried = new CarriedForwards();
  return forwards.flatMap((forward) => {
    const clashes = carried.clashes(forward);
    carried.add(forward);
    return clashes;
  });
}

function targetOf({ host, port }: Forward): string {
  return `${host}:${port}`;
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (!map.has(key)) {
    map.set(key, value);
  }
}

function nextFreeAddress(taken: ReadonlyMap<string, unknown>): string {
  const { min: firstThird, max: lastThird } = BIND_ADDRESS_THIRD_OCTET;
  const { min: firstFourth, max: lastFourth } = BIND_ADDRESS_FOURTH_OCTET;
  for (let third = firstThird; third <= lastThird; third += 1) {
    for (let fourth = firstFourth; fourth <= lastFourth; fourth += 1) {
      const address = `127.0.${third}.${fourth}`;
      if (!taken.has(address)) {
        return address;
      }
    }
  }
  return "127.1.0.1";
}
