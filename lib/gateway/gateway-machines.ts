import { LbBackendAddressPool } from "@cdktf/provider-azurerm/lib/lb-backend-address-pool";
import { LinuxVirtualMachineScaleSet } from "@cdktf/provider-azurerm/lib/linux-virtual-machine-scale-set";
import { MonitorAutoscaleSetting } from "@cdktf/provider-azurerm/lib/monitor-autoscale-setting";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { CloudConfig } from "./cloud-config";
import * as limits from "./limits";
import { nobodysKey } from "./nobodys-key";
import { GatewayDefinition } from "./gateway-definition";

const USER = "gateway";

/** What a gateway's machines need from what is around them. */
export interface MachineSurroundings {
  readonly subnetId: string;
  readonly securityGroupId: string;
  readonly pool: LbBackendAddressPool;
  readonly identity: UserAssignedIdentity;
  readonly configuration: CloudConfig;
  /** What must be there before the first machine starts: its rights, its way out. */
  readonly after: ITerraformDependable[];
}

/** The scale set. Its upgrades and repairs look at the machines' processes, never at the tunnel: no new machine mends a dead site. */
export function addMachines(
  scope: Construct,
  gateway: GatewayDefinition,
  around: MachineSurroundings,
): LinuxVirtualMachineScaleSet {
  const { gatewayName, zones } = gateway;
  return new LinuxVirtualMachineScaleSet(scope, "Resource", {
    name: `${gatewayName}-vmss`,
    computerNamePrefix: gatewayName,
    resourceGroupName: gateway.resourceGroupName,
    location: gateway.location,
    sku: gateway.machineSize,
    instances: gateway.scaling.minimum,
    zones: zones.length === 0 ? undefined : zones,
    zoneBalance: zones.length === 0 ? undefined : true,
    overprovision: false,
    adminUsername: USER,
    disablePasswordAuthentication: true,
    adminSshKey: [{ username: USER, publicKey: gateway.ssh?.publicKey.trim() ?? nobodysKey() }],
    identity: { type: "UserAssigned", identityIds: [around.identity.resourceId] },
    sourceImageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
    secureBootEnabled: true,
    vtpmEnabled: true,
    osDisk: { caching: "ReadWrite", storageAccountType: "StandardSSD_LRS" },
    bootDiagnostics: {},
    networkInterface: [
      {
        name: "gateway",
        primary: true,
        networkSecurityGroupId: around.securityGroupId,
        ipConfiguration: [
          {
            name: "gateway",
            primary: true,
            subnetId: around.subnetId,
            loadBalancerBackendAddressPoolIds: [around.pool.id],
          },
        ],
      },
    ],
    customData: around.configuration.customData,
    extension: [changedConfiguration(around.configuration), processHealth()],
    upgradeMode: "Rolling",
    rollingUpgradePolicy: {
      maxBatchInstancePercent: limits.UPGRADE_BATCH_PERCENT,
      maxUnhealthyInstancePercent: limits.UPGRADE_UNHEALTHY_PERCENT,
      maxUnhealthyUpgradedInstancePercent: limits.UPGRADE_UNHEALTHY_UPGRADED_PERCENT,
      pauseTimeBetweenBatches: limits.UPGRADE_PAUSE,
      prioritizeUnhealthyInstancesEnabled: true,
    },
    automaticInstanceRepair: { enabled: true, gracePeriod: limits.REPAIR_GRACE_PERIOD },
    dependsOn: around.after,
    lifecycle: {
      ignoreChanges: ["instances"], // autoscale's business
      // A pool goes only when no machine is in it. By its address, of which cdktf would make an expression.
      replaceTriggeredBy: [`${around.pool.terraformResourceType}.${around.pool.friendlyUniqueId}`],
    },
  });
}

/** Adds a machine where the average load calls for it, and takes one away where it has long been far below that. */
export function addAutoscale(scope: Construct, gateway: GatewayDefinition, scaleSetId: string): void {
  const { scaling } = gateway;
  const metric = {
    metricName: scaling._metricName,
    metricResourceId: scaleSetId,
    timeGrain: limits.SCALE_GRAIN,
    statistic: "Average",
    timeAggregation: "Average",
  };
  new MonitorAutoscaleSetting(scope, "Autoscale", {
    name: `${gateway.gatewayName}-autoscale`,
    resourceGroupName: gateway.resourceGroupName,
    location: gateway.location,
    targetResourceId: scaleSetId,
    profile: [
      {
        name: "load",
        capacity: { default: scaling.minimum, minimum: scaling.minimum, maximum: scaling.maximum },
        rule: [
          {
            metricTrigger: {
              ...metric,
              timeWindow: limits.SCALE_OUT_WINDOW,
              operator: "GreaterThan",
              threshold: scaling._threshold,
            },
            scaleAction: { direction: "Increase", type: "ChangeCount", value: 1, cooldown: limits.SCALE_OUT_COOLDOWN },
          },
          {
            metricTrigger: {
              ...metric,
              timeWindow: limits.SCALE_IN_WINDOW,
              operator: "LessThan",
              threshold: Math.floor(scaling._threshold * limits.SCALE_IN_SHARE),
            },
            scaleAction: { direction: "Decrease", type: "ChangeCount", value: 1, cooldown: limits.SCALE_IN_COOLDOWN },
          },
        ],
      },
    ],
  });
}

function changedConfiguration(configuration: CloudConfig) {
  return {
    name: "configuration",
    publisher: "Microsoft.Azure.Extensions",
    type: "CustomScript",
    typeHandlerVersion: "2.1",
    settings: `{"script":"${configuration.script}"}`, // base64 needs no escapes
  };
}

function processHealth() {
  const settings = { protocol: "http", port: limits.HEALTH_PORT, requestPath: "/process" };
  return {
    name: "health",
    publisher: "Microsoft.ManagedServices",
    type: "ApplicationHealthLinux",
    typeHandlerVersion: "1.0",
    settings: JSON.stringify(settings),
  };
}
