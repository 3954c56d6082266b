import { Forward } from "./forward";
import { KEEP_ALIVE_SECONDS, LOG_LEVEL } from "./limits";
import { ProfileAccess, credentialOf, endpointOf, refuseIncomplete } from "./profile-access";

/**
 * The configuration of azbridge as listener, the other end of what {@link senderProfile} makes of the same forwards.
 * It ends when a forward cannot be opened at start, since it would not try again and be deaf: whatever runs it starts
 * it anew.
 *
 * @throws `tunnel/connection-string-per-forward`
 */
export function listenerProfile(forwards: readonly Forward[], access: ProfileAccess): Record<string, unknown> {
  refuseIncomplete(access, forwards);
  return {
    ...endpointOf(access),
    ExitOnForwardFailure: true,
    KeepAliveInterval: KEEP_ALIVE_SECONDS,
    LogLevel: LOG_LEVEL,
    RemoteForward: forwards.map((forward) => ({
      RelayName: forward.hybridConnectionName,
      Host: forward.host,
      HostPort: forward.port,
      PortName: forward.name,
      ...credentialOf(forward, access),
    })),
  };
}
