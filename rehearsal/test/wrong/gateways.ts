import { Configuration } from "../../src/terraform";
import { block, without } from "../support/stage";
import { ACCOUNT_ID, GATEWAY, VAULT_ID, cloudConfig, securityRule } from "../support/sketches";
import { PLACE, base64, inGroup, Sketch } from "../support/workshop";
import { Wrong, applyAnd } from "../support/wrong";

const SCALE_SET = "azurerm_linux_virtual_machine_scale_set";
const RULE = "azurerm_lb_rule";
const SECURITY = "azurerm_network_security_group";
const ROLE = "azurerm_role_assignment";

const machines = (configuration: Configuration) => block(configuration, SCALE_SET);
const rule = (configuration: Configuration) => block(configuration, RULE);
const another = (configuration: Configuration, changed: object) => {
  configuration.resource![RULE].other = {
    ...rule(configuration),
    name: "other",
    frontend_port: 1434,
    backend_port: 1434,
    ...changed,
    depends_on: [`${RULE}.warehouse`],
  };
};
const address = (configuration: Configuration) =>
  (machines(configuration).network_interface as { ip_configuration: Record<string, unknown>[] }[])[0]
    .ip_configuration[0];
const securityRules = (configuration: Configuration) => block(configuration, SECURITY).security_rule as object[];

const BALANCER_ID = inGroup("Microsoft.Network", "loadBalancers", "lb");
const BASIC_ID = inGroup("Microsoft.Network", "publicIPAddresses", "basic");

