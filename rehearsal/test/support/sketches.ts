import { Azbridge } from "../../../lib";
import { RUNTIME } from "../../src/azure/types/data-factory";
import { HYBRID_CONNECTION } from "../../src/azure/types/relay";
import { World } from "../../src/azure/world";
import { PLACE, SUBSCRIPTION, Sketch, base64, inGroup } from "./workshop";

/** Object ID of the sketched factory's identity. */
export const FACTORY_PRINCIPAL = "fafafafa-0000-4000-8000-000000000001";

export const FACTORY_ID = inGroup("Microsoft.DataFactory", "factories", "sketch-adf");
export const VAULT_ID = inGroup("Microsoft.KeyVault", "vaults", "sketch-kv");
export const ACCOUNT_ID = inGroup("Microsoft.Storage", "storageAccounts", "sketchst");
export const CONTAINER_ID = `${ACCOUNT_ID}/blobServices/default/containers/handoff`;
export const CONTAINER_GROUP_ID = inGroup("Microsoft.ContainerInstance", "containerGroups", "sketch-dbt");
export const CONNECTION_ID = inGroup("Microsoft.Relay", "namespaces", "sketch-relay", "hybridConnections", "warehouse");

/** An image of a registry. */
export const AZBRIDGE = `azbridge:${Azbridge.VERSION}`;

const PRINCIPAL = { principal_id: FACTORY_PRINCIPAL, principal_type: "ServicePrincipal" };
const IN_FACTORY = { data_factory_id: FACTORY_ID };

const dataset = (name: string) => ({ referenceName: name, type: "DatasetReference" });

export const COPY = {
  name: "Copy",
  type: "Copy",
  inputs: [dataset("orders")],
  outputs: [dataset("files")],
  typeProperties: { source: { type: "SqlServerSource" }, sink: { type: "DelimitedTextSink" } },
};

export const START = {
  name: "Start",
  type: "WebActivity",
  dependsOn: [{ activity: "Copy", dependencyConditions: ["Succeeded"] }],
  typeProperties: {
    method: "POST",
    url: `https://management.azure.com${CONTAINER_GROUP_ID}/start?api-version=2023-05-01`,
    body: "",
    authentication: { type: "MSI", resource: "https://management.azure.com/" },
  },
};

