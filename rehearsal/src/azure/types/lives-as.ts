import { CREDENTIAL, DATASET, LINKED_SERVICE, PIPELINE, RUNTIME, TRIGGER } from "./data-factory";
import { CONNECTION_RULE, HYBRID_CONNECTION, NAMESPACE } from "./relay";

const ofFactory = (kind: string, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`azurerm_data_factory_${name}`, kind]));

/** Types of azurerm that are its copies of what lives as Azure's body, by its names. */
export const LIVES_AS: Readonly<Record<string, string>> = {
  ...ofFactory(PIPELINE, ["pipeline"]),
  ...ofFactory(TRIGGER, ["trigger_schedule"]),
  ...ofFactory(RUNTIME, ["integration_runtime_self_hosted"]),
  ...ofFactory(CREDENTIAL, ["credential_user_managed_identity"]),
  ...ofFactory(LINKED_SERVICE, [
    "linked_custom_service",
    "linked_service_azure_blob_storage",
    "linked_service_azure_sql_database",
    "linked_service_key_vault",
    "linked_service_odbc",
    "linked_service_postgresql",
    "linked_service_sql_server",
  ]),
  ...ofFactory(DATASET, [
    "custom_dataset",
    "dataset_azure_sql_table",
    "dataset_binary",
    "dataset_delimited_text",
    "dataset_json",
    "dataset_parquet",
    "dataset_sql_server_table",
  ]),
  azurerm_relay_namespace: NAMESPACE,
  azurerm_relay_hybrid_connection: HYBRID_CONNECTION,
  azurerm_relay_hybrid_connection_authorization_rule: CONNECTION_RULE,
};
