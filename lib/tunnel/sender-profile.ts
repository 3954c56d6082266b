import { LOG_LEVEL } from "./limits";
import { PlannedPort } from "./port-plan";
import { ProfileAccess, credentialOf, endpointOf, refuseIncomplete } from "./profile-access";

/**
 * The configuration of azbridge as sender, from what a {@link PortPlan} says. Its keys are azbridge's own, an unknown
 * one is fatal there. Let {@link profileText} encode it, or Terraform, so that no value is ever expanded by a shell. Port
 * names are written out, since both ends have to agree on them; flat keys, and never `Bindings` too.
 *
 * @throws `tunnel/connection-string-per-forward`
 */
export function senderProfile(ports: readonly PlannedPort[], access: ProfileAccess): Record<string, unknown> {
  refuseIncomplete(
    access,
    ports.map(({ forward }) => forward),
  );
  return {
    ...endpointOf(access),
    GatewayPorts: ports.every(({ bindAddress }) => bindAddress.startsWith("127.")) ? "no" : "yes",
    LogLevel: LOG_LEVEL,
    LocalForward: ports.map(({ forward, bindAddress, port }) => ({
      RelayName: forward.hybridConnectionName,
      BindAddress: bindAddress,
      BindPort: port,
      HostName: forward.host,
      PortName: forward.name,
      ...credentialOf(forward, access),
    })),
  };
}