/** A factory that copies from a SQL Server on premises to blobs, and then starts a container group. */
export const MOVEMENT: Sketch = {
  name: "movement",
  given: (azure) => {
    const { world } = azure;
    const identity = [{ type: "SystemAssigned", principal_id: FACTORY_PRINCIPAL }];
    world.put("azurerm_data_factory", FACTORY_ID, { name: "sketch-adf", identity });
    const runtimeId = `${FACTORY_ID}/integrationRuntimes/onprem`;
    world.put(RUNTIME, runtimeId, { properties: { type: "SelfHosted" } });
    azure.registerNode(runtimeId, "IR-1");
    world.put("azurerm_key_vault", VAULT_ID, { name: "sketch-kv" });
    world.putSecret(VAULT_ID, "erp-password", "secret");
    putAccount(world);
    world.put("azurerm_container_group", CONTAINER_GROUP_ID, { name: "sketch-dbt" });
  },
  resources: () => ({
    azurerm_role_assignment: {
      secret: {
        ...PRINCIPAL,
        scope: `${VAULT_ID}/secrets/erp-password`,
        role_definition_name: "Key Vault Secrets User",
      },
      blobs: { ...PRINCIPAL, scope: CONTAINER_ID, role_definition_name: "Storage Blob Data Contributor" },
      start: {
        ...PRINCIPAL,
        scope: CONTAINER_GROUP_ID,
        role_definition_name: "Azure Container Instances Contributor Role",
      },
    },
    time_sleep: {
      rights: {
        create_duration: "600s",
        triggers: {
          secret: "${azurerm_role_assignment.secret.id}",
          blobs: "${azurerm_role_assignment.blobs.id}",
          start: "${azurerm_role_assignment.start.id}",
        },
      },
    },
    azurerm_data_factory_linked_service_key_vault: {
      vault: { ...IN_FACTORY, name: "vault", key_vault_id: VAULT_ID },
    },
    azurerm_data_factory_linked_service_sql_server: {
      erp: {
        ...IN_FACTORY,
        name: "erp",
        connection_string: "Data Source=sql01.example;User ID=copy;",
        key_vault_password: [{ linked_service_name: "vault", secret_name: "erp-password" }],
        integration_runtime_name: "onprem",
        depends_on: ["azurerm_data_factory_linked_service_key_vault.vault", "time_sleep.rights"],
      },
    },
    azurerm_data_factory_linked_service_azure_blob_storage: {
      blobs: {
        ...IN_FACTORY,
        name: "blobs",
        service_endpoint: "https://sketchst.blob.core.windows.net/",
        use_managed_identity: true,
        depends_on: ["time_sleep.rights"],
      },
    },
    azurerm_data_factory_custom_dataset: {
      orders: {
        ...IN_FACTORY,
        name: "orders",
        type: "SqlServerTable",
        linked_service: [{ name: "erp" }],
        type_properties_json: JSON.stringify({ schema: "dbo", table: "orders" }),
        depends_on: ["azurerm_data_factory_linked_service_sql_server.erp"],
      },
    },
    azurerm_data_factory_dataset_delimited_text: {
      files: {
        ...IN_FACTORY,
        name: "files",
        linked_service_name: "blobs",
        azure_blob_storage_location: [{ container: "handoff", path: "orders" }],
        depends_on: ["azurerm_data_factory_linked_service_azure_blob_storage.blobs"],
      },
    },
    azurerm_data_factory_pipeline: {
      copy: {
        ...IN_FACTORY,
        name: "copy orders",
        concurrency: 1,
        parameters: { since: "2026-01-01" },
        variables: { state: "" },
        activities_json: JSON.stringify([COPY, START]),
        depends_on: ["azurerm_data_factory_custom_dataset.orders", "azurerm_data_factory_dataset_delimited_text.files"],
      },
    },
    azurerm_data_factory_trigger_schedule: {
      nightly: {
        ...IN_FACTORY,
        name: "nightly",
        frequency: "Day",
        pipeline_name: "copy orders",
        depends_on: ["azurerm_data_factory_pipeline.copy"],
      },
    },
  }),
};

function putAccount(world: World): void {
  world.put("azurerm_storage_account", ACCOUNT_ID, { name: "sketchst", location: "westeurope" });
  world.put("azurerm_storage_container", CONTAINER_ID, { name: "handoff", storage_account_id: ACCOUNT_ID });
}

const id = (address: string): string => `\${${address}.id}`;

const PROFILE = {
  AzureRelayEndpoint: "sb://sketch-relay.servicebus.windows.net/",
  LocalForward: [{ RelayName: "warehouse", BindAddress: "0.0.0.0", BindPort: 1433 }],
};

/** What cloud-init is told: all of it but the client ID of the machines' identity. */
export function cloudConfig(profile: object = PROFILE): string {
  const content = {
    write_files: [
      { path: "/etc/azbridge.yml", content: JSON.stringify(profile) },
      {
        path: "/etc/settings",
        content:
          "PACKAGE=https://sketchst.blob.core.windows.net/handoff/azbridge.deb\n" +
          "CERTIFICATE=https://sketch-kv.vault.azure.net/secrets/erp-password\n",
      },
    ],
  };
  return `#cloud-config\n${JSON.stringify(content)}`;
}

