import { segment } from "../../../azure/ids";
import { text } from "../../../azure/operation";
import { Values, isValues, textOf } from "../../value";
import type { Copy } from "./copy";
import { RUNTIME_OF, defaults, inFactory, named, namedInBlock, ofType, properties, secret } from "./factory";
import { UNKNOWN_TYPE, isKnownType, knownProperties } from "./known-properties";
import { Place, at, blockAt, json, unread } from "./place";

const linkedService = (copy: Omit<Copy, "id" | "named">): Copy =>
  inFactory("linkedservices", {
    ...copy,
    places: [
      defaults("properties.parameters", "parameters"),
      unread(at("properties", "additional_properties")),
      ...copy.places,
    ],
  });

const THROUGH = named(RUNTIME_OF, "integration_runtime_name", "IntegrationRuntimeReference");

/** Data Factory answers it encrypted: the provider keeps what was written. */
const unreadAt = (name: string, argument: string): Place => unread(at(properties(name), argument));

const CONNECTION = unreadAt("connectionString", "connection_string");
const SECRET_CONNECTION = secret(properties("connectionString"), "key_vault_connection_string");
const SECRET_PASSWORD = secret(properties("password"), "key_vault_password");

/** Of Azure's services, by somebody else than the factory's own identity. */
const PRINCIPAL = [
  at(properties("servicePrincipalId"), "service_principal_id"),
  unreadAt("servicePrincipalKey", "service_principal_key"),
  at(properties("tenant"), "tenant_id"),
];

/** That it is the factory's identity which is used shows by nothing else being said. */
const BY_IDENTITY: Place = { argument: "use_managed_identity", path: "properties", write: () => ({}), none: false };

/** The vault by its address; the provider looks it up. */
const VAULT: Place = {
  argument: "key_vault_id",
  path: properties("baseUrl"),
  write: (id, world) => text(world.find(textOf(id))?.values ?? {}, "vault_uri"),
  none: null,
};

/**
 * What goes out of a body. What the SDK's types do not know does not, and no plan shows it, since the provider never
 * reads the properties. A type that the SDK does not know goes out as another one, with all that it has, and is read so.
 */
function asSent(body: Values): Values {
  const { properties } = body;
  if (!isValues(properties) || !isValues(properties.typeProperties)) {
    return body;
  }
  const type = text(properties, "type");
  const known = knownProperties(type);
  const sent = Object.entries(properties.typeProperties).filter(([name]) => known?.includes(name) !== false);
  const typeProperties = Object.fromEntries(sent);
  return { ...body, properties: { ...properties, type: isKnownType(type) ? type : UNKNOWN_TYPE, typeProperties } };
}

/** Linked services as azurerm has them. */
export const LINKED_SERVICES: Readonly<Record<string, Copy>> = {
  azurerm_data_factory_linked_custom_service: linkedService({
    sent: asSent,
    places: [
      at("properties.type", "type"),
      namedInBlock(RUNTIME_OF, "integration_runtime", "IntegrationRuntimeReference"),
      unread(json("properties.typeProperties", "type_properties_json")),
    ],
  }),
  azurerm_data_factory_linked_service_key_vault: linkedService({
    ...ofType("AzureKeyVault"),
    places: [THROUGH, VAULT],
    // The provider looks it up in its own subscription; elsewhere it finds none.
    asRead: (state, { subscriptionId }) =>
      segment(text(state, "key_vault_id"), "subscriptions") === subscriptionId ? state : { ...state, key_vault_id: "" },
  }),
  azurerm_data_factory_linked_service_sql_server: linkedService({
    ...ofType("SqlServer"),
    places: [THROUGH, CONNECTION, SECRET_CONNECTION, SECRET_PASSWORD, at(properties("userName"), "user_name")],
  }),
  azurerm_data_factory_linked_service_azure_sql_database: linkedService({
    ...ofType("AzureSqlDatabase"),
    places: [
      THROUGH,
      CONNECTION,
      SECRET_CONNECTION,
      SECRET_PASSWORD,
      ...PRINCIPAL,
      BY_IDENTITY,
      named(properties("credential"), "credential_name", "CredentialReference"),
    ],
  }),
  azurerm_data_factory_linked_service_azure_blob_storage: linkedService({
    ...ofType("AzureBlobStorage"),
    places: [
      THROUGH,
      CONNECTION,
      unreadAt("connectionString", "connection_string_insecure"),
      unreadAt("sasUri", "sas_uri"),
      secret(properties("sasToken"), "key_vault_sas_token"),
      unreadAt("serviceEndpoint", "service_endpoint"),
      ...PRINCIPAL,
      secret(properties("servicePrincipalKey"), "service_principal_linked_key_vault_key"),
      at(properties("accountKind"), "storage_kind"),
      BY_IDENTITY,
    ],
  }),
  azurerm_data_factory_linked_service_odbc: linkedService({
    ...ofType("Odbc"),
    places: [
      THROUGH,
      CONNECTION,
      unread(
        blockAt(
          "properties.typeProperties",
          "basic_authentication",
          ({ username, password }) => ({
            authenticationType: "Basic",
            userName: username,
            password: { type: "SecureString", value: password },
          }),
          () => ({}),
          () => true,
        ),
      ),
    ],
  }),
  azurerm_data_factory_linked_service_postgresql: linkedService({
    ...ofType("PostgreSql"),
    places: [THROUGH, CONNECTION],
  }),
};
