import { Rule, Violation, refuse } from "../core/rule";
import { Forward } from "./forward";
import { AZBRIDGE } from "./limits";

const CONNECTION_STRINGS = new Rule({
  id: "tunnel/connection-string-per-forward",
  why: "A key opens one hybrid connection, and every forward has one of its own, so a process that carries several needs one key for each.",
  fix: "Give one connection string per forward, under the forward's name, and never one of the whole namespace.",
  source: `${AZBRIDGE}: EntityPath is overwritten by RelayName`,
});

/** Where and with what right one end of a tunnel reaches the Relay. */
export interface ProfileAccess {
  /** Host name of the Relay namespace, for example `contoso-retail.servicebus.windows.net`. */
  readonly relayHostName: string;
  /**
   * Connection string per forward's name, of a rule on its hybrid connection that may send only, or listen only.
   *
   * @default - none: the identity of the process has the right
   */
  readonly connectionStrings?: Record<string, string>;
}

/** One violation unless there is exactly one connection string for each forward; `given` are their names. */
export function connectionStringViolations(forwards: readonly Forward[], given: readonly string[]): Violation[] {
  const listed = (names: readonly string[]) => [...names].sort().join(", ");
  const wanted = listed(forwards.map(({ name }) => name));
  return CONNECTION_STRINGS.when(
    listed(given) !== wanted,
    `connection strings for ${listed(given) || "nothing"}`,
    `Forwards: ${wanted || "none"}.`,
  );
}

/** The host name of a Relay namespace, which both ends dial. */
export function relayHostName(namespaceName: string): string {
  return `${namespaceName}.servicebus.windows.net`;
}

/** Refuses an access by keys that has not one for each forward. */
export function refuseIncomplete({ connectionStrings }: ProfileAccess, forwards: readonly Forward[]): void {
  const given = connectionStrings === undefined ? undefined : Object.keys(connectionStrings);
  refuse("azbridge profile", given === undefined ? [] : connectionStringViolations(forwards, given));
}

/** What a profile says of the Relay as a whole: the endpoint where the identity of the process has the right, else nothing. */
export function endpointOf({ relayHostName, connectionStrings }: ProfileAccess): Record<string, string> {
  return connectionStrings === undefined ? { AzureRelayEndpoint: relayEndpoint(relayHostName) } : {};
}

/** What a profile says of the right to one forward: its connection string, or nothing where the identity has it. */
export function credentialOf({ name }: Forward, { connectionStrings }: ProfileAccess): Record<string, string> {
  return connectionStrings === undefined ? {} : { ConnectionString: connectionStrings[name] };
}

/** The endpoint of a Relay namespace as azbridge wants it. */
export function relayEndpoint(hostName: string): string {
  return `sb://${hostName}/`;
}
