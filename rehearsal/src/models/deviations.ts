import type { Mapper } from "./mapper";

/** Where Azure knows more than Microsoft's package, or other. */
export interface Deviation {
  /** Who says so. */
  readonly source: string;
  /** The package's class that it concerns; of a type that the package does not know, how it is spelt. */
  readonly className: string;
  /** Of what such a type is one. */
  readonly of?: string;
  /** Properties that the package does not know, or knows otherwise, by where they stand. */
  readonly properties?: Readonly<Record<string, Mapper>>;
  /** What the package wants and Azure does not. */
  readonly optional?: readonly string[];
}

const ANYTHING: Mapper = { type: { name: "any" } };
const REQUIRED: Mapper = { ...ANYTHING, required: true };
const SECRET: Mapper = { type: { name: "Composite", className: "SecretBase" } };

const particular = (properties: Readonly<Record<string, Mapper>>): Record<string, Mapper> =>
  Object.fromEntries(Object.entries(properties).map(([name, mapper]) => [`typeProperties.${name}`, mapper]));

/** Everything in which Microsoft's packages are behind Azure, or wrong. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    source: "azure-sdk-for-go armdatafactory 4.1.0 CHANGELOG; Microsoft: Web activity in Azure Data Factory",
    className: "WebActivity",
    properties: particular({ httpRequestTimeout: ANYTHING, turnOffAsync: { type: { name: "Boolean" } } }),
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.0.0 CHANGELOG; Microsoft: copy data from and to Salesforce V2",
    className: "SalesforceV2",
    of: "LinkedService",
    properties: particular({
      environmentUrl: ANYTHING,
      authenticationType: ANYTHING,
      clientId: ANYTHING,
      clientSecret: SECRET,
      apiVersion: ANYTHING,
      encryptedCredential: { type: { name: "String" } },
    }),
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.0.0 CHANGELOG; Microsoft: copy data from and to Salesforce V2",
    className: "SalesforceV2Object",
    of: "Dataset",
    properties: particular({ objectApiName: ANYTHING, reportId: ANYTHING }),
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.1.0 CHANGELOG; Microsoft: copy data from and to Salesforce V2",
    className: "SalesforceV2Source",
    of: "TabularSource",
    properties: { SOQLQuery: ANYTHING, query: ANYTHING, includeDeletedObjects: ANYTHING, pageSize: ANYTHING },
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.0.0 CHANGELOG; Microsoft: copy data from and to Salesforce V2",
    className: "SalesforceV2Sink",
    of: "CopySink",
    properties: { writeBehavior: ANYTHING, externalIdFieldName: ANYTHING, ignoreNullValues: ANYTHING },
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.0.0 CHANGELOG; Microsoft: copy data from PostgreSQL, version 2.0",
    className: "PostgreSqlV2",
    of: "LinkedService",
    properties: particular({
      server: REQUIRED,
      database: REQUIRED,
      username: REQUIRED,
      authenticationType: REQUIRED,
      sslMode: ANYTHING,
      port: ANYTHING,
      schema: ANYTHING,
      pooling: ANYTHING,
      connectionTimeout: ANYTHING,
      commandTimeout: ANYTHING,
      trustServerCertificate: ANYTHING,
      sslCertificate: ANYTHING,
      sslKey: ANYTHING,
      sslPassword: ANYTHING,
      readBufferSize: ANYTHING,
      logParameters: ANYTHING,
      timezone: ANYTHING,
      encoding: ANYTHING,
      password: SECRET,
      encryptedCredential: { type: { name: "String" } },
    }),
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.0.0 CHANGELOG; Microsoft: copy data from PostgreSQL, version 2.0",
    className: "PostgreSqlV2Table",
    of: "Dataset",
    properties: particular({ table: ANYTHING, schema: ANYTHING }),
  },
  {
    source: "azure-sdk-for-go armdatafactory 5.0.0 CHANGELOG; Microsoft: copy data from PostgreSQL, version 2.0",
    className: "PostgreSqlV2Source",
    of: "TabularSource",
    properties: { query: ANYTHING },
  },
  {
    source: "azure-rest-api-specs, relay 2021-11-01, RelayNamespaceProperties",
    className: "RelayNamespace",
    properties: {
      "properties.publicNetworkAccess": {
        type: { name: "Enum", allowedValues: ["Enabled", "Disabled", "SecuredByPerimeter"] },
      },
    },
  },
];