/** Gateways made wrong. */
export const WRONG_GATEWAYS: readonly Wrong<Sketch>[] = [
  {
    rule: "existence/reference",
    what: "a rule with a probe that is not there",
    stack: GATEWAY,
    edit: (configuration) => (rule(configuration).probe_id = `${BALANCER_ID}/probes/other`),
    says: /InvalidResourceReference: Resource .*probes\/other referenced by resource .*loadBalancingRules\/warehouse was not found/,
  },
  {
    rule: "existence/reference",
    what: "a rule with a pool that is not there",
    stack: GATEWAY,
    edit: (configuration) =>
      (rule(configuration).backend_address_pool_ids = [`${BALANCER_ID}/backendAddressPools/other`]),
    says: /InvalidResourceReference: Resource .*backendAddressPools\/other referenced by/,
  },
  {
    rule: "existence/in-use",
    what: "a subnet that is deleted by hand's order under its machines",
    stack: GATEWAY,
    run: (stack) =>
      applyAnd(stack, () => {
        stack.change(({ resource }) => {
          const subnet = resource!.azurerm_subnet.machines;
          resource!.azurerm_subnet = { machines: { ...subnet, name: "renamed" } };
          Object.assign(address({ resource }), {
            subnet_id: inGroup("Microsoft.Network", "virtualNetworks", "net", "subnets", "machines"),
          });
        });
        return stack.apply();
      }),
    says: /InUseResourceCannotBeDeleted: .*subnets\/machines is in use by .*virtualMachineScaleSets\/machines/,
  },
  {
    rule: "network/basic-zones",
    what: "a basic load balancer in zones",
    stack: GATEWAY,
    edit: (configuration) => {
      const [inside] = block(configuration, "azurerm_lb").frontend_ip_configuration as object[];
      configuration.resource!.azurerm_lb.basic = {
        ...PLACE,
        name: "basic",
        sku: "Basic",
        frontend_ip_configuration: [{ ...inside, zones: ["1"] }],
      };
    },
    says: /ZonesNotAllowedForSku: 'basic' is Basic and lies in zones 1/,
  },
  {
    rule: "network/basic-address",
    what: "a basic address",
    stack: GATEWAY,
    edit: (configuration) => (block(configuration, "azurerm_public_ip").sku = "Basic"),
    says: /IPv4BasicSkuPublicIpCountLimitReached: Cannot create more than 0 IPv4 Basic SKU public IP addresses/,
  },
  {
    rule: "network/static-address",
    what: "a standard address that is dynamic",
    stack: GATEWAY,
    edit: (configuration) => (block(configuration, "azurerm_public_ip").allocation_method = "Dynamic"),
    says: /Standard sku publicIp must have AllocationMethod set to Static/,
  },
  {
    rule: "network/same-sku",
    what: "a NAT gateway with a basic address from before",
    stack: GATEWAY,
    given: ({ world }) => world.put("azurerm_public_ip", BASIC_ID, { name: "basic", sku: "Basic" }),
    edit: (configuration) =>
      (block(configuration, "azurerm_nat_gateway_public_ip_association").public_ip_address_id = BASIC_ID),
    says: /PublicIPSkuMismatch: The public IP address .*basic is Basic/,
  },
  {
    rule: "network/sharing-scope",
    what: "a subnet that is shared within its tenant and has a way out by default",
    stack: GATEWAY,
    edit: (configuration) => (block(configuration, "azurerm_subnet").sharing_scope = "Tenant"),
    says: /`sharing_scope` cannot be set if `default_outbound_access_enabled` is set to `true`/,
  },
  {
    rule: "network/subnet-range",
    what: "a subnet outside its network",
    stack: GATEWAY,
    edit: (configuration) => (block(configuration, "azurerm_subnet").address_prefixes = ["10.0.1.0/26"]),
    says: /NetcfgInvalidSubnet: Subnet 'machines' with 10.0.1.0\/26 is not valid in its virtual network: 10.0.0.0\/24/,
  },
  {
    rule: "network/subnet-range",
    what: "a subnet within another",
    stack: GATEWAY,
    edit: ({ resource }) => {
      resource!.azurerm_subnet.other = {
        ...resource!.azurerm_subnet.machines,
        name: "other",
        address_prefixes: ["10.0.0.32/27"],
        depends_on: ["azurerm_subnet.machines"],
      };
    },
    says: /NetcfgInvalidSubnet: Subnet 'other' with 10.0.0.32\/27 overlaps .*subnets\/machines/,
  },
  {
    rule: "network/security-prefix",
    what: "a security rule for a range by another address than its first",
    stack: GATEWAY,
    edit: (configuration) =>
      securityRules(configuration).push(securityRule("odd", 200, "Allow", "10.20.0.1/16", "1433")),
    says: /SecurityRuleInvalidAddressPrefix: Security rule odd has invalid Address prefix\. Value provided: 10\.20\.0\.1\/16/,
  },
  ...["10.0.0.3", "192.168.0.7"].map((privateAddress): Wrong<Sketch> => ({
    rule: "network/private-address",
    what: `the frontend's address ${privateAddress}, which the subnet has not to give`,
    stack: GATEWAY,
    edit: (configuration) => {
      const [frontend] = block(configuration, "azurerm_lb").frontend_ip_configuration as Record<string, unknown>[];
      Object.assign(frontend, { private_ip_address: privateAddress, private_ip_address_allocation: "Static" });
    },
    says: new RegExp(`PrivateIPAddressNotInSubnet: Private static IP address ${privateAddress} is none that`),
  })),
  {
    rule: "network/priority",
    what: "two security rules of one priority",
    stack: GATEWAY,
    edit: (configuration) =>
      securityRules(configuration).push(securityRule("clients", 100, "Allow", "10.0.0.0/8", "1433")),
    says: /SecurityRuleConflict: Two security rules have the same priority and direction: Inbound 100/,
  },
  {
    rule: "network/priority",
    what: "a security rule apart, of a priority that the group has",
    stack: GATEWAY,
    edit: (configuration) => {
      const { name, priority, access, direction, protocol } = securityRule("apart", 100, "Allow", "*", "*") as Record<
        string,
        string
      >;
      configuration.resource!.azurerm_network_security_rule = {
        apart: {
          ...{ name, priority, access, direction, protocol },
          source_address_prefix: "10.0.0.0/8",
          source_port_range: "*",
          destination_address_prefix: "*",
          destination_port_range: "1433",
          resource_group_name: PLACE.resource_group_name,
          network_security_group_name: "${azurerm_network_security_group.machines.name}",
        },
      };
    },
    says: /SecurityRuleConflict: Two security rules have the same priority/,
  },
  {
    rule: "balancer/frontend",
    what: "a rule of a frontend that is not there",
    stack: GATEWAY,
    edit: (configuration) => (rule(configuration).frontend_ip_configuration_name = "outside"),
    says: /Cannot find FrontEnd IP Configuration with the name outside/,
  },
  {
    rule: "balancer/frontend-port",
    what: "one public port that leads to two services",
    stack: GATEWAY,
    edit: (configuration) => another(configuration, { frontend_port: 1433 }),
    says: /RulesUseSameFrontendPortProtocolAndIPConfig: Load balancing rules .*warehouse and .*other use the same/,
  },
  {
    rule: "balancer/backend-port",
    what: "two public ports that lead to one",
    stack: GATEWAY,
    edit: (configuration) => another(configuration, { backend_port: 1433 }),
    says: /RulesUseSameBackendPortProtocolAndPool: Load balancing rules .*warehouse and .*other use the same/,
  },
  {
    rule: "balancer/own-parts",
    what: "a rule with another load balancer's probe",
    stack: GATEWAY,
    given: ({ world }) =>
      world.put("azurerm_lb_probe", `${BALANCER_ID}-2/probes/theirs`, { name: "theirs", port: 8080 }),
    edit: (configuration) => (rule(configuration).probe_id = `${BALANCER_ID}-2/probes/theirs`),
    says: /InvalidResourceReference: .*lb-2\/probes\/theirs is not of the load balancer of .*warehouse/,
  },
  {
    rule: "balancer/idle-timeout",
    what: "an idle timeout of an hour",
    stack: GATEWAY,
    edit: (configuration) => (rule(configuration).idle_timeout_in_minutes = 60),
    says: /LoadBalancingRuleInvalidIdleTimeout: The idle timeout of 60 minutes is not allowed/,
  },
  {
    rule: "balancer/rules-per-card",
    what: "the 301st rule of the machines",
    stack: GATEWAY,
    given: ({ world }) => {
      for (let port = 1; port <= 300; port++) {
        const pools = [`${BALANCER_ID}/backendAddressPools/pool`];
        const values = {
          name: `rule-${port}`,
          frontend_port: port,
          backend_port: port,
          backend_address_pool_ids: pools,
        };
        world.put(RULE, `${BALANCER_ID}/loadBalancingRules/rule-${port}`, values);
      }
    },
    says: /LoadBalancingRulesPerNicLimitExceeded: .*backendAddressPools\/pool would have 301 rules/,
  },
  {
    rule: "scale-set/rules-per-card",
    what: "machines in pools of two load balancers that have together 301 rules",
    stack: GATEWAY,
    given: ({ world }) => {
      const otherId = `${BALANCER_ID}-2`;
      const poolId = `${otherId}/backendAddressPools/pool`;
      world.put("azurerm_lb_backend_address_pool", poolId, { name: "pool" });
      for (let port = 1; port <= 300; port++) {
        const values = { name: `rule-${port}`, backend_port: port, backend_address_pool_ids: [poolId] };
        world.put(RULE, `${otherId}/loadBalancingRules/rule-${port}`, values);
      }
    },
    edit: (configuration) => {
      (address(configuration).load_balancer_backend_address_pool_ids as string[]).push(
        `${BALANCER_ID}-2/backendAddressPools/pool`,
      );
    },
    says: /LoadBalancingRulesPerNicLimitExceeded: The machines would take part in 301 rules/,
  },
  {
    rule: "machine/custom-data",
    what: "custom data that is not base64",
    stack: GATEWAY,
    edit: (configuration) => (machines(configuration).custom_data = "#cloud-config"),
    says: /Custom data in OSProfile must be in Base64 encoding and with a maximum length of 87380 characters/,
  },
  {
    rule: "machine/custom-data",
    what: "custom data of 96 KB",
    stack: GATEWAY,
    edit: (configuration) => (machines(configuration).custom_data = base64("#".repeat(72_000))),
    says: /with a maximum length of 87380 characters/,
  },
  {
    rule: "machine/login",
    what: "machines to which nobody has a key",
    stack: GATEWAY,
    edit: (configuration) => delete machines(configuration).admin_ssh_key,
    says: /at least one `admin_ssh_key` must be specified/,
  },
  {
    rule: "scale-set/rolling-policy",
    what: "rolling upgrades without a policy",
    stack: GATEWAY,
    edit: (configuration) => delete machines(configuration).rolling_upgrade_policy,
    says: /a `rolling_upgrade_policy` block must be specified when `upgrade_mode` is set to Rolling/,
  },
  {
    rule: "scale-set/health",
    what: "rolling upgrades that cannot know how a machine is",
    stack: GATEWAY,
    edit: (configuration) => delete machines(configuration).extension,
    says: /`health_probe_id` must be set or a health extension must be specified for `upgrade_mode`/,
  },
  {
    rule: "scale-set/active-probe",
    what: "a probe that no rule uses",
    stack: GATEWAY,
    edit: (configuration) => {
      const probe = block(configuration, "azurerm_lb_probe");
      configuration.resource!.azurerm_lb_probe.process = { ...probe, name: "process", request_path: "/process" };
      machines(configuration).health_probe_id = "${azurerm_lb_probe.process.id}";
    },
    says: /CannotUseInactiveHealthProbe: VM scale set .*machines cannot use probe .*process as a HealthProbe/,
  },
  {
    rule: "scale-set/one-network",
    what: "machines none of whose network interfaces is the primary one",
    stack: GATEWAY,
    edit: (configuration) =>
      ((machines(configuration).network_interface as Record<string, unknown>[])[0].primary = false),
    says: /InvalidParameter: 0 network interfaces are primary/,
  },
  {
    rule: "autoscale/capacity",
    what: "a minimum above the maximum",
    stack: GATEWAY,
    edit: (configuration) => {
      const [profile] = block(configuration, "azurerm_monitor_autoscale_setting").profile as {
        capacity: Record<string, number>[];
      }[];
      profile.capacity[0].maximum = 1;
    },
    says: /InvalidAutoscaleSetting: The profile 'load' has a minimum of 2, a default of 2 and a maximum of 1/,
  },
  {
    rule: "machine/way-out",
    what: "machines behind an internal load balancer without a NAT gateway",
    stack: GATEWAY,
    edit: (configuration) => without(configuration, "azurerm_subnet_nat_gateway_association", "out"),
    says: /VMExtensionProvisioningTimeout: The machines in .*subnets\/machines reach nothing outside/,
  },
  {
    rule: "machine/way-out",
    what: "machines whose NAT gateway has no address",
    stack: GATEWAY,
    edit: (configuration) => without(configuration, "azurerm_nat_gateway_public_ip_association", "out"),
    says: /VMExtensionProvisioningTimeout: The machines in .*subnets\/machines reach nothing outside/,
  },
  {
    rule: "machine/probe-admitted",
    what: "a security group that keeps the load balancer's probes out",
    stack: GATEWAY,
    edit: (configuration) => {
      block(configuration, SECURITY).security_rule = [securityRule("nobody", 4096, "Deny", "*", "*")];
    },
    says: /RollingUpgradeFailed: .*networkSecurityGroups\/machines does not admit AzureLoadBalancer on port 8080/,
  },
  {
    rule: "machine/relay-right",
    what: "machines that may not send",
    stack: GATEWAY,
    edit: (configuration) => without(configuration, ROLE, "send"),
    says: /401 with error: RelayUnauthorized: The identity .* has no role on .*hybridConnections\/warehouse/,
  },
  {
    rule: "machine/relay-right",
    what: "machines that start before their right counts",
    stack: GATEWAY,
    edit: (configuration) => (block(configuration, "time_sleep").create_duration = "300s"),
    says: /RelayUnauthorized: The identity .* has a role that counts in 300 s on .*hybridConnections\/warehouse/,
  },
  {
    rule: "machine/relay-right",
    what: "a profile with a hybrid connection that is not there",
    stack: GATEWAY,
    edit: (configuration) => {
      const profile = {
        AzureRelayEndpoint: "sb://sketch-relay.servicebus.windows.net/",
        LocalForward: [{ RelayName: "other" }],
      };
      machines(configuration).custom_data = base64(cloudConfig(profile));
    },
    says: /RelayUnauthorized: There is no hybrid connection 'other' in the Relay namespace 'sketch-relay'/,
  },
  {
    rule: "machine/package-right",
    what: "machines that may not fetch the package",
    stack: GATEWAY,
    edit: (configuration) => without(configuration, ROLE, "fetch"),
    says: /AuthorizationPermissionMismatch: The identity .* has no role on .*containers\/handoff/,
  },
  {
    rule: "machine/secret-right",
    what: "machines that may not read the certificate",
    stack: GATEWAY,
    edit: (configuration) => without(configuration, ROLE, "read"),
    says: /403 with error: Forbidden: The identity .* has no role on .*secrets\/erp-password/,
  },
  {
    rule: "machine/secret-right",
    what: "a vault that does not admit the machines",
    stack: GATEWAY,
    given: ({ world }) => {
      const acls = [{ default_action: "Deny", bypass: "AzureServices", ip_rules: [], virtual_network_subnet_ids: [] }];
      world.find(VAULT_ID)!.values.network_acls = acls;
    },
    says: /Forbidden: The vault sketch-kv admits neither the subnet of the machines nor the address of their NAT gateway/,
  },
  {
    rule: "existence/parent",
    what: "a blob in a container that is not there",
    stack: GATEWAY,
    edit: (configuration) => {
      configuration.resource!.azurerm_storage_blob = {
        package: {
          name: "azbridge.deb",
          storage_account_name: "sketchst",
          storage_container_name: "other",
          type: "Block",
          source_content: "deb",
        },
      };
    },
    says: new RegExp(`ParentResourceNotFound: .*${ACCOUNT_ID}/blobServices/default/containers/other' not found`),
  },
];
