import { PLACE, Supplements, azurerm, eachAgainstTheOthers } from "./supplement";

/** Networks, and what lets traffic in and out of them. */
export const NETWORK: Supplements = {
  azurerm_virtual_network: {
    module: azurerm("virtual-network"),
    className: "VirtualNetwork",
    forceNew: [...PLACE, "edge_zone"],
    defaults: { private_endpoint_vnet_policies: "Disabled" },
    items: { address_space: { min: 1 }, ip_address_pool: { max: 2 } },
    exactlyOneOf: [["address_space", "ip_address_pool"]],
  },
  azurerm_subnet: {
    module: azurerm("subnet"),
    className: "Subnet",
    forceNew: ["name", "resource_group_name", "virtual_network_name"],
    defaults: {
      default_outbound_access_enabled: true,
      private_endpoint_network_policies: "Disabled",
      private_link_service_network_policies_enabled: true,
    },
    items: { address_prefixes: { min: 1 } },
    exactlyOneOf: [["address_prefixes", "ip_address_pool"]],
  },
  azurerm_network_security_group: {
    module: azurerm("network-security-group"),
    className: "NetworkSecurityGroup",
    forceNew: PLACE,
  },
  azurerm_network_security_rule: {
    module: azurerm("network-security-rule"),
    className: "NetworkSecurityRule",
    forceNew: ["name", "network_security_group_name", "resource_group_name"],
    items: {
      destination_application_security_group_ids: { max: 10 },
      source_application_security_group_ids: { max: 10 },
    },
    exactlyOneOf: ["destination", "source"].map((end) => [
      `${end}_address_prefix`,
      `${end}_address_prefixes`,
      `${end}_application_security_group_ids`,
    ]),
    conflicts: ["destination", "source"].flatMap((end) =>
      eachAgainstTheOthers(`${end}_port_range`, `${end}_port_ranges`),
    ),
  },
  azurerm_subnet_network_security_group_association: {
    module: azurerm("subnet-network-security-group-association"),
    className: "SubnetNetworkSecurityGroupAssociation",
    forceNew: ["network_security_group_id", "subnet_id"],
  },
  azurerm_public_ip: {
    module: azurerm("public-ip"),
    className: "PublicIp",
    forceNew: [...PLACE, "edge_zone", "ip_tags", "ip_version", "public_ip_prefix_id", "sku", "sku_tier", "zones"],
    defaults: {
      ddos_protection_mode: "VirtualNetworkInherited",
      idle_timeout_in_minutes: 4,
      ip_version: "IPv4",
      sku: "Standard",
      sku_tier: "Regional",
    },
  },
  azurerm_nat_gateway: {
    module: azurerm("nat-gateway"),
    className: "NatGateway",
    forceNew: [...PLACE, "zones"],
    defaults: { idle_timeout_in_minutes: 4, sku_name: "Standard" },
  },
  azurerm_nat_gateway_public_ip_association: {
    module: azurerm("nat-gateway-public-ip-association"),
    className: "NatGatewayPublicIpAssociation",
    forceNew: ["nat_gateway_id", "public_ip_address_id"],
  },
  azurerm_subnet_nat_gateway_association: {
    module: azurerm("subnet-nat-gateway-association"),
    className: "SubnetNatGatewayAssociation",
    forceNew: ["nat_gateway_id", "subnet_id"],
  },
};
