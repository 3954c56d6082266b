import { Configuration } from "../../src/terraform";
import { block } from "../support/stage";
import { GATEWAY, VAULT_ID } from "../support/sketches";
import { part } from "../support/azapi-sketch";
import { PLACE, SUBSCRIPTION, Sketch, inGroup } from "../support/workshop";
import { Wrong, applyAnd } from "../support/wrong";

const VAULT: Sketch = {
  name: "vault",
  resources: () => ({
    azurerm_key_vault: {
      vault: {
        ...PLACE,
        name: "sketch-kv",
        tenant_id: "7e0a5c1e-0000-4000-8000-000000000001",
        sku_name: "standard",
        rbac_authorization_enabled: true,
        purge_protection_enabled: true,
        soft_delete_retention_days: 30,
      },
    },
  }),
};

const vault = (configuration: Configuration) => block(configuration, "azurerm_key_vault");

/** Applies a sketch, and then what it has become. */
const applied =
  (edit: (configuration: Configuration) => void): Wrong<Sketch>["run"] =>
  (stack) =>
    applyAnd(stack, () => {
      stack.change(edit);
      return stack.apply();
    });

const accountThatTakes = (largeShares: boolean): Record<string, unknown> => ({
  ...PLACE,
  name: "sketchst",
  account_tier: "Standard",
  account_replication_type: "LRS",
  large_file_share_enabled: largeShares,
});

const ACCOUNT: Sketch = {
  name: "account",
  resources: () => ({ azurerm_storage_account: { account: accountThatTakes(true) } }),
};

const delegatedTo = (...services: readonly string[]): object[] =>
  services.map((name) => ({ name, service_delegation: [{ name, actions: null }] }));

/** A container group in a subnet that is delegated to its like. */
const GROUP_IN_SUBNET: Sketch = {
  name: "group-in-subnet",
  resources: () => ({
    azurerm_virtual_network: { net: { ...PLACE, name: "net", address_space: ["10.0.0.0/24"] } },
    azurerm_subnet: {
      groups: {
        name: "groups",
        resource_group_name: PLACE.resource_group_name,
        virtual_network_name: "${azurerm_virtual_network.net.name}",
        address_prefixes: ["10.0.0.0/26"],
        delegation: delegatedTo("Microsoft.ContainerInstance/containerGroups"),
      },
    },
    azurerm_container_group: {
      group: {
        ...PLACE,
        name: "group",
        os_type: "Linux",
        ip_address_type: "Private",
        subnet_ids: ["${azurerm_subnet.groups.id}"],
        container: [
          { name: "dbt", image: "mcr.microsoft.com/dbt:1", cpu: 1, memory: 1, ports: [{ port: 80, protocol: "TCP" }] },
        ],
      },
    },
  }),
};

/** A container group that comes as one of two identities. */
const GROUP_WITH_IDENTITY: Sketch = {
  name: "group-with-identity",
  resources: () => ({
    azurerm_user_assigned_identity: { one: { ...PLACE, name: "one" }, two: { ...PLACE, name: "two" } },
    azurerm_container_group: {
      group: {
        ...PLACE,
        name: "group",
        os_type: "Linux",
        ip_address_type: "None",
        identity: { type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.one.id}"] },
        container: [{ name: "dbt", image: "mcr.microsoft.com/dbt:1", cpu: 1, memory: 1 }],
      },
    },
  }),
};

const environment = (more: Record<string, unknown>): Sketch => ({
  name: "environment",
  resources: () => ({ azurerm_container_app_environment: { apps: { ...PLACE, name: "sketch-apps", ...more } } }),
});

const CONNECTION: Sketch = {
  name: "connection",
  provider: { azapi: [{ subscription_id: SUBSCRIPTION, ignore_no_op_changes: false }] },
  resources: () => ({
    azapi_resource: {
      relay: {
        ...part("", "sketch-relay", {}),
        type: "Microsoft.Relay/namespaces@2024-01-01",
        parent_id: inGroup("", "").split("/providers/")[0],
        location: "westeurope",
        body: { sku: { name: "Standard", tier: "Standard" }, properties: {} },
      },
      warehouse: {
        ...part("", "warehouse", { requiresClientAuthorization: true }),
        type: "Microsoft.Relay/namespaces/hybridConnections@2024-01-01",
        parent_id: "${azapi_resource.relay.id}",
      },
    },
  }),
};

const frontends = (configuration: Configuration) =>
  block(configuration, "azurerm_lb").frontend_ip_configuration as Record<string, unknown>[];