/** A scale set of senders behind an internal load balancer, with a NAT gateway as its way out. */
export const GATEWAY: Sketch = {
  name: "gateway",
  given: ({ world }) => {
    putAccount(world);
    world.put("azurerm_key_vault", VAULT_ID, { name: "sketch-kv" });
    world.putSecret(VAULT_ID, "erp-password", "secret");
    world.put(HYBRID_CONNECTION, CONNECTION_ID, { properties: {} });
  },
  resources: () => {
    const machine = { principal_id: "${azurerm_user_assigned_identity.machines.principal_id}" };
    const role = { ...machine, principal_type: "ServicePrincipal", skip_service_principal_aad_check: true };
    return {
      azurerm_user_assigned_identity: { machines: { ...PLACE, name: "machines-id" } },
      azurerm_role_assignment: {
        send: { ...role, scope: CONNECTION_ID, role_definition_name: "Azure Relay Sender" },
        fetch: { ...role, scope: CONTAINER_ID, role_definition_name: "Storage Blob Data Reader" },
        read: { ...role, scope: `${VAULT_ID}/secrets/erp-password`, role_definition_name: "Key Vault Secrets User" },
      },
      time_sleep: {
        rights: {
          create_duration: "600s",
          triggers: {
            send: id("azurerm_role_assignment.send"),
            fetch: id("azurerm_role_assignment.fetch"),
            read: id("azurerm_role_assignment.read"),
          },
        },
      },
      azurerm_virtual_network: { net: { ...PLACE, name: "net", address_space: ["10.0.0.0/24"] } },
      azurerm_subnet: {
        machines: {
          name: "machines",
          resource_group_name: PLACE.resource_group_name,
          virtual_network_name: "${azurerm_virtual_network.net.name}",
          address_prefixes: ["10.0.0.0/26"],
        },
      },
      azurerm_public_ip: { out: { ...PLACE, name: "out", allocation_method: "Static" } },
      azurerm_nat_gateway: { out: { ...PLACE, name: "out" } },
      azurerm_nat_gateway_public_ip_association: {
        out: { nat_gateway_id: id("azurerm_nat_gateway.out"), public_ip_address_id: id("azurerm_public_ip.out") },
      },
      azurerm_subnet_nat_gateway_association: {
        out: { nat_gateway_id: id("azurerm_nat_gateway.out"), subnet_id: id("azurerm_subnet.machines") },
      },
      azurerm_network_security_group: {
        machines: {
          ...PLACE,
          name: "machines",
          security_rule: [
            securityRule("probes", 100, "Allow", "AzureLoadBalancer", "8080"),
            securityRule("nobody-else", 4096, "Deny", "*", "*"),
          ],
        },
      },
      azurerm_subnet_network_security_group_association: {
        machines: {
          network_security_group_id: id("azurerm_network_security_group.machines"),
          subnet_id: id("azurerm_subnet.machines"),
        },
      },
      azurerm_lb: {
        lb: {
          ...PLACE,
          name: "lb",
          frontend_ip_configuration: [{ name: "inside", subnet_id: id("azurerm_subnet.machines") }],
        },
      },
      azurerm_lb_backend_address_pool: { pool: { name: "pool", loadbalancer_id: id("azurerm_lb.lb") } },
      azurerm_lb_probe: {
        warehouse: {
          name: "warehouse",
          loadbalancer_id: id("azurerm_lb.lb"),
          protocol: "Http",
          port: 8080,
          request_path: "/warehouse",
        },
      },
      azurerm_lb_rule: {
        warehouse: {
          name: "warehouse",
          loadbalancer_id: id("azurerm_lb.lb"),
          frontend_ip_configuration_name: "inside",
          protocol: "Tcp",
          frontend_port: 1433,
          backend_port: 1433,
          backend_address_pool_ids: [id("azurerm_lb_backend_address_pool.pool")],
          probe_id: id("azurerm_lb_probe.warehouse"),
          idle_timeout_in_minutes: 30,
        },
      },
      azurerm_linux_virtual_machine_scale_set: {
        machines: {
          ...PLACE,
          name: "machines",
          sku: "Standard_B2s",
          instances: 2,
          zones: ["1", "2", "3"],
          admin_username: "gateway",
          admin_ssh_key: [{ username: "gateway", public_key: "ssh-rsa AAAA" }],
          custom_data: base64(cloudConfig()),
          upgrade_mode: "Rolling",
          rolling_upgrade_policy: [
            {
              max_batch_instance_percent: 50,
              max_unhealthy_instance_percent: 50,
              max_unhealthy_upgraded_instance_percent: 50,
              pause_time_between_batches: "PT10S",
            },
          ],
          extension: [
            {
              name: "health",
              publisher: "Microsoft.ManagedServices",
              type: "ApplicationHealthLinux",
              type_handler_version: "1.0",
            },
          ],
          identity: [{ type: "UserAssigned", identity_ids: [id("azurerm_user_assigned_identity.machines")] }],
          os_disk: [{ caching: "ReadWrite", storage_account_type: "Standard_LRS" }],
          source_image_reference: [{ publisher: "Canonical", offer: "ubuntu", sku: "server", version: "latest" }],
          network_interface: [
            {
              name: "card",
              primary: true,
              ip_configuration: [
                {
                  name: "inside",
                  primary: true,
                  subnet_id: id("azurerm_subnet.machines"),
                  load_balancer_backend_address_pool_ids: [id("azurerm_lb_backend_address_pool.pool")],
                },
              ],
            },
          ],
          depends_on: [
            "time_sleep.rights",
            "azurerm_nat_gateway_public_ip_association.out",
            "azurerm_subnet_nat_gateway_association.out",
            "azurerm_subnet_network_security_group_association.machines",
            "azurerm_lb_rule.warehouse",
          ],
        },
      },
      azurerm_monitor_autoscale_setting: {
        machines: {
          ...PLACE,
          name: "machines",
          target_resource_id: id("azurerm_linux_virtual_machine_scale_set.machines"),
          profile: [{ name: "load", capacity: [{ default: 2, minimum: 2, maximum: 4 }] }],
        },
      },
    };
  },
};

