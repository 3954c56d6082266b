import { resourceGroupId } from "../core/resource-id";
import { deriveName } from "../core/resource-name";
import { Forward } from "../tunnel/forward";
import { ExposedForward, PortPlan } from "../tunnel/port-plan";
import { NameClaim } from "./claimed-names";
import { Deployer } from "./deployer";
import { HubPlan } from "./hub-plan";
import { GatewayNames } from "./names";
import { PlannedForward } from "./planned-forward";
import type { Subsidiary } from "./subsidiary";
import { Tier } from "../ownership/tier";

/** A service on premises that a gateway exposes, by its end in the gateway's tier. */
export interface PlannedExposure {
  /** What is exposed. */
  readonly forward: PlannedForward;
  /**
   * TCP port at which clients reach it, 1-65535.
   *
   * @default - the port of the forward's own end
   */
  readonly publicPort?: number;
}

/** How to plan a gateway. */
export interface GatewayPlanProps {
  /** What it exposes, each at a public port of its own. */
  readonly forwards: PlannedExposure[];
  /**
   * Names that differ from the derived ones.
   *
   * @default - every name is derived
   */
  readonly names?: GatewayNames;
}

/**
 * The gateway of one subsidiary and tier: what it exposes where, and what it is called. It lies in the subscription of
 * its hub and is deployed by the hub's deployer.
 */
export class GatewayPlan {
  /** @internal */
  public static _of(subsidiary: Subsidiary, hub: HubPlan, props: GatewayPlanProps): GatewayPlan {
    return new GatewayPlan(subsidiary, hub, props);
  }

  /** Name of its stack, for example `gateway-retail-production`. */
  public readonly stackName: string;
  /** Resource group that holds everything of the gateway. */
  public readonly resourceGroupName: string;
  /** What it consists of is named after this. */
  public readonly gatewayName: string;
  /** What it exposes at which ports. */
  public readonly ports: PortPlan;

  private constructor(
    subsidiary: Subsidiary,
    /** The hub through whose Relay namespace it sends. */
    public readonly hub: HubPlan,
    props: GatewayPlanProps,
  ) {
    const parts = [subsidiary.name, hub.tier];
    const names = props.names ?? {};
    this.stackName = `gateway-${subsidiary.name}-${hub.tier}`;
    this.resourceGroupName =
      names.resourceGroup ?? deriveName("resourceGroup", [subsidiary.holdingName, ...parts, "gateway"]);
    this.gatewayName = names.relayGateway ?? deriveName("relayGateway", parts);
    this.ports = PortPlan.gateway(exposedIn(hub.tier, props.forwards));
  }

  /** The legal entity that it belongs to. */
  public get subsidiaryName(): string {
    return this.hub.subsidiaryName;
  }

  /** Tier of its hub. */
  public get tier(): Tier {
    return this.hub.tier;
  }

  /** Subscription in which it lies, that of its hub. */
  public get subscriptionId(): string {
    return this.hub.subscriptionId;
  }

  /** Azure region, that of its hub. */
  public get location(): string {
    return this.hub.location;
  }

  /** Azure resource ID of its resource group. */
  public get resourceGroupId(): string {
    return resourceGroupId(this);
  }

  /** What it exposes. */
  public get forwards(): Forward[] {
    return this.ports.forwards;
  }

  /** Who runs Terraform for it: whoever does for its hub; undefined where the plan does not say. */
  public get deployer(): Deployer | undefined {
    return this.hub.deployer;
  }

  /** @internal */
  public get _claims(): NameClaim[] {
    const owner = this.stackName;
    return [
      { within: "stack", name: this.stackName, owner },
      { within: `resource group of subscription ${this.subscriptionId}`, name: this.resourceGroupName, owner },
    ];
  }
}

/** What a gateway of `tier` exposes: the ends there of those that have one. */
export function exposedIn(tier: Tier, exposures: readonly PlannedExposure[]): ExposedForward[] {
  return exposures.flatMap(({ forward, publicPort }) =>
    forward._endsIn(tier).map((end) => ({ forward: end, publicPort })),
  );
}
