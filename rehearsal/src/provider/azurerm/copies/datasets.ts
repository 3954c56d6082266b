import { Value, Values, isValues, textOf } from "../../value";
import type { Copy } from "./copy";
import { defaults, inFactory, named, namedInBlock, ofType, properties, reference } from "./factory";
import { Place, at, blockAt, blocksAt, json, unread } from "./place";

const dataset = (copy: Omit<Copy, "id" | "named">): Copy =>
  inFactory("datasets", {
    ...copy,
    places: [
      at("properties.folder.name", "folder"),
      defaults("properties.parameters", "parameters"),
      unread(at("properties", "additional_properties")),
      ...copy.places,
    ],
  });

const THROUGH = named("properties.linkedServiceName", "linked_service_name", "LinkedServiceReference");

/** Columns, each with a name and a type. */
const COLUMNS = blocksAt(
  "properties.structure",
  "schema_column",
  (columns) => columns.map((column) => withoutNull(column)),
  (value) => (Array.isArray(value) ? value.filter(isValues).map((column) => ({ description: null, ...column })) : []),
);

/** A place of files, by what azurerm's arguments are called in it. */
const location = (argument: string, type: string, names: Readonly<Record<string, string>>): Place =>
  blockAt(
    properties("location"),
    argument,
    (block) => ({
      type,
      ...withoutNull(Object.fromEntries(Object.entries(names).map(([own, azure]) => [azure, block[own] ?? null]))),
    }),
    (value) => Object.fromEntries(Object.entries(names).map(([own, azure]) => [own, value[azure] ?? null])),
    ({ type: found }) => found === type,
  );

const withoutNull = (values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const FILE = { path: "folderPath", filename: "fileName" };
const BLOB = location("azure_blob_storage_location", "AzureBlobStorageLocation", { container: "container", ...FILE });
const LAKE = location("azure_blob_fs_location", "AzureBlobFSLocation", { file_system: "fileSystem", ...FILE });
const HTTP = location("http_server_location", "HttpServerLocation", { relative_url: "relativeUrl", ...FILE });
const SFTP = location("sftp_server_location", "SftpLocation", FILE);

/** The linked service by its ID, as one type of azurerm has it. */
const THROUGH_ID: Place = {
  argument: "linked_service_id",
  path: "properties.linkedServiceName",
  write: (id: Value) => reference("LinkedServiceReference", textOf(id).split("/").pop()!),
  none: null,
};

/** Datasets as azurerm has them. */
export const DATASETS: Readonly<Record<string, Copy>> = {
  azurerm_data_factory_custom_dataset: dataset({
    places: [
      at("properties.type", "type"),
      namedInBlock("properties.linkedServiceName", "linked_service", "LinkedServiceReference"),
      json("properties.typeProperties", "type_properties_json"),
      json("properties.schema", "schema_json"),
    ],
  }),
  azurerm_data_factory_dataset_sql_server_table: dataset({
    ...ofType("SqlServerTable"),
    places: [THROUGH, COLUMNS, at(properties("tableName"), "table_name")],
  }),
  azurerm_data_factory_dataset_azure_sql_table: dataset({
    ...ofType("AzureSqlTable"),
    places: [THROUGH_ID, COLUMNS, at(properties("schema"), "schema"), at(properties("table"), "table")],
  }),
  azurerm_data_factory_dataset_delimited_text: dataset({
    ...ofType("DelimitedText"),
    places: [
      THROUGH,
      COLUMNS,
      BLOB,
      LAKE,
      HTTP,
      at(properties("columnDelimiter"), "column_delimiter"),
      at(properties("rowDelimiter"), "row_delimiter"),
      at(properties("encodingName"), "encoding"),
      at(properties("quoteChar"), "quote_character"),
      at(properties("escapeChar"), "escape_character"),
      at(properties("firstRowAsHeader"), "first_row_as_header"),
      at(properties("nullValue"), "null_value"),
      at(properties("compressionCodec"), "compression_codec"),
      at(properties("compressionLevel"), "compression_level"),
    ],
  }),
  azurerm_data_factory_dataset_parquet: dataset({
    ...ofType("Parquet"),
    places: [THROUGH, COLUMNS, BLOB, LAKE, HTTP, at(properties("compressionCodec"), "compression_codec")],
  }),
  azurerm_data_factory_dataset_json: dataset({
    ...ofType("Json"),
    places: [THROUGH, COLUMNS, BLOB, HTTP, at(properties("encodingName"), "encoding")],
  }),
  azurerm_data_factory_dataset_binary: dataset({
    ...ofType("Binary"),
    places: [
      THROUGH,
      BLOB,
      HTTP,
      SFTP,
      blockAt(
        properties("compression"),
        "compression",
        withoutNull,
        ({ type = null, level = null }) => ({ type, level }),
        () => true,
      ),
    ],
  }),
};
