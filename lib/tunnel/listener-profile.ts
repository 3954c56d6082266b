import { Forward } from "./forward";
import { KEEP_ALIVE_SECONDS, LOG_LEVEL } from "./limits";
import { ProfileAccess, credentialOf, endpointOf, refuseIncomplete } from "./profile-access";

/** What a template of {@link listenerTemplate} holds in place of what is a forward's own. */
export const TEMPLATE = {
  relayHostName: "<relay>",
  forward: "<forward>",
  host: "<host>",
  port: "<port>",
  connectionString: "<key>",
};

/**
 * The configuration of azbridge as listener, the other end of what {@link senderProfile} makes of the same forwards.
 * It ends when a forward cannot be opened at start, since it would not try again and be deaf: whatever runs it starts
 * it anew.
 *
 * @throws `tunnel/connection-string-per-forward`
 */
export function listenerProfile(forwards: readonly Forward[], access: ProfileAccess): Record<string, unknown> {
  refuseIncomplete(access, forwards);
  return profileOf(
    access,
    forwards.map((forward) => ({ ...endOf(forward), ...credentialOf(forward, access) })),
  );
}

/**
 * The same for one forward that whatever installs it fills in: by key, or by the identity of the process. The port goes
 * in place of the text with its quotes.
 */
export function listenerTemplate(byKey: boolean): Record<string, unknown> {
  const { relayHostName, forward, host, port, connectionString } = TEMPLATE;
  const end = { RelayName: forward, Host: host, HostPort: port, PortName: forward };
  return byKey
    ? profileOf({ relayHostName, connectionStrings: {} }, [{ ...end, ConnectionString: connectionString }])
    : profileOf({ relayHostName }, [end]);
}

function profileOf(access: ProfileAccess, ends: readonly Record<string, unknown>[]): Record<string, unknown> {
  return {
    ...endpointOf(access),
    ExitOnForwardFailure: true,
    KeepAliveInterval: KEEP_ALIVE_SECONDS,
    LogLevel: LOG_LEVEL,
    RemoteForward: ends,
  };
}

function endOf({ hybridConnectionName, host, port, name }: Forward): Record<string, unknown> {
  return { RelayName: hybridConnectionName, Host: host, HostPort: port, PortName: name };
}