export function securityRule(name: string, priority: number, access: string, source: string, port: string): object {
  return {
    name,
    priority,
    access,
    direction: "Inbound",
    protocol: "*",
    source_address_prefix: source,
    source_port_range: "*",
    destination_address_prefix: "*",
    destination_port_range: port,
    // Terraform wants every field of an object.
    description: null,
    destination_address_prefixes: null,
    destination_application_security_group_ids: null,
    destination_port_ranges: null,
    source_address_prefixes: null,
    source_application_security_group_ids: null,
    source_port_ranges: null,
  };
}

/** A job in Container Apps that runs an image of a registry, with a secret from a vault. */
export const APP_JOB: Sketch = {
  name: "app-job",
  given: ({ world }) => {
    world.put("azurerm_container_registry", inGroup("Microsoft.ContainerRegistry", "registries", "sketchcr"), {
      name: "sketchcr",
    });
    ["dbt:1.0.0", AZBRIDGE].forEach((image) => world.pushImage(`sketchcr.azurecr.io/${image}`));
    world.put(HYBRID_CONNECTION, CONNECTION_ID, { properties: {} });
    world.put("azurerm_key_vault", VAULT_ID, { name: "sketch-kv" });
    world.putSecret(VAULT_ID, "erp-password", "secret");
  },
  resources: () => {
    const principal = { principal_id: "${azurerm_user_assigned_identity.job.principal_id}" };
    const role = { ...principal, principal_type: "ServicePrincipal", skip_service_principal_aad_check: true };
    const registryId = inGroup("Microsoft.ContainerRegistry", "registries", "sketchcr");
    return {
      azurerm_user_assigned_identity: { job: { ...PLACE, name: "job-id" } },
      azurerm_role_assignment: {
        send: { ...role, scope: CONNECTION_ID, role_definition_name: "Azure Relay Sender" },
        pull: { ...role, scope: registryId, role_definition_name: "AcrPull" },
        read: { ...role, scope: `${VAULT_ID}/secrets/erp-password`, role_definition_name: "Key Vault Secrets User" },
      },
      time_sleep: {
        rights: {
          create_duration: "600s",
          triggers: {
            send: id("azurerm_role_assignment.send"),
            pull: id("azurerm_role_assignment.pull"),
            read: id("azurerm_role_assignment.read"),
          },
        },
      },
      azurerm_log_analytics_workspace: { logs: { ...PLACE, name: "sketch-logs" } },
      azurerm_container_app_environment: {
        apps: { ...PLACE, name: "sketch-apps", log_analytics_workspace_id: id("azurerm_log_analytics_workspace.logs") },
      },
      azurerm_container_app_job: {
        dbt: {
          ...PLACE,
          name: "sketch-job",
          container_app_environment_id: id("azurerm_container_app_environment.apps"),
          replica_timeout_in_seconds: 3600,
          manual_trigger_config: [{}],
          identity: [{ type: "UserAssigned", identity_ids: [id("azurerm_user_assigned_identity.job")] }],
          registry: [{ server: "sketchcr.azurecr.io", identity: id("azurerm_user_assigned_identity.job") }],
          secret: [
            {
              name: "password",
              identity: id("azurerm_user_assigned_identity.job"),
              key_vault_secret_id: "https://sketch-kv.vault.azure.net/secrets/erp-password",
            },
            { name: "profile", value: JSON.stringify(PROFILE) },
          ],
          template: [
            {
              container: [
                {
                  name: "dbt",
                  image: "sketchcr.azurecr.io/dbt:1.0.0",
                  cpu: 0.5,
                  memory: "1Gi",
                  env: [{ name: "PASSWORD", secret_name: "password" }],
                  volume_mounts: [{ name: "run", path: "/run" }],
                },
                {
                  name: "azbridge",
                  image: `sketchcr.azurecr.io/${AZBRIDGE}`,
                  cpu: 0.25,
                  memory: "0.5Gi",
                  env: [{ name: "AZURE_CLIENT_ID", value: "${azurerm_user_assigned_identity.job.client_id}" }],
                },
              ],
              volume: [{ name: "run" }],
            },
          ],
          depends_on: ["time_sleep.rights"],
        },
      },
    };
  },
};

