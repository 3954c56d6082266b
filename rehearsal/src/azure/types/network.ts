import { parentOf } from "../ids";
import { blocks, text } from "../operation";
import { Kinds, argument, fixed, given, grouped, inside, ownId, topLevel, whereOpen } from "./kind";

const NETWORK_NAMESPACE = "Microsoft.Network";

/** A public address that belongs to nobody. Source: RFC 5737. */
const PUBLIC_ADDRESS = "203.0.113.201";
const PRIVATE_ADDRESS = "10.0.0.4";

/** Networks, and what lets traffic in and out of them. */
export const NETWORK: Kinds = {
  azurerm_virtual_network: {
    ...topLevel(NETWORK_NAMESPACE, "virtualNetworks"),
    computed: (_, { seed }) => ({ guid: seed, dns_servers: [], subnet: [], address_space: [] }),
  },
  azurerm_subnet: {
    ...grouped(
      NETWORK_NAMESPACE,
      fixed("virtualNetworks"),
      argument("virtual_network_name"),
      fixed("subnets"),
      argument("name"),
    ),
    parent: parentOf,
    computed: () => ({ address_prefixes: [] }),
  },
  azurerm_network_security_group: {
    ...topLevel(NETWORK_NAMESPACE, "networkSecurityGroups"),
    computed: () => ({ security_rule: [] }),
  },
  azurerm_network_security_rule: {
    ...grouped(
      NETWORK_NAMESPACE,
      fixed("networkSecurityGroups"),
      argument("network_security_group_name"),
      fixed("securityRules"),
      argument("name"),
    ),
    parent: parentOf,
  },
  // For the provider these have the ID of their subnet.
  azurerm_subnet_network_security_group_association: {
    id: (values) => `${text(values, "subnet_id")}/networkSecurityGroup/association`,
    idOf: (values) => `${text(values, "subnet_id")}/networkSecurityGroup/association`,
    parent: (_, values) => text(values, "subnet_id"),
    refersTo: (values) => given(values, "network_security_group_id"),
    computed: (values) => ({ id: text(values, "subnet_id") }),
  },
  azurerm_subnet_nat_gateway_association: {
    id: (values) => `${text(values, "subnet_id")}/natGateway/association`,
    idOf: (values) => `${text(values, "subnet_id")}/natGateway/association`,
    parent: (_, values) => text(values, "subnet_id"),
    refersTo: (values) => given(values, "nat_gateway_id"),
    computed: (values) => ({ id: text(values, "subnet_id") }),
  },
  azurerm_public_ip: {
    ...topLevel(NETWORK_NAMESPACE, "publicIPAddresses"),
    computed: () => ({ ip_address: PUBLIC_ADDRESS, fqdn: "", zones: [] }),
  },
  azurerm_nat_gateway: {
    ...topLevel(NETWORK_NAMESPACE, "natGateways"),
    computed: (_, { seed }) => ({ resource_guid: seed }),
  },
  azurerm_nat_gateway_public_ip_association: {
    id: (values) =>
      `${text(values, "nat_gateway_id")}/publicIp/${text(values, "public_ip_address_id").split("/").pop()}`,
    idOf: (values) => {
      const [gatewayId = "", addressId = ""] = ownId(values).split("|");
      return `${gatewayId}/publicIp/${addressId.split("/").pop()}`;
    },
    parent: (_, values) => text(values, "nat_gateway_id"),
    refersTo: (values) => given(values, "public_ip_address_id"),
    computed: (values) => ({ id: `${text(values, "nat_gateway_id")}|${text(values, "public_ip_address_id")}` }),
  },
  azurerm_lb: {
    ...topLevel(NETWORK_NAMESPACE, "loadBalancers"),
    refersTo: (values) =>
      blocks(values, "frontend_ip_configuration").flatMap((frontend) =>
        given(frontend, "subnet_id", "public_ip_address_id"),
      ),
    computed: (values, { id }) => ({
      private_ip_address: PRIVATE_ADDRESS,
      private_ip_addresses: [PRIVATE_ADDRESS],
      frontend_ip_configuration: blocks(values, "frontend_ip_configuration").map((frontend) =>
        whereOpen(frontend, {
          id: `${id}/frontendIPConfigurations/${text(frontend, "name")}`,
          private_ip_address: text(frontend, "subnet_id") === "" ? "" : PRIVATE_ADDRESS,
          private_ip_address_allocation: "Dynamic",
          private_ip_address_version: "IPv4",
        }),
      ),
    }),
  },
  azurerm_lb_backend_address_pool: {
    ...inside("loadbalancer_id", "backendAddressPools"),
    computed: () => ({ backend_ip_configurations: [], load_balancing_rules: [], outbound_rules: [] }),
  },
  azurerm_lb_probe: { ...inside("loadbalancer_id", "probes"), computed: () => ({ load_balancer_rules: [] }) },
  azurerm_lb_rule: {
    ...inside("loadbalancer_id", "loadBalancingRules"),
    refersTo: (values) => given(values, "backend_address_pool_ids", "probe_id"),
    computed: (values) => ({
      frontend_ip_configuration_id: `${text(values, "loadbalancer_id")}/frontendIPConfigurations/${text(values, "frontend_ip_configuration_name")}`,
      enable_floating_ip: values.floating_ip_enabled === true,
      floating_ip_enabled: values.enable_floating_ip === true,
      enable_tcp_reset: values.tcp_reset_enabled === true,
      tcp_reset_enabled: values.enable_tcp_reset === true,
    }),
  },
  azurerm_lb_outbound_rule: {
    ...inside("loadbalancer_id", "outboundRules"),
    refersTo: (values) => given(values, "backend_address_pool_id"),
  },
};
