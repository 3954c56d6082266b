import { Forward } from "./forward";

/** Where and with what right a sender reaches the Relay. */
export interface SenderAccess {
  /** Host name of the Relay namespace, for example `contoso-retail.servicebus.windows.net`. */
  readonly relayHostName: string;
  /**
   * Connection string per forward's name, of a send-only rule on its hybrid connection.
   *
   * @default - none: the identity of the process has the right
   */
  readonly connectionStrings?: Record<string, string>;
}

/**
 * The configuration of azbridge as sender. Its keys are azbridge's own, an unknown one is fatal there. It is JSON
 * to be, which is valid YAML: let Terraform encode it, so that no value is ever expanded by a shell.
 */
export function senderProfile(forwards: readonly Forward[], access: SenderAccess): Record<string, unknown> {
  const byIdentity = access.connectionStrings === undefined;
  return {
    ...(byIdentity ? { AzureRelayEndpoint: relayEndpoint(access.relayHostName) } : {}),
    GatewayPorts: "no",
    LogLevel: "INFO",
    LocalForward: forwards.map((forward) => ({
      RelayName: forward.hybridConnectionName,
      BindAddress: forward.bindAddress,
      BindPort: forward.port,
      HostName: forward.host,
      PortName: forward.name,
      ...(byIdentity ? {} : { ConnectionString: access.connectionStrings?.[forward.name] }),
    })),
  };
}

/** The endpoint of a Relay namespace as azbridge wants it. */
export function relayEndpoint(relayHostName: string): string {
  return `sb://${relayHostName}/`;
}