/** A machine on an Azure Stack Hub, whose network holds its subnet, and the subnet its security group. */
export const EDGE: Sketch = {
  name: "edge",
  provider: {
    azurestack: [
      { features: {}, metadata_host: "management.munich.azurestack.example", subscription_id: SUBSCRIPTION },
    ],
  },
  resources: () => ({
    azurestack_resource_group: { edge: { name: "edge-rg", location: "munich" } },
    azurestack_network_security_group: {
      edge: {
        ...ON_SITE,
        name: "edge-nsg",
        security_rule: [securityRule("nobody", 4096, "Deny", "*", "*")].map((rule) =>
          Object.fromEntries(
            Object.entries(rule).filter(([name]) => !name.endsWith("_application_security_group_ids")),
          ),
        ),
      },
    },
    azurestack_virtual_network: {
      edge: {
        ...ON_SITE,
        name: "edge-vnet",
        address_space: ["10.9.0.0/24"],
        subnet: [
          {
            name: "listeners",
            address_prefix: "10.9.0.0/24",
            security_group: id("azurestack_network_security_group.edge"),
            id: null,
          },
        ],
      },
    },
    azurestack_availability_set: { edge: { ...ON_SITE, name: "edge-avail" } },
    azurestack_network_interface: {
      edge: {
        ...ON_SITE,
        name: "edge-nic",
        ip_configuration: [
          {
            name: "internal",
            subnet_id: "${azurestack_virtual_network.edge.id}/subnets/listeners",
            private_ip_address_allocation: "Dynamic",
          },
        ],
      },
    },
    azurestack_linux_virtual_machine: {
      edge: {
        ...ON_SITE,
        name: "edge-1",
        size: "Standard_A1_v2",
        availability_set_id: id("azurestack_availability_set.edge"),
        network_interface_ids: [id("azurestack_network_interface.edge")],
        admin_username: "operator",
        admin_ssh_key: [{ username: "operator", public_key: "ssh-rsa AAAA" }],
        custom_data: base64("#cloud-config"),
        os_disk: [{ caching: "ReadWrite", storage_account_type: "Premium_LRS" }],
        source_image_reference: [{ publisher: "Canonical", offer: "ubuntu", sku: "22_04-lts", version: "latest" }],
      },
    },
  }),
};

const ON_SITE = { resource_group_name: "${azurestack_resource_group.edge.name}", location: "munich" };
