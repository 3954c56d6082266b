import { Value, Values } from "../provider/value";
import type { Azure } from "./azure";
import { keyOf, parentOf, resourceGroupId, resourceId, segment, uuidOf, versionOf } from "./ids";
import { Caller, blocks, text } from "./operation";
import { ROLES } from "./roles";

/** What Azure knows when it works out what it adds to a resource. */
export interface Making {
  readonly id: string;
  readonly azure: Azure;
  /** Sets the resource apart from whatever had its name before. */
  readonly seed: string;
  readonly tenantId: string;
}

/** How one of Terraform's types lives in Azure. */
export interface Kind {
  /** Azure resource ID of what is planned. */
  readonly id: (values: Values, caller: Caller, seed: string) => string;
  /** Azure resource ID of what Terraform knows. */
  readonly idOf: (values: Values) => string;
  /** What must exist first; none for what belongs to no resource. */
  readonly parent?: (id: string, values: Values) => string;
  /** As Azure calls it, where its name is one for the whole of Azure. */
  readonly globalName?: string;
  /** What Azure adds. */
  readonly computed?: (values: Values, making: Making) => Values;
  /** What Azure changes beside what was asked for. */
  readonly changed?: (values: Values, prior: Values, seed: string) => Values;
  /**
   * Virtual seconds that making or deleting it takes; none where nothing else can overtake it. Whatever forgets to
   * wait for it comes too early.
   */
  readonly takes?: { readonly create?: number; readonly delete?: number };
  /** Whether the provider finds it again. */
  readonly seen?: (values: Values, caller: Caller) => boolean;
}

const ownId = (values: Values): string => text(values, "id");

/** Something in a resource group, in the provider's own subscription. */
function grouped(namespace: string, ...path: readonly ((values: Values) => string)[]): Pick<Kind, "id" | "idOf"> {
  return {
    id: (values, { subscriptionId }) =>
      resourceId(subscriptionId, text(values, "resource_group_name"), namespace, ...path.map((part) => part(values))),
    idOf: ownId,
  };
}

const fixed = (name: string) => (): string => name;
const argument = (name: string) => (values: Values) => text(values, name);
const inGroup = (id: string): string => id.split("/").slice(0, 5).join("/");

/** The identity block with what Azure fills in. */
function identity(values: Values, { seed, id, tenantId }: Making): Value {
  return blocks(values, "identity").map((block) =>
    /SystemAssigned/.test(text(block, "type"))
      ? { principal_id: uuidOf(`principal of ${id} ${seed}`), tenant_id: tenantId }
      : { principal_id: "", tenant_id: "" },
  );
}

function relayKeys(namespace: string, rule: string, entity: string | undefined, seed: string): Values {
  const [primary, secondary] = [keyOf(`${rule} 1 ${seed}`), keyOf(`${rule} 2 ${seed}`)];
  const connection = (key: string): string =>
    [
      `Endpoint=sb://${namespace}.servicebus.windows.net/`,
      `SharedAccessKeyName=${rule}`,
      `SharedAccessKey=${key}`,
      ...(entity === undefined ? [] : [`EntityPath=${entity}`]),
    ].join(";");
  return {
    primary_key: primary,
    secondary_key: secondary,
    primary_connection_string: connection(primary),
    secondary_connection_string: connection(secondary),
  };
}

function storageEndpoints(name: string, seed: string): Values {
  const keys = { primary: keyOf(`${name} 1 ${seed}`), secondary: keyOf(`${name} 2 ${seed}`) };
  const endpoints = ["blob", "dfs", "file", "queue", "table", "web"].map((service) => ({
    [`primary_${service}_endpoint`]: `https://${name}.${service}.core.windows.net/`,
    [`primary_${service}_host`]: `${name}.${service}.core.windows.net`,
  }));
  const connection = (key: string): string =>
    `DefaultEndpointsProtocol=https;AccountName=${name};AccountKey=${key};EndpointSuffix=core.windows.net`;
  const strings = Object.entries(keys).map(([rank, key]) => ({
    [`${rank}_access_key`]: key,
    [`${rank}_connection_string`]: connection(key),
  }));
  return Object.assign({ access_tier: "Hot" }, ...endpoints, ...strings) as Values;
}

