import { keyOf, segment } from "../ids";
import { blocks, text } from "../operation";
import { DELETE_SECONDS, Kind, Kinds, identity, inside, topLevel } from "./kind";

const LINKED_SERVICE = inside("data_factory_id", "linkedservices");
const DATASET = inside("data_factory_id", "datasets");

const of = (types: readonly string[], kind: Kind): Kinds =>
  Object.fromEntries(types.map((type) => [`azurerm_data_factory_${type}`, kind]));

/** Factories, and what is made in them. */
export const DATA_FACTORY: Kinds = {
  azurerm_data_factory: {
    ...topLevel("Microsoft.DataFactory", "factories"),
    globalName: "Microsoft.DataFactory/factories",
    computed: (values, making) => ({ identity: identity(values, making) }),
  },
  azurerm_data_factory_integration_runtime_self_hosted: {
    ...inside("data_factory_id", "integrationRuntimes"),
    takes: { delete: DELETE_SECONDS },
    computed: (values, { id, seed }) => {
      const linked = blocks(values, "rbac_authorization").length > 0; // a linked runtime has no keys
      return {
        primary_authorization_key: linked ? "" : `IR@${keyOf(`${id} 1 ${seed}`)}`,
        secondary_authorization_key: linked ? "" : `IR@${keyOf(`${id} 2 ${seed}`)}`,
      };
    },
  },
  azurerm_data_factory_credential_user_managed_identity: inside("data_factory_id", "credentials"),
  ...of(
    [
      "linked_custom_service",
      "linked_service_azure_blob_storage",
      "linked_service_azure_sql_database",
      "linked_service_odbc",
      "linked_service_postgresql",
      "linked_service_sql_server",
    ],
    LINKED_SERVICE,
  ),
  azurerm_data_factory_linked_service_key_vault: {
    ...LINKED_SERVICE,
    // The provider looks the vault up by its address, in its own subscription; elsewhere it finds none.
    asRead: (values, { subscriptionId }) =>
      segment(text(values, "key_vault_id"), "subscriptions") === subscriptionId
        ? values
        : { ...values, key_vault_id: "" },
  },
  ...of(
    [
      "custom_dataset",
      "dataset_azure_sql_table",
      "dataset_binary",
      "dataset_delimited_text",
      "dataset_json",
      "dataset_parquet",
      "dataset_sql_server_table",
    ],
    DATASET,
  ),
  azurerm_data_factory_pipeline: inside("data_factory_id", "pipelines"),
  azurerm_data_factory_trigger_schedule: {
    ...inside("data_factory_id", "triggers"),
    computed: (values) => {
      const [pipeline] = blocks(values, "pipeline");
      return {
        start_time: "2026-01-01T00:00:00Z",
        pipeline_name: text(pipeline ?? {}, "name"),
        pipeline: [{ name: text(values, "pipeline_name"), parameters: values.pipeline_parameters ?? null }],
      };
    },
  },
};
