import { NatGateway } from "@cdktf/provider-azurerm/lib/nat-gateway";
import { NatGatewayPublicIpAssociation } from "@cdktf/provider-azurerm/lib/nat-gateway-public-ip-association";
import { PublicIp } from "@cdktf/provider-azurerm/lib/public-ip";
import { VirtualNetwork } from "@cdktf/provider-azurerm/lib/virtual-network";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { versioned } from "../azapi/api-versions";
import { AzapiResource } from "../azapi/azapi-resource";
import { isCidr, isNetworkAddress, prefixLength } from "../core/ipv4";
import { resourceIdViolations } from "../core/resource-id";
import { Rule, refuse } from "../core/rule";
import { OWN_NETWORK_PREFIX } from "./limits";

const ADDRESS_SPACE = new Rule({
  id: "gateway/address-space",
  why: "The gateway's network holds its machines and its internal address, and overlaps no network that it is joined with.",
  fix: `Give one private IPv4 range by its first address, from /${OWN_NETWORK_PREFIX.min} to /${OWN_NETWORK_PREFIX.max}, for example 10.40.0.0/26.`,
  source: "Microsoft: virtual network planning",
});

/** Where a gateway's network is made. */
export interface NetworkPlace {
  /** Name of the gateway, with which the names of its network's parts begin. */
  readonly gatewayName: string;
  /** Resource group of the network. */
  readonly resourceGroupName: string;
  /** Azure region of the network. */
  readonly location: string;
}

/** The network in which a gateway's machines stand, and by which they dial out. */
export abstract class GatewayNetwork {
  /**
   * A virtual network of the gateway's own with one subnet, whose only way out is a NAT gateway. Join it with the
   * clients' networks by a peering.
   *
   * @param addressSpace private IPv4 range, /16 to /28, for example `10.40.0.0/26`.
   * @throws `gateway/address-space`
   */
  public static own(addressSpace: string): GatewayNetwork {
    const fits =
      !Token.isUnresolved(addressSpace) &&
      isCidr(addressSpace) &&
      isNetworkAddress(addressSpace) &&
      OWN_NETWORK_PREFIX.admits(prefixLength(addressSpace));
    refuse("GatewayNetwork", ADDRESS_SPACE.when(!fits, `"${addressSpace}"`));
    return new Own(addressSpace);
  }

  /**
   * A subnet that somebody else owns.
   *
   * @param subnetId Azure resource ID of the subnet. It needs a way out of its owner's, such as a NAT gateway: behind an
   * internal load balancer machines have none, and could not even be set up.
   * @throws `core/resource-id`
   */
  public static subnet(subnetId: string): GatewayNetwork {
    const known = !Token.isUnresolved(subnetId);
    refuse("GatewayNetwork", known ? resourceIdViolations("Microsoft.Network/virtualNetworks/subnets", subnetId) : []);
    return new Existing(subnetId);
  }

  /** The subnet's range, where it is the gateway's own. @internal */
  public abstract readonly _addressSpace?: string;

  /** Makes what there is to be made of it. Its subnet has a way out once it exists. @returns the subnet's ID @internal */
  public abstract _addTo(scope: Construct, place: NetworkPlace): string;
}

class Existing extends GatewayNetwork {
  public readonly _addressSpace = undefined;

  constructor(private readonly subnetId: string) {
    super();
  }

  public _addTo(): string {
    return this.subnetId;
  }
}

class Own extends GatewayNetwork {
  constructor(public readonly _addressSpace: string) {
    super();
  }

  public _addTo(scope: Construct, { gatewayName, resourceGroupName, location }: NetworkPlace): string {
    const place = { resourceGroupName, location };
    const network = new VirtualNetwork(scope, "Network", {
      ...place,
      name: `${gatewayName}-vnet`,
      addressSpace: [this._addressSpace],
    });
    const address = new PublicIp(scope, "NatAddress", {
      ...place,
      name: `${gatewayName}-ng-pip`,
      allocationMethod: "Static",
      sku: "Standard",
    });
    const nat = new NatGateway(scope, "Nat", { ...place, name: `${gatewayName}-ng`, skuName: "Standard" });
    const natAddress = new NatGatewayPublicIpAssociation(scope, "NatGatewayAddress", {
      natGatewayId: nat.id,
      publicIpAddressId: address.id,
    });
    const subnet = new AzapiResource(scope, "Subnet", {
      type: versioned("Microsoft.Network/virtualNetworks/subnets"),
      name: "gateway",
      parentId: network.id,
      body: {
        properties: {
          addressPrefix: this._addressSpace,
          defaultOutboundAccess: false, // the NAT gateway's address is the only one that leaves
          natGateway: { id: nat.id }, // here, since Azure takes away whatever the body does not say
          serviceEndpoints: [{ service: "Microsoft.KeyVault" }], // so that a vault can admit the subnet
        },
      },
      dependsOn: [natAddress], // so that whoever has the subnet has the way out
    });
    return subnet.id;
  }
}