/** What cannot be changed any more. */
export const WRONG_CHANGES: readonly Wrong<Sketch>[] = [
  {
    rule: "change/vault-retention",
    what: "a vault's retention that was chosen before",
    stack: VAULT,
    run: applied((configuration) => (vault(configuration).soft_delete_retention_days = 60)),
    says: /once `soft_delete_retention_days` has been configured it cannot be modified, from 30 to 60/,
  },
  {
    rule: "change/purge-protection",
    what: "a vault's protection that is taken away",
    stack: VAULT,
    run: applied((configuration) => (vault(configuration).purge_protection_enabled = false)),
    says: /once Purge Protection has been Enabled it's not possible to disable it/,
  },
  {
    rule: "change/subnet-in-use",
    what: "addresses of a subnet with machines in it",
    stack: GATEWAY,
    run: applied((configuration) => (block(configuration, "azurerm_subnet").address_prefixes = ["10.0.0.64/26"])),
    says: /InUsePrefixCannotBeDeleted: IpPrefix 10\.0\.0\.0\/26 on Subnet machines has active allocations/,
  },
  {
    rule: "change/subnet-delegation",
    what: "the delegation of a subnet with a container group in it",
    stack: GROUP_IN_SUBNET,
    run: applied((configuration) => (block(configuration, "azurerm_subnet").delegation = [])),
    says: /SubnetDelegationsCannotChangeWhenSubnetUsedByResource: Delegations of subnet groups cannot be changed from \[Microsoft\.ContainerInstance\/containerGroups\] to \[\] because it is being used by the resource .*containerGroups\/group/,
  },
  {
    rule: "change/network-ranges",
    what: "the range of a network in which a subnet is",
    stack: GATEWAY,
    run: applied((configuration) => (block(configuration, "azurerm_virtual_network").address_space = ["10.1.0.0/24"])),
    says: /NetcfgInvalidSubnet: Subnet 'machines' is not valid in virtual network 'net': 10\.1\.0\.0\/24/,
  },
  {
    rule: "change/frontend-in-use",
    what: "the name of a frontend, and with it the rule that leads from there",
    stack: GATEWAY,
    run: applied((configuration) => {
      frontends(configuration)[0].name = "renamed";
      block(configuration, "azurerm_lb_rule").frontend_ip_configuration_name = "renamed";
    }),
    says: /InvalidResourceReference: Resource .*\/frontendIPConfigurations\/inside referenced by resource .*loadBalancingRules\/\w+ was not found/,
  },
  {
    rule: "change/frontend-zones",
    what: "the zones of a frontend that keeps its name",
    stack: GATEWAY,
    run: applied((configuration) => (frontends(configuration)[0].zones = ["1", "2", "3"])),
    says: /in place change of the `frontend_ip_configuration\.0\.zones` is not allowed/,
  },
  {
    rule: "change/placement-group",
    what: "a scale set that goes back into a single placement group",
    stack: {
      ...GATEWAY,
      resources: () => {
        const resources = GATEWAY.resources();
        resources.azurerm_linux_virtual_machine_scale_set.machines.single_placement_group = false;
        return resources;
      },
    },
    run: applied((configuration) => {
      block(configuration, "azurerm_linux_virtual_machine_scale_set").single_placement_group = true;
    }),
    says: /'single_placement_group' can not be set to 'true' once it has been set to 'false'/,
  },
  {
    rule: "change/large-shares",
    what: "an account that takes large shares no more",
    stack: ACCOUNT,
    run: applied((configuration) => {
      Object.assign(block(configuration, "azurerm_storage_account"), accountThatTakes(false));
    }),
    says: /`large_file_share_enabled` cannot be disabled once it's been enabled/,
  },
  {
    rule: "change/environment-logs",
    what: "logs that go to a workspace which is not named",
    stack: environment({ logs_destination: "log-analytics" }),
    says: /`log_analytics_workspace_id` must be set when `logs_destination` is set to `log-analytics`/,
  },
  {
    rule: "change/environment-logs",
    what: "a workspace of an environment whose logs go to Azure Monitor",
    stack: environment({
      logs_destination: "azure-monitor",
      log_analytics_workspace_id: inGroup("Microsoft.OperationalInsights", "workspaces", "logs"),
    }),
    says: /`log_analytics_workspace_id` can only be set when `logs_destination` is set to `log-analytics` or omitted/,
  },
  {
    rule: "change/client-authorization",
    what: "a hybrid connection that no longer asks who sends",
    stack: CONNECTION,
    run: applied(({ resource }) => {
      resource!.azapi_resource.warehouse.body = { properties: { requiresClientAuthorization: false } };
    }),
    says: /RequiresClientAuthorization of a hybrid connection cannot be changed, from true to false/,
  },
  {
    rule: "change/group-identity",
    what: "a container group that comes as another identity",
    stack: GROUP_WITH_IDENTITY,
    run: applied((configuration) => {
      const group = block(configuration, "azurerm_container_group");
      group.identity = { type: "UserAssigned", identity_ids: ["${azurerm_user_assigned_identity.two.id}"] };
    }),
    says: /The secure values of the group are missing: it came as .*one, and now as .*two/,
  },
  {
    rule: "change/locked",
    what: "a deletion under a lock",
    stack: VAULT,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        world.lock(VAULT_ID, "CanNotDelete");
        return stack.destroy();
      }),
    says: /409 with error: ScopeLocked: The scope '.*' cannot perform delete operation/,
  },
  {
    rule: "change/locked",
    what: "a change under a lock that lets nothing change, set on the group",
    stack: VAULT,
    run: (stack, { world }) =>
      applyAnd(stack, () => {
        world.lock(VAULT_ID.split("/providers/")[0], "ReadOnly");
        stack.change((configuration) => (vault(configuration).tags = { owner: "sales" }));
        return stack.apply();
      }),
    says: /ScopeLocked: The scope '.*' cannot perform write operation/,
  },
];
