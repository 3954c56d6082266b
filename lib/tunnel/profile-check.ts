import { Rule, Violation, refuse } from "../core/rule";
import { isSame } from "../core/same";
import { AZBRIDGE } from "./limits";

const FLAT_OR_BINDINGS = new Rule({
  id: "tunnel/flat-or-bindings",
  why: "azbridge takes the port of a forward from flat keys or from its Bindings, and not from both.",
  fix: "Use flat keys, as the generated profiles do.",
  source: `${AZBRIDGE}: LocalForward, RemoteForward`,
});

const EXPLICIT_PORT_NAME = new Rule({
  id: "tunnel/explicit-port-name",
  why: "Without a PortName azbridge uses the port's number, and a number reaches whatever listener has a single forward.",
  fix: "Write a PortName with at least one letter at both ends, as the generated profiles do.",
  source: `${AZBRIDGE}: PortName`,
});

const ENDS_AGREE = new Rule({
  id: "tunnel/ends-agree",
  why: "A listener closes a connection without a word when it does not expose the port name that the sender asks for.",
  fix: "Generate both profiles from one plan, and edit neither.",
  source: `${AZBRIDGE}: PortName`,
});

const SAME_PORTS = new Rule({
  id: "tunnel/same-ports",
  why: "The Relay picks one of a hybrid connection's listeners at random, so what only some of them expose, or lead elsewhere, works now and then.",
  fix: "Give all listeners of a site the same profile.",
  source: "azbridge issue 102: several listeners on one hybrid connection",
});

/** Finds what is wrong with azbridge's profiles where somebody edited them. */
export class ProfileCheck {
  /**
   * Refuses profiles that meet in one Relay namespace unless each of them is sound and both ends agree. Profiles that
   * come from one plan do.
   *
   * @param profiles as azbridge reads them, parsed, each by a name that the refusal calls it by.
   * @throws `tunnel/flat-or-bindings`, `tunnel/explicit-port-name`, `tunnel/ends-agree`, `tunnel/same-ports`
   */
  public static refuseDisagreement(profiles: Record<string, Record<string, unknown>>): void {
    refuse("azbridge profiles", profileViolations(profiles));
  }

  private constructor() {}
}

/** A profile as azbridge reads it. */
export type Profile = Readonly<Record<string, unknown>>;

/** One port of one hybrid connection, at either end. */
interface End {
  /** Name of the profile. */
  readonly profile: string;
  readonly relayName: string;
  readonly portName: string | undefined;
  /** What a listener leads to. */
  readonly target: string;
}

/** What is wrong with profiles, by their names: with each of them, and between them. */
export function profileViolations(profiles: Readonly<Record<string, Profile>>): Violation[] {
  const all = Object.entries(profiles);
  const senders = all.flatMap(([name, profile]) => endsOf(name, entriesOf(profile, "LocalForward")));
  const listeners = all.flatMap(([name, profile]) => endsOf(name, entriesOf(profile, "RemoteForward")));
  return [
    ...all.flatMap(([name, profile]) => mixtures(name, profile)),
    ...[...senders, ...listeners].flatMap(unnamed),
    ...senders.flatMap((sender) => unheard(sender, listeners)),
    ...differing(listeners),
  ];
}

function mixtures(name: string, profile: Profile): Violation[] {
  const forwards = [...entriesOf(profile, "LocalForward"), ...entriesOf(profile, "RemoteForward")];
  return forwards.flatMap(({ RelayName, ...keys }) => {
    const flat = Object.keys(keys).filter((key) => !["ConnectionString", "Bindings"].includes(key));
    return FLAT_OR_BINDINGS.when(
      keys.Bindings !== undefined && flat.length > 0,
      `${flat.join(", ")} beside Bindings for "${text(RelayName)}" in ${name}`,
    );
  });
}

function unnamed({ profile, relayName, portName }: End): Violation[] {
  const what = portName === undefined ? "no PortName" : `PortName "${portName}"`;
  return EXPLICIT_PORT_NAME.when(!/[A-Za-z]/.test(portName ?? ""), `${what} for "${relayName}" in ${profile}`);
}

/** One violation for each profile that listens where the sender calls, but not for that port; or if none listens there. */
function unheard({ profile, relayName, portName }: End, listeners: readonly End[]): Violation[] {
  const there = listeners.filter((listener) => isSame(listener.relayName, relayName));
  const asked = `PortName "${portName}" for "${relayName}" in ${profile}`;
  const deaf = [...new Set(there.map((listener) => listener.profile))]
    .map((name) => there.filter((listener) => listener.profile === name))
    .filter((exposed) => exposed.every((listener) => listener.portName !== portName));
  return [
    ...ENDS_AGREE.when(there.length === 0, `${asked}, for which nobody listens`),
    ...deaf.flatMap((exposed) => {
      const names = exposed.map((listener) => `"${listener.portName}"`).join(", ");
      return ENDS_AGREE.when(true, `${asked}, while ${exposed[0].profile} exposes ${names}`);
    }),
  ];
}

/** One violation for each profile that exposes other ports of a hybrid connection than the first one that listens there. */
function differing(listeners: readonly End[]): Violation[] {
  const relays = new Map(listeners.map(({ relayName }) => [relayName.toLowerCase(), relayName]));
  return [...relays.values()].flatMap((relayName) => {
    const there = listeners.filter((listener) => isSame(listener.relayName, relayName));
    const exposed = exposedBy(there);
    const [first = "", ports = ""] = [...exposed][0] ?? [];
    return [...exposed].flatMap(([profile, others]) =>
      SAME_PORTS.when(others !== ports, `${others} in ${profile}, and ${ports} in ${first}, for "${relayName}"`),
    );
  });
}

/** What each profile exposes, in words, by its name. */
function exposedBy(listeners: readonly End[]): Map<string, string> {
  const words = new Map<string, string[]>();
  listeners.forEach(({ profile, portName, target }) => {
    words.set(profile, [...(words.get(profile) ?? []), `"${portName}" to ${target}`].sort());
  });
  return new Map([...words].map(([profile, ports]) => [profile, ports.join(" and ")]));
}

function endsOf(profile: string, forwards: readonly Profile[]): End[] {
  return forwards.flatMap(({ RelayName, Bindings, ...flat }) => {
    const bindings = Array.isArray(Bindings) ? (Bindings as Profile[]) : [flat as Profile];
    return bindings.map(({ PortName, Host, HostPort }) => ({
      profile,
      relayName: text(RelayName),
      portName: PortName === undefined ? undefined : text(PortName),
      target: `${text(Host)}:${text(HostPort)}`,
    }));
  });
}

function entriesOf(profile: Profile, key: string): Profile[] {
  return Array.isArray(profile[key]) ? (profile[key] as Profile[]) : [];
}

function text(value: unknown): string {
  return String(value);
}
