import { PLACE, Supplements, azurerm, eachAgainstTheOthers } from "./supplement";

const inBalancer = (module: string): string => azurerm(`lb-${module}`);

/** Load balancers, and what is made in them. */
export const LOAD_BALANCER: Supplements = {
  azurerm_lb: {
    module: azurerm("lb"),
    className: "Lb",
    forceNew: [...PLACE, "edge_zone", "sku", "sku_tier"],
    defaults: { sku: "Standard", sku_tier: "Regional" },
    items: { frontend_ip_configuration: { min: 1 } },
  },
  azurerm_lb_backend_address_pool: {
    module: inBalancer("backend-address-pool"),
    className: "LbBackendAddressPool",
    forceNew: ["loadbalancer_id", "name", "synchronous_mode"],
    items: { tunnel_interface: { min: 1 } },
    requiredWith: [["synchronous_mode", "virtual_network_id"]],
  },
  azurerm_lb_probe: {
    module: inBalancer("probe"),
    className: "LbProbe",
    forceNew: ["loadbalancer_id", "name"],
    defaults: { interval_in_seconds: 15, number_of_probes: 2, probe_threshold: 1, protocol: "Tcp" },
  },
  azurerm_lb_rule: {
    module: inBalancer("rule"),
    className: "LbRule",
    forceNew: ["loadbalancer_id", "name"],
    deprecated: ["enable_floating_ip", "enable_tcp_reset"],
    defaults: { disable_outbound_snat: false, idle_timeout_in_minutes: 4, load_distribution: "Default" },
    items: { backend_address_pool_ids: { min: 1, max: 2 } },
    conflicts: [
      ["enable_floating_ip", "floating_ip_enabled"],
      ["enable_tcp_reset", "tcp_reset_enabled"],
    ],
  },
  azurerm_lb_outbound_rule: {
    module: inBalancer("outbound-rule"),
    className: "LbOutboundRule",
    forceNew: ["loadbalancer_id", "name"],
    deprecated: ["enable_tcp_reset"],
    defaults: { allocated_outbound_ports: 1024, idle_timeout_in_minutes: 4 },
    items: { frontend_ip_configuration: { min: 1 } },
    conflicts: eachAgainstTheOthers("enable_tcp_reset", "tcp_reset_enabled"),
  },
};
