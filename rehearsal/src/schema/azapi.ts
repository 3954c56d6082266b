import type { ProviderSchema } from "./provider-schema";
import { Attribute, Block, NestedBlock, PLAIN_ATTRIBUTE, TypeSchema, ValueType } from "./schema";

type Attributes = Record<string, Attribute>;

const named = (names: readonly string[], attribute: Attribute): Attributes =>
  Object.fromEntries(names.map((name) => [name, { ...attribute }]));

const required = (type: ValueType): Attribute => ({ ...PLAIN_ATTRIBUTE, type, required: true });
const optional = (type: ValueType): Attribute => ({ ...PLAIN_ATTRIBUTE, type, optional: true });
const computed = (type: ValueType): Attribute => ({ ...PLAIN_ATTRIBUTE, type, computed: true });
const either = (type: ValueType): Attribute => ({ ...optional(type), computed: true });
const writeOnly = (type: ValueType): Attribute => ({ ...optional(type), writeOnly: true });

const TEXTS: ValueType = ["list", "string"];
const TEXTS_BY_NAME: ValueType = ["map", "string"];

function block(nesting: "SINGLE" | "LIST", attributes: Attributes): NestedBlock {
  const flags = { required: false, computed: false, sensitive: false, deprecated: false, forceNew: false };
  return { nesting, ...flags, min: 0, max: 0, block: { attributes, blocks: {} } };
}

const timeouts = (...names: readonly string[]): Block["blocks"] => ({
  timeouts: block("SINGLE", named(names, optional("string"))),
});

const type = (name: string, attributes: Attributes, blocks: Block["blocks"]): TypeSchema => ({
  name,
  block: { attributes, blocks },
  groups: { exactlyOneOf: [], conflicts: [], requiredWith: [] },
});

const all = (...types: readonly TypeSchema[]): Record<string, TypeSchema> =>
  Object.fromEntries(types.map((one) => [one.name, one]));

/** Headers and query parameters of what is sent. */
const requests = (...verbs: readonly string[]): Attributes => ({
  ...named(
    verbs.map((verb) => `${verb}_headers`),
    optional(TEXTS_BY_NAME),
  ),
  ...named(
    verbs.map((verb) => `${verb}_query_parameters`),
    optional(["map", TEXTS]),
  ),
});

/** `retry` is a nested attribute, which this protocol does not have: whatever is given is passed on. */
const RETRY = { retry: optional("dynamic") };

const ACTION: Attributes = {
  id: computed("string"),
  type: required("string"),
  resource_id: required("string"),
  action: optional("string"),
  method: either("string"),
  body: optional("dynamic"),
  sensitive_body: writeOnly("dynamic"),
  response_export_values: optional("dynamic"),
  output: computed("dynamic"),
  locks: optional(TEXTS),
  headers: optional(TEXTS_BY_NAME),
  query_parameters: optional(["map", TEXTS]),
  ...RETRY,
};

const COMPARED: Attributes = {
  ...named(["ignore_casing", "ignore_missing_property", "ignore_null_property"], either("bool")),
  list_unique_id_property: optional(TEXTS_BY_NAME),
  ignore_other_items_in_list: optional(TEXTS),
};

/** What `azapi_resource` and `azapi_update_resource` have in common. */
const RESOURCE: Attributes = {
  id: computed("string"),
  type: required("string"),
  ...named(["name", "parent_id"], either("string")),
  sensitive_body: writeOnly("dynamic"),
  sensitive_body_version: optional(TEXTS_BY_NAME),
  response_export_values: optional("dynamic"),
  output: computed("dynamic"),
  locks: optional(TEXTS),
  ...COMPARED,
  ...RETRY,
};

/**
 * `azure/azapi`: the types of it that the stacks use, or might.
 *
 * Source: terraform-provider-azapi 2.12.0, `internal/provider/provider.go` and `internal/services`.
 */
export const AZAPI: ProviderSchema = {
  name: "azapi",
  configuration: {
    attributes: {
      ...named(
        [
          "client_certificate",
          "client_certificate_password",
          "client_certificate_path",
          "client_id",
          "client_id_file_path",
          "client_secret",
          "client_secret_file_path",
          "custom_correlation_request_id",
          "default_location",
          "default_name",
          "environment",
          "oidc_azure_service_connection_id",
          "oidc_request_token",
          "oidc_request_url",
          "oidc_token",
          "oidc_token_file_path",
          "partner_id",
          "subscription_id",
          "tenant_id",
        ],
        optional("string"),
      ),
      ...named(
        [
          "disable_correlation_request_id",
          "disable_default_output",
          "disable_terraform_partner_id",
          "enable_preflight",
          "ignore_no_op_changes",
          "skip_provider_registration",
          "use_aks_workload_identity",
          "use_cli",
          "use_msi",
          "use_oidc",
        ],
        optional("bool"),
      ),
      auxiliary_tenant_ids: optional(TEXTS),
      default_tags: optional(TEXTS_BY_NAME),
      endpoint: optional("dynamic"),
      maximum_busy_retry_attempts: optional("number"),
    },
    blocks: {},
  },
  resources: all(
    type(
      "azapi_resource",
      {
        ...RESOURCE,
        body: either("dynamic"),
        location: either("string"),
        tags: either(TEXTS_BY_NAME),
        schema_validation_enabled: either("bool"),
        ignore_body_changes: writeOnly(TEXTS),
        replace_triggers_external_values: optional("dynamic"),
        replace_triggers_refs: optional(TEXTS),
        ...requests("create", "update", "delete", "read"),
      },
      {
        identity: block("LIST", {
          type: required("string"),
          identity_ids: optional(TEXTS),
          ...named(["principal_id", "tenant_id"], computed("string")),
        }),
        ...timeouts("create", "update", "read", "delete"),
      },
    ),
    type(
      "azapi_update_resource",
      { ...RESOURCE, resource_id: either("string"), body: optional("dynamic"), ...requests("update", "read") },
      timeouts("create", "update", "read", "delete"),
    ),
    type(
      "azapi_resource_action",
      {
        ...ACTION,
        when: either("string"),
        ignore_not_found: either("bool"),
        sensitive_response_export_values: optional("dynamic"),
        sensitive_output: { ...computed("dynamic"), sensitive: true },
        sensitive_body_version: optional(TEXTS_BY_NAME),
      },
      timeouts("create", "update", "read", "delete"),
    ),
  ),
  dataSources: all(
    type(
      "azapi_resource",
      {
        id: computed("string"),
        type: required("string"),
        ...named(["name", "parent_id", "resource_id", "location"], either("string")),
        response_export_values: optional("dynamic"),
        output: computed("dynamic"),
        tags: computed(TEXTS_BY_NAME),
        ignore_not_found: optional("bool"),
        headers: optional(TEXTS_BY_NAME),
        query_parameters: optional(["map", TEXTS]),
        ...RETRY,
      },
      timeouts("read"),
    ),
  ),
  ephemerals: all(type("azapi_resource_action", ACTION, timeouts("open"))),
};
