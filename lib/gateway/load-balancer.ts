import { Lb } from "@cdktf/provider-azurerm/lib/lb";
import { LbBackendAddressPool } from "@cdktf/provider-azurerm/lib/lb-backend-address-pool";
import { LbProbe } from "@cdktf/provider-azurerm/lib/lb-probe";
import { LbRule } from "@cdktf/provider-azurerm/lib/lb-rule";
import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import { Construct } from "constructs";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { GatewayFrontend } from "./gateway-frontend";
import { HEALTH_PORT, PROBE_INTERVAL, PROBE_THRESHOLD, ZONES } from "./limits";
import { GatewayDefinition } from "./gateway-definition";

/** What stands before a gateway's machines. */
export interface Balancer {
  /** Where clients find it. */
  readonly address: string;
  readonly pool: LbBackendAddressPool;
}

const FRONTEND = "gateway";

/** What cannot be changed in place, in the balancer's name: another one of it is another balancer. */
const anew = (frontend: GatewayFrontend, zones: readonly string[] | undefined): string[] => [
  ...(frontend._isPublic ? ["public"] : []),
  ...(zones === undefined ? ["regional"] : []),
];

/**
 * A standard load balancer with one probe and one rule for each forward. The probe asks whether that forward's tunnel
 * works, so that a dead one is out of balance while the others go on.
 */
export function addBalancer(scope: Construct, gateway: GatewayDefinition, subnetId: string): Balancer {
  const { gatewayName, resourceGroupName, location, frontend, idleTimeout } = gateway;
  const place = { resourceGroupName, location };
  // All of them, wherever the machines stand: an address lies in one zone or in every one.
  const zones = gateway.zones.length === 0 ? undefined : ZONES;
  const publicAddress = frontend._isPublic
    ? new PublicIp(scope, "Address", {
        ...place,
        name: `${gatewayName}-lb-pip`,
        allocationMethod: "Static",
        sku: "Standard",
        zones,
      })
    : undefined;
  const privateAddress = frontend._privateAddress;
  const balancer = new Lb(scope, "LoadBalancer", {
    ...place,
    name: [gatewayName, ...anew(frontend, zones), "lb"].join("-"),
    sku: "Standard",
    frontendIpConfiguration: [
      publicAddress === undefined
        ? {
            name: FRONTEND,
            subnetId,
            privateIpAddressAllocation: privateAddress === undefined ? "Dynamic" : "Static",
            privateIpAddress: privateAddress,
            zones,
          }
        : { name: FRONTEND, publicIpAddressId: publicAddress.id },
    ],
  });
  const pool = new LbBackendAddressPool(scope, "Pool", { name: "machines", loadbalancerId: balancer.id });
  gateway.ports.ports.forEach(({ forward, port }) => {
    const probe = new LbProbe(scope, `Probe-${forward.name}`, {
      name: `port-${port}`,
      loadbalancerId: balancer.id,
      protocol: "Http",
      port: HEALTH_PORT,
      requestPath: `/forwards/${forward.name}`,
      intervalInSeconds: PROBE_INTERVAL.toSeconds(),
      numberOfProbes: PROBE_THRESHOLD,
      probeThreshold: PROBE_THRESHOLD,
    });
    new LbRule(scope, `Rule-${forward.name}`, {
      name: `port-${port}`,
      loadbalancerId: balancer.id,
      protocol: "Tcp",
      frontendIpConfigurationName: FRONTEND,
      frontendPort: port,
      backendPort: port,
      backendAddressPoolIds: [pool.id],
      probeId: probe.id,
      idleTimeoutInMinutes: idleTimeout.toSeconds() / SECONDS_PER_MINUTE,
      tcpResetEnabled: true,
      disableOutboundSnat: true, // the way out is the NAT gateway's
    });
  });
  return { address: publicAddress?.ipAddress ?? balancer.privateIpAddress, pool };
}
