import {
  NetworkSecurityGroup,
  NetworkSecurityGroupSecurityRule,
} from "@cdktf/provider-azurerm/lib/network-security-group";
import { Construct } from "constructs";
import { CLIENT_PRIORITY, DENY_PRIORITY, HEALTH_PORT, PROBE_PRIORITY, SSH_PORT, SSH_PRIORITY } from "./limits";
import { GatewayDefinition } from "./gateway-definition";
import { addressPrefixes } from "./sources";

/** Admits the load balancer's probes and the clients, and nobody else; Azure's own rules would let the whole network in. */
export function addSecurityGroup(scope: Construct, gateway: GatewayDefinition): NetworkSecurityGroup {
  const clients = { sourceAddressPrefixes: addressPrefixes(gateway.allowedSources) };
  const ports = gateway.ports.ports.map(({ port }) => `${port}`);
  return new NetworkSecurityGroup(scope, "SecurityGroup", {
    name: `${gateway.gatewayName}-nsg`,
    resourceGroupName: gateway.resourceGroupName,
    location: gateway.location,
    securityRule: [
      inbound("probes", PROBE_PRIORITY, {
        sourceAddressPrefix: "AzureLoadBalancer",
        destinationPortRange: `${HEALTH_PORT}`,
      }),
      inbound("clients", CLIENT_PRIORITY, { ...clients, destinationPortRanges: ports }),
      ...(gateway.ssh === undefined
        ? []
        : [
            inbound("ssh", SSH_PRIORITY, {
              sourceAddressPrefixes: gateway.ssh.allowedSources,
              destinationPortRange: `${SSH_PORT}`,
            }),
          ]),
      inbound("nobody-else", DENY_PRIORITY, {
        access: "Deny",
        protocol: "*",
        sourceAddressPrefix: "*",
        destinationPortRange: "*",
      }),
    ],
  });
}

function inbound(
  name: string,
  priority: number,
  more: Partial<NetworkSecurityGroupSecurityRule>,
): NetworkSecurityGroupSecurityRule {
  return {
    name,
    priority,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourcePortRange: "*",
    destinationAddressPrefix: "*",
    ...more,
  };
}
