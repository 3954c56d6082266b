import { Values, isValues } from "../../provider/value";
import { parentOf, sameId, segment } from "../ids";
import { blocks, text } from "../operation";
import { Spelling, TypedKinds, argument, fixed, given, grouped, inside, ownId, topLevel, whereOpen } from "./kind";

const NETWORK_NAMESPACE = "Microsoft.Network";

/** A public address that belongs to nobody. Source: RFC 5737. */
const PUBLIC_ADDRESS = "203.0.113.201";
const PRIVATE_ADDRESS = "10.0.0.4";

/** What azurerm gives a subnet by associations, each a resource of its own: for Azure it is in the subnet's body. */
const ASSOCIATED = [
  { property: "natGateway", argument: "nat_gateway_id", end: "natGateway/association" },
  { property: "networkSecurityGroup", argument: "network_security_group_id", end: "networkSecurityGroup/association" },
];

const idIn = (body: Values, property: string): Values => {
  const named = body[property];
  return isValues(named) ? named : {};
};

const SUBNET: Spelling = {
  type: `${NETWORK_NAMESPACE}/virtualNetworks/subnets`,
  body: ({ id, values }, world) => {
    const associated = ASSOCIATED.flatMap(({ property, argument: name, end }) => {
      const target = text(values, name) || text(world.find(`${id}/${end}`)?.values ?? {}, name);
      return target === "" ? [] : [[property, { id: target }]];
    });
    const [prefix, ...others] = given(values, "address_prefixes");
    return {
      properties: {
        ...(others.length === 0 ? { addressPrefix: prefix } : { addressPrefixes: [prefix, ...others] }),
        defaultOutboundAccess: values.default_outbound_access_enabled !== false,
        delegations: blocks(values, "delegation").map((delegation) => ({
          name: text(delegation, "name"),
          properties: { serviceName: text(blocks(delegation, "service_delegation")[0] ?? {}, "name") },
        })),
        serviceEndpoints: given(values, "service_endpoints").map((service) => ({ service })),
        ...(Object.fromEntries(associated) as Values),
      },
    };
  },
  values: (body, id) => {
    const properties = isValues(body.properties) ? body.properties : {};
    return {
      name: id.split("/").pop()!,
      resource_group_name: segment(id, "resourceGroups") ?? null,
      virtual_network_name: segment(id, "virtualNetworks") ?? null,
      address_prefixes: given(properties, "addressPrefix", "addressPrefixes"),
      default_outbound_access_enabled: properties.defaultOutboundAccess !== false,
      delegation: blocks(properties, "delegations").map((delegation) => ({
        name: text(delegation, "name"),
        service_delegation: [{ name: text(idIn(delegation, "properties"), "serviceName"), actions: [] }],
      })),
      service_endpoints: blocks(properties, "serviceEndpoints").flatMap((endpoint) => given(endpoint, "service")),
      ...Object.fromEntries(
        ASSOCIATED.map(({ property, argument: name }) => [name, text(idIn(properties, property), "id") || null]),
      ),
    };
  },
  afterwards: ({ id, values }, world) =>
    ASSOCIATED.filter(({ argument: name, end }) => {
      const associated = world.find(`${id}/${end}`);
      return associated !== undefined && !sameId(text(associated.values, name), text(values, name));
    }).forEach(({ end }) => world.remove(`${id}/${end}`)),
};

/** Networks, and what lets traffic in and out of them. */
export const NETWORK: TypedKinds = {
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
    refersTo: (values) => given(values, "nat_gateway_id", "network_security_group_id"),
    computed: () => ({ address_prefixes: [] }),
    spelling: SUBNET,
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