function vaultSecret(values: Values, id: string, seed: string): Values {
  const base = `https://${segment(id, "vaults")}.vault.azure.net/secrets/${text(values, "name")}`;
  const version = versionOf(`${id} ${seed}`);
  return {
    id: `${base}/${version}`,
    version,
    versionless_id: base,
    resource_id: `${id}/versions/${version}`,
    resource_versionless_id: id,
  };
}

const secretId = (values: Values): string => `${text(values, "key_vault_id")}/secrets/${text(values, "name")}`;

/** The provider reads a role assignment back ten times before it believes in it. */
const ROLE_ASSIGNMENT_SECONDS = 20;

/** What is deleted with a right that is deleted in the same run. */
const DELETE_SECONDS = 10;

/** Every resource type of azurerm that the double serves. */
export const KINDS: Readonly<Record<string, Kind>> = {
  azurerm_resource_group: {
    id: (values, { subscriptionId }) => resourceGroupId(subscriptionId, text(values, "name")),
    idOf: ownId,
  },
  azurerm_user_assigned_identity: {
    ...grouped("Microsoft.ManagedIdentity", fixed("userAssignedIdentities"), argument("name")),
    parent: inGroup,
    computed: (_, { id, seed, tenantId }) => ({
      principal_id: uuidOf(`principal of ${id} ${seed}`),
      client_id: uuidOf(`client of ${id} ${seed}`),
      tenant_id: tenantId,
    }),
  },
  azurerm_role_assignment: {
    id: (values, _, seed) =>
      `${text(values, "scope")}/providers/Microsoft.Authorization/roleAssignments/${text(values, "name") || uuidOf(seed)}`,
    idOf: ownId,
    parent: (_, values) => text(values, "scope"),
    takes: { create: ROLE_ASSIGNMENT_SECONDS },
    computed: (values, { id }) => {
      const roleId = text(values, "role_definition_id").split("/").pop();
      const roleName = Object.keys(ROLES).find((name) => ROLES[name] === roleId) ?? "";
      const subscription = segment(id, "subscriptions");
      const definition = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
      return {
        name: id.split("/").pop()!,
        principal_type: "ServicePrincipal",
        role_definition_name: roleName,
        role_definition_id: `${definition}/${ROLES[text(values, "role_definition_name")]}`,
      };
    },
  },
  azurerm_data_factory: {
    ...grouped("Microsoft.DataFactory", fixed("factories"), argument("name")),
    parent: inGroup,
    globalName: "Microsoft.DataFactory/factories",
    computed: (values, making) => ({ identity: identity(values, making) }),
  },
  azurerm_data_factory_integration_runtime_self_hosted: {
    id: (values) => `${text(values, "data_factory_id")}/integrationRuntimes/${text(values, "name")}`,
    idOf: ownId,
    parent: parentOf,
    takes: { delete: DELETE_SECONDS },
    computed: (values, { id, seed }) => {
      const linked = blocks(values, "rbac_authorization").length > 0; // a linked runtime has no keys
      return {
        primary_authorization_key: linked ? "" : `IR@${keyOf(`${id} 1 ${seed}`)}`,
        secondary_authorization_key: linked ? "" : `IR@${keyOf(`${id} 2 ${seed}`)}`,
      };
    },
  },
  azurerm_relay_namespace: {
    ...grouped("Microsoft.Relay", fixed("namespaces"), argument("name")),
    parent: inGroup,
    globalName: "Microsoft.Relay/namespaces",
    computed: (values, { id, seed }) => ({
      metric_id: `${segment(id, "subscriptions")}:${text(values, "name")}`,
      ...relayKeys(text(values, "name"), "RootManageSharedAccessKey", undefined, seed),
    }),
  },
  azurerm_relay_hybrid_connection: {
    ...grouped(
      "Microsoft.Relay",
      fixed("namespaces"),
      argument("relay_namespace_name"),
      fixed("hybridConnections"),
      argument("name"),
    ),
    parent: parentOf,
  },
  azurerm_relay_hybrid_connection_authorization_rule: {
    ...grouped(
      "Microsoft.Relay",
      fixed("namespaces"),
      argument("namespace_name"),
      fixed("hybridConnections"),
      argument("hybrid_connection_name"),
      fixed("authorizationRules"),
      argument("name"),
    ),
    parent: parentOf,
    computed: (values, { seed }) =>
      relayKeys(text(values, "namespace_name"), text(values, "name"), text(values, "hybrid_connection_name"), seed),
  },
  azurerm_key_vault: {
    ...grouped("Microsoft.KeyVault", fixed("vaults"), argument("name")),
    parent: inGroup,
    globalName: "Microsoft.KeyVault/vaults",
    computed: (values) => ({
      access_policy: [],
      enable_rbac_authorization: values.rbac_authorization_enabled === true,
      network_acls: [
        { bypass: "AzureServices", default_action: "Allow", ip_rules: [], virtual_network_subnet_ids: [] },
      ],
      rbac_authorization_enabled: false,
      vault_uri: `https://${text(values, "name")}.vault.azure.net/`,
    }),
  },
  azurerm_key_vault_secret: {
    id: secretId,
    idOf: secretId,
    parent: (_, values) => text(values, "key_vault_id"),
    takes: { delete: DELETE_SECONDS },
    computed: (values, { id, seed }) => vaultSecret(values, id, seed),
    changed: (values, prior, seed) =>
      values.value === prior.value && values.value_wo_version === prior.value_wo_version
        ? {}
        : vaultSecret(values, secretId(values), seed),
    // The provider looks the vault up by its address, in its own subscription.
    seen: (values, { subscriptionId }) => segment(text(values, "key_vault_id"), "subscriptions") === subscriptionId,
  },
  azurerm_container_registry: {
    ...grouped("Microsoft.ContainerRegistry", fixed("registries"), argument("name")),
    parent: inGroup,
    globalName: "Microsoft.ContainerRegistry/registries",
    computed: (values, making) => ({
      login_server: `${text(values, "name").toLowerCase()}.azurecr.io`,
      admin_username: values.admin_enabled === true ? text(values, "name") : "",
      admin_password: values.admin_enabled === true ? keyOf(`${making.id} ${making.seed}`) : "",
      data_endpoint_host_names: [],
      encryption: [],
      network_rule_set: [],
      identity: identity(values, making),
    }),
  },
  azurerm_storage_account: {
    ...grouped("Microsoft.Storage", fixed("storageAccounts"), argument("name")),
    parent: inGroup,
    globalName: "Microsoft.Storage/storageAccounts",
    computed: (values, making) => ({
      primary_location: text(values, "location"),
      large_file_share_enabled: false,
      ...storageEndpoints(text(values, "name"), making.seed),
      identity: identity(values, making),
    }),
  },
  azurerm_storage_share: {
    id: (values) => `${text(values, "storage_account_id")}/fileServices/default/shares/${text(values, "name")}`,
    idOf: ownId,
    parent: (_, values) => text(values, "storage_account_id"),
    computed: (values, { id }) => {
      const account = segment(id, "storageAccounts");
      const url = `https://${account}.file.core.windows.net/${text(values, "name")}`;
      return { access_tier: "TransactionOptimized", metadata: {}, resource_manager_id: id, url };
    },
  },
  azurerm_container_group: {
    ...grouped("Microsoft.ContainerInstance", fixed("containerGroups"), argument("name")),
    parent: inGroup,
    computed: (values, making) => ({
      exposed_port: [],
      fqdn: "",
      ip_address: values.ip_address_type === "None" ? "" : "203.0.113.200",
      identity: identity(values, making),
    }),
  },
};
