import { PLACE, Supplement, Supplements, all, azurerm, eachAgainstTheOthers, within } from "./supplement";

/** What every linked service, dataset, pipeline and trigger has in common. */
const inFactory = (module: string, className: string): Supplement => ({
  module: azurerm(`data-factory-${module}`),
  className: `DataFactory${className}`,
  forceNew: ["data_factory_id", "name"],
});

const BLOB = "azure_blob_storage_location";
const LAKE = "azure_blob_fs_location";
const HTTP = "http_server_location";
const SFTP = "sftp_server_location";

/** Names in a location that are expressions: none, unless it is said. */
const fixedNames = (...locations: readonly string[]): Record<string, boolean> => ({
  ...all(false, within(locations, ["dynamic_filename_enabled", "dynamic_path_enabled"])),
  ...(locations.includes(BLOB) ? { [`${BLOB}.dynamic_container_enabled`]: false } : {}),
  ...(locations.includes(LAKE) ? { [`${LAKE}.dynamic_file_system_enabled`]: false } : {}),
});

/** Factories, and what is made in them. */
export const DATA_FACTORY: Supplements = {
  azurerm_data_factory: {
    module: azurerm("data-factory"),
    className: "DataFactory",
    forceNew: PLACE,
    defaults: {
      public_network_enabled: true,
      "github_configuration.publishing_enabled": true,
      "vsts_configuration.publishing_enabled": true,
    },
    conflicts: [
      ["github_configuration", "vsts_configuration"],
      ["vsts_configuration", "github_configuration"],
    ],
    requiredWith: [["customer_managed_key_identity_id", "customer_managed_key_id"]],
  },
  azurerm_data_factory_integration_runtime_self_hosted: {
    module: azurerm("data-factory-integration-runtime-self-hosted"),
    className: "DataFactoryIntegrationRuntimeSelfHosted",
    forceNew: ["data_factory_id", "name", "rbac_authorization"],
  },
  azurerm_data_factory_credential_user_managed_identity: {
    ...inFactory("credential-user-managed-identity", "CredentialUserManagedIdentity"),
    forceNew: ["data_factory_id", "identity_id", "name"],
  },
  azurerm_data_factory_linked_service_key_vault: inFactory("linked-service-key-vault", "LinkedServiceKeyVault"),
  azurerm_data_factory_linked_service_sql_server: {
    ...inFactory("linked-service-sql-server", "LinkedServiceSqlServer"),
    exactlyOneOf: [["connection_string", "key_vault_connection_string"]],
  },
  azurerm_data_factory_linked_service_azure_sql_database: {
    ...inFactory("linked-service-azure-sql-database", "LinkedServiceAzureSqlDatabase"),
    defaults: { use_managed_identity: false },
    exactlyOneOf: [["connection_string", "key_vault_connection_string"]],
    conflicts: eachAgainstTheOthers("service_principal_id", "use_managed_identity"),
    requiredWith: eachAgainstTheOthers("service_principal_id", "service_principal_key"),
  },
  azurerm_data_factory_linked_service_azure_blob_storage: {
    ...inFactory("linked-service-azure-blob-storage", "LinkedServiceAzureBlobStorage"),
    sensitive: ["connection_string", "sas_uri", "service_endpoint"],
    defaults: { use_managed_identity: false },
    exactlyOneOf: [["connection_string", "connection_string_insecure", "sas_uri", "service_endpoint"]],
    conflicts: eachAgainstTheOthers("service_principal_id", "use_managed_identity"),
  },
  azurerm_data_factory_linked_service_odbc: {
    ...inFactory("linked-service-odbc", "LinkedServiceOdbc"),
    sensitive: ["basic_authentication.password"],
  },
  azurerm_data_factory_linked_service_postgresql: inFactory("linked-service-postgresql", "LinkedServicePostgresql"),
  azurerm_data_factory_linked_custom_service: {
    ...inFactory("linked-custom-service", "LinkedCustomService"),
    forceNew: ["data_factory_id", "name", "type"],
    json: ["type_properties_json"],
  },
  azurerm_data_factory_custom_dataset: {
    ...inFactory("custom-dataset", "CustomDataset"),
    forceNew: ["data_factory_id", "name", "type"],
    json: ["schema_json", "type_properties_json"],
  },
  azurerm_data_factory_dataset_sql_server_table: inFactory("dataset-sql-server-table", "DatasetSqlServerTable"),
  azurerm_data_factory_dataset_azure_sql_table: inFactory("dataset-azure-sql-table", "DatasetAzureSqlTable"),
  azurerm_data_factory_dataset_delimited_text: {
    ...inFactory("dataset-delimited-text", "DatasetDelimitedText"),
    defaults: {
      ...fixedNames(LAKE, BLOB, HTTP),
      column_delimiter: ",",
      escape_character: "\\",
      first_row_as_header: false,
      null_value: "",
      quote_character: '"',
    },
    exactlyOneOf: [[HTTP, BLOB, LAKE]],
  },
  azurerm_data_factory_dataset_parquet: {
    ...inFactory("dataset-parquet", "DatasetParquet"),
    defaults: fixedNames(LAKE, BLOB, HTTP),
    exactlyOneOf: [[LAKE, BLOB, HTTP]],
  },
  azurerm_data_factory_dataset_json: {
    ...inFactory("dataset-json", "DatasetJson"),
    defaults: fixedNames(BLOB, HTTP),
    conflicts: eachAgainstTheOthers(BLOB, HTTP),
  },
  azurerm_data_factory_dataset_binary: {
    ...inFactory("dataset-binary", "DatasetBinary"),
    defaults: fixedNames(BLOB, HTTP, SFTP),
    conflicts: eachAgainstTheOthers(BLOB, HTTP, SFTP),
  },
  azurerm_data_factory_pipeline: { ...inFactory("pipeline", "Pipeline"), json: ["activities_json"] },
  azurerm_data_factory_trigger_schedule: {
    ...inFactory("trigger-schedule", "TriggerSchedule"),
    computed: ["pipeline"],
    defaults: { activated: true, frequency: "Minute", interval: 1 },
    items: { schedule: { min: 1 }, "schedule.days_of_week": { max: 7 }, "schedule.monthly": { min: 1 } },
    exactlyOneOf: [["pipeline", "pipeline_name"]],
    conflicts: eachAgainstTheOthers("pipeline", "pipeline_parameters"),
  },
};
