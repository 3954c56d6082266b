import { TerraformVariable } from "cdktf";
import {
  BlobAccess,
  CopySink,
  CopySource,
  CustomStore,
  DataDomain,
  Duration,
  Expression,
  FaultTolerance,
  FileFormat,
  Forward,
  IncrementalWindow,
  PipelineParameter,
  Protocol,
  SqlServerLogin,
} from "../../lib";
import { partsOf, propertiesOf } from "../support/data-factory/parts";
import { MovingFactory } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { template } from "../support/stack";

const json = ({ _end }: CopySource | CopySink) => _end.json;
const datasets = (moving: MovingFactory) =>
  partsOf(moving.stack, "datasets").map(({ name, properties: { type, typeProperties } }) => [
    name,
    type,
    typeProperties,
  ]);
const service = (moving: MovingFactory, name: string) => propertiesOf(moving.stack, "linkedservices", name);
const VIA_RUNTIME = { referenceName: expect.stringMatching(/^hub-ir-\w{8}$/), type: "IntegrationRuntimeReference" };

/** Where a secret of a linked service is. */
function inVault(secretName: string): unknown {
  const store = { referenceName: "secrets", type: "LinkedServiceReference" };
  return { type: "AzureKeyVaultSecret", store, secretName };
}

describe("Salesforce", () => {
  test("is reached with a connected app's secret, which Data Factory reads from the vault", () => {
    const moving = new MovingFactory();
    moving.salesforce();
    expect(service(moving, "crm")).toEqual({
      type: "SalesforceV2",
      typeProperties: {
        environmentUrl: "https://contoso.my.salesforce.com",
        authenticationType: "OAuth2ClientCredential",
        clientId: "3MVG9contoso",
        clientSecret: inVault("Crm-secret"),
        apiVersion: "59.0",
      },
    });
  });

  test("may be reached by a runtime", () => {
    const moving = new MovingFactory();
    moving.salesforce("Crm", { runtime: moving.runtime });
    expect(service(moving, "crm")).toMatchObject({ connectVia: VIA_RUNTIME });
  });

  test("is read by object, by query, or by window; a dataset per object", () => {
    const moving = new MovingFactory();
    const crm = moving.salesforce();
    const window = IncrementalWindow.trailing("LastModifiedDate", Duration.days(1));
    expect([
      json(crm.object("Account")),
      json(crm.query("Account", "SELECT Id FROM Account WHERE Name = '@{x}'")),
      json(crm.window("Account", { fields: ["Id", "Name"], window })),
      json(crm.object("Invoice__c")),
    ]).toEqual([
      { type: "SalesforceV2Source", includeDeletedObjects: false },
      {
        type: "SalesforceV2Source",
        query: "SELECT Id FROM Account WHERE Name = '@@{x}'",
        includeDeletedObjects: false,
      },
      {
        type: "SalesforceV2Source",
        query: {
          value:
            "SELECT Id, Name FROM Account WHERE LastModifiedDate >= @{formatDateTime(addMinutes(pipeline().TriggerTime, -1440), 'yyyy-MM-ddTHH:mm:ssZ')} AND LastModifiedDate < @{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ssZ')}",
          type: "Expression",
        },
        includeDeletedObjects: false,
      },
      { type: "SalesforceV2Source", includeDeletedObjects: false },
    ]);
    expect(datasets(moving)).toEqual([
      ["crm_Account", "SalesforceV2Object", { objectApiName: "Account" }],
      ["crm_Invoice__c", "SalesforceV2Object", { objectApiName: "Invoice__c" }],
    ]);
  });

  test.each([
    "contoso.my.salesforce.com",
    "https://contoso.my.salesforce.com/services",
    "https://login.salesforce.com",
    "https://test.salesforce.com/",
    "https://contoso.lightning.force.com",
    "https://contoso.my.salesforce-setup.com",
  ])("fails if its address is %j", (environmentUrl) => {
    expect(rulesOf(() => new MovingFactory().salesforce("Crm", { environmentUrl }))).toEqual([
      "copy/salesforce-address",
    ]);
  });

  test.each(["https://contoso.my.salesforce.com/", "https://contoso--test.sandbox.my.salesforce.com"])(
    "accepts the address %j",
    (environmentUrl) => {
      expect(new MovingFactory().salesforce("Crm", { environmentUrl }).linkedServiceName).toBe("crm");
    },
  );

  test.each(["46.0", "47", "v50.0"])("fails if the API's version is %j", (apiVersion) => {
    expect(rulesOf(() => new MovingFactory().salesforce("Crm", { apiVersion }))).toEqual([
      "copy/salesforce-api-version",
    ]);
  });

  test.each(["47.0", "62.0"])("accepts the API's version %j", (apiVersion) => {
    expect(new MovingFactory().salesforce("Crm", { apiVersion }).linkedServiceName).toBe("crm");
  });
});

describe("a SQL Server", () => {
  test("is reached through the runtime, encrypted and verified, its password in the vault", () => {
    const moving = new MovingFactory();
    moving.sqlServer();
    expect(service(moving, "dwh")).toEqual({
      type: "SqlServer",
      connectVia: VIA_RUNTIME,
      typeProperties: {
        connectionString:
          "Data Source=sql01.retail.example,1433;Initial Catalog=dwh;Integrated Security=False;User ID=adf;Encrypt=True;TrustServerCertificate=False;",
        password: inVault("Dwh-password"),
      },
    });
  });

  test("may be reached by a connection string that is in the vault, or with a certificate that nobody verifies", () => {
    const moving = new MovingFactory();
    const secret = moving.secret("dwh-connection");
    moving.sqlServer("Dwh", { login: SqlServerLogin.connectionString(secret) });
    const trusting = SqlServerLogin.password("adf", secret, { trustServerCertificate: true });
    moving.sqlServer("Erp", { login: trusting, database: "erp" });
    expect(service(moving, "dwh").typeProperties).toEqual({ connectionString: inVault("dwh-connection") });
    expect(service(moving, "erp").typeProperties).toMatchObject({
      connectionString:
        "Data Source=sql01.retail.example,1433;Initial Catalog=erp;Integrated Security=False;User ID=adf;Encrypt=True;TrustServerCertificate=True;",
    });
  });

  test("may be reached as an account of Windows", () => {
    const moving = new MovingFactory();
    moving.sqlServer("Dwh", { login: SqlServerLogin.windows("CORP\\svc_adf", moving.secret("svc")) });
    expect(service(moving, "dwh").typeProperties).toEqual({
      connectionString:
        "Data Source=sql01.retail.example,1433;Initial Catalog=dwh;Integrated Security=True;Encrypt=True;TrustServerCertificate=False;",
      userName: "CORP\\svc_adf",
      password: inVault("svc"),
    });
  });

  test.each(["svc_adf", "CORP\\", "\\svc_adf", "CORP\\svc;adf", ""])(
    "fails if the account of Windows is %j",
    (account) => {
      const secret = new MovingFactory().secret("svc");
      expect(rulesOf(() => SqlServerLogin.windows(account, secret))).toEqual(["copy/sql-server-account"]);
      expect(() => SqlServerLogin.windows("svc_adf@corp.example", secret)).not.toThrow();
    },
  );

  test.each(["a;Encrypt=False", "", " "])("fails if database or user are %j: another setting, or none", (text) => {
    const moving = new MovingFactory();
    expect(refusalOf(() => SqlServerLogin.password(text, moving.secret("dwh")))).toMatch(
      `SqlServerLogin: [copy/connection-text] given user "${text}".`,
    );
    expect(refusalOf(() => moving.sqlServer("Dwh", { database: text }))).toMatch(
      `Dwh: [copy/connection-text] given database "${text}".`,
    );
  });

  test("fails if something else speaks at its forward", () => {
    const forward = new Forward("plant", { host: "pg01.retail.example", port: 5432, protocol: Protocol.POSTGRESQL });
    expect(rulesOf(() => new MovingFactory().sqlServer("Dwh", { forward }))).toEqual(["copy/store-protocol"]);
  });

  test("is read by table, query or window, and written by insert or upsert; a dataset per table", () => {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const [from, to] = [PipelineParameter.text("from", ""), PipelineParameter.text("to", "")];
    expect([
      json(dwh.table("dbo", "Order")),
      json(dwh.query("SELECT 1")),
      json(dwh.window("dbo", "Or]der", IncrementalWindow.between("Changed]At", from, to))),
      json(dwh.insertInto("dbo", "Order")),
      json(dwh.upsertInto("dbo", "Order", ["Id"])),
    ]).toEqual([
      { type: "SqlServerSource", partitionOption: "None" },
      { type: "SqlServerSource", sqlReaderQuery: "SELECT 1", partitionOption: "None" },
      {
        type: "SqlServerSource",
        sqlReaderQuery: {
          value:
            "SELECT * FROM [dbo].[Or]]der] WHERE [Changed]]At] >= '@{formatDateTime(pipeline().parameters.from, 'yyyy-MM-ddTHH:mm:ss')}' AND [Changed]]At] < '@{formatDateTime(pipeline().parameters.to, 'yyyy-MM-ddTHH:mm:ss')}'",
          type: "Expression",
        },
        partitionOption: "None",
      },
      { type: "SqlServerSink", writeBehavior: "insert" },
      { type: "SqlServerSink", writeBehavior: "upsert", upsertSettings: { useTempDB: true, keys: ["Id"] } },
    ]);
    expect(datasets(moving)).toEqual([
      [expect.stringMatching(/^dwh_dbo_Or_der_\w{8}$/), "SqlServerTable", { schema: "dbo", table: "Or]der" }],
      ["dwh_dbo_Order", "SqlServerTable", { schema: "dbo", table: "Order" }],
      ["dwh_query", "SqlServerTable", {}],
    ]);
  });

  test("fails if an upsert has no key, or one twice", () => {
    const dwh = new MovingFactory().sqlServer();
    expect(refusalOf(() => dwh.upsertInto("dbo", "Order", []))).toContain("[copy/upsert-keys] given no keys. ");
    expect(refusalOf(() => dwh.upsertInto("dbo", "Order", ["Id", "Id"]))).toContain(
      '[copy/upsert-keys] given key "Id" twice. ',
    );
  });
});

describe("secrets", () => {
  test("are read by the factory's own right on exactly those that are named, before anything needs them", () => {
    const moving = new MovingFactory();
    moving.sqlServer();
    moving.salesforce();
    const { resource = {} } = template(moving.stack);
    const rights = Object.values(resource.azurerm_role_assignment).filter(({ scope }) => /secrets/.test(String(scope)));
    expect(
      rights.map(({ role_definition_name: role, scope }) => [role, String(scope).replace(/^.*vaults/, "")]),
    ).toEqual([
      ["Key Vault Secrets User", "/hub-kv/secrets/Dwh-password"],
      ["Key Vault Secrets User", "/hub-kv/secrets/Crm-secret"],
    ]);
    const [sleep] = Object.entries(resource.time_sleep).filter(([name]) => name.includes("Reading"));
    expect(Object.keys(sleep[1].triggers as object)).toHaveLength(2);
  });
});

describe("a blob container", () => {
  test.each([
    [BlobAccess.READ, "Storage Blob Data Reader"],
    [BlobAccess.WRITE, "Storage Blob Data Contributor"],
  ])("is reached by the factory's identity, to %s", (access, role) => {
    const moving = new MovingFactory();
    moving.blob("Files", { access });
    const { resource = {} } = template(moving.stack);
    expect(Object.values(resource.azurerm_role_assignment)).toEqual([
      expect.objectContaining({
        role_definition_name: role,
        scope: expect.stringMatching(/\/storageAccounts\/hubstorage\/blobServices\/default\/containers\/exports$/),
      }),
    ]);
    expect(service(moving, "files")).toEqual({
      type: "AzureBlobStorage",
      typeProperties: { serviceEndpoint: "https://hubstorage.blob.core.windows.net/", accountKind: "StorageV2" },
    });
  });

  test("holds gzipped delimited text, unless told otherwise", () => {
    const moving = new MovingFactory();
    const files = moving.blob();
    const location = {
      type: "AzureBlobStorageLocation",
      container: "exports",
      folderPath: { value: "@dataset().folder", type: "Expression" },
    };
    expect([
      json(files.folder(Expression.literal("a"))),
      json(files.into(Expression.literal("a"), FileFormat.PARQUET)),
    ]).toEqual([
      {
        type: "DelimitedTextSource",
        storeSettings: { type: "AzureBlobStorageReadSettings", recursive: true, enablePartitionDiscovery: false },
        formatSettings: { type: "DelimitedTextReadSettings" },
      },
      {
        type: "ParquetSink",
        storeSettings: { type: "AzureBlobStorageWriteSettings" },
        formatSettings: { type: "ParquetWriteSettings" },
      },
    ]);
    expect(json(files.into(Expression.literal("a"))).formatSettings).toEqual({
      type: "DelimitedTextWriteSettings",
      quoteAllText: true,
      fileExtension: ".csv.gz",
    });
    expect(datasets(moving)).toEqual([
      [
        "files_csv",
        "DelimitedText",
        {
          location,
          columnDelimiter: ",",
          quoteChar: '"',
          escapeChar: '"',
          firstRowAsHeader: true,
          nullValue: "\\N",
          encodingName: "UTF-8",
          compressionCodec: "gzip",
          compressionLevel: "Optimal",
        },
      ],
      ["files_parquet", "Parquet", { location, compressionCodec: "snappy" }],
    ]);
  });

  test("fails if it is written to and may only be read", () => {
    const files = new MovingFactory().blob("Files", { access: BlobAccess.READ });
    const folder = Expression.literal("articles");
    const blobAccess = ["copy/blob-access"];
    expect(rulesOf(() => files.into(folder))).toEqual(blobAccess);
    expect(rulesOf(() => files.intoFile(folder, folder))).toEqual(blobAccess);
    expect(rulesOf(() => FaultTolerance.skipIncompatibleRows(files, "skipped"))).toEqual(blobAccess);
    expect(json(files.folder(folder)).type).toBe("DelimitedTextSource");
  });

  test("may hold one file by a name, which a second attempt writes anew", () => {
    const moving = new MovingFactory();
    const { _end } = moving.blob().intoFile(Expression.literal("articles"), Expression.literal("all.csv.gz"));
    expect(Object.keys(_end.datasetParameters ?? {})).toEqual(["folder", "file"]);
    expect(datasets(moving)).toEqual([
      ["files_csv_file", "DelimitedText", expect.objectContaining({ location: expect.anything() as unknown })],
    ]);
    expect(propertiesOf(moving.stack, "datasets", "files_csv_file")).toMatchObject({
      linkedServiceName: { referenceName: "files", type: "LinkedServiceReference" },
      parameters: { folder: { type: "String", defaultValue: "" }, file: { type: "String", defaultValue: "" } },
      typeProperties: { location: { fileName: { value: "@dataset().file", type: "Expression" } } },
    });
  });

  test("says where it is", () => {
    expect(new MovingFactory().blob().containerUrl).toBe("https://hubstorage.blob.core.windows.net/exports");
  });
});

describe("any other store", () => {
  test("brings JSON of its own; its runtime, secrets and rights are as with the rest", () => {
    const moving = new MovingFactory();
    const store = new CustomStore(moving.stack, "Plant", {
      within: moving,
      runtime: moving.runtime,
      linkedServiceType: "Odbc",
      typeProperties: { connectionString: "Dsn=plant", authenticationType: "Basic", userName: "adf" },
      secrets: { password: moving.secret("plant-password") },
    });
    const end = { datasetName: "reading", datasetType: "OdbcTable", datasetProperties: { tableName: "reading" } };
    expect([
      json(store.source({ ...end, endType: "OdbcSource", properties: { query: "SELECT 1" } })),
      json(store.sink({ ...end, endType: "OdbcSink" })),
    ]).toEqual([{ type: "OdbcSource", query: "SELECT 1" }, { type: "OdbcSink" }]);
    expect(service(moving, "plant")).toMatchObject({
      type: "Odbc",
      connectVia: VIA_RUNTIME,
      typeProperties: { connectionString: "Dsn=plant", password: inVault("plant-password") },
    });
    expect(datasets(moving)).toEqual([["plant_reading", "OdbcTable", { tableName: "reading" }]]);
  });
});

describe("datasets of one store", () => {
  test("stand apart where an underscore could end the schema or the table", () => {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const named = [dwh.table("a", "b_c"), dwh.table("a_b", "c")].map(({ _end }) => _end.dataset.datasetName);
    expect(named).toEqual(["dwh_a_b_c", expect.stringMatching(/^dwh_a_b_c_\w{8}$/)]);
    expect(datasets(moving).map(([, , properties]) => properties)).toEqual(
      expect.arrayContaining([
        { schema: "a", table: "b_c" },
        { schema: "a_b", table: "c" },
      ]),
    );
  });

  test("fail if one name, whatever its case, stands for two", () => {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    dwh.table("dbo", "Article");
    expect(rulesOf(() => dwh.table("dbo", "article"))).toEqual(["copy/one-dataset"]);
    const plant = new CustomStore(moving.stack, "Plant", {
      within: moving,
      linkedServiceType: "Odbc",
      typeProperties: {},
    });
    const end = (tableName: string) => ({
      datasetName: "rows",
      datasetType: "OdbcTable",
      datasetProperties: { tableName },
      endType: "OdbcSource",
    });
    expect(plant.source(end("reading"))._end.dataset).toBe(plant.source(end("reading"))._end.dataset);
    expect(rulesOf(() => plant.source(end("meter")))).toEqual(["copy/one-dataset"]);
  });
});

describe("a window", () => {
  test.each([0, 20, 90])("fails if it is %j s long, which is no whole minutes", (seconds) => {
    expect(rulesOf(() => IncrementalWindow.trailing("ChangedAt", Duration.seconds(seconds)))).toEqual([
      "copy/window-length",
    ]);
  });

  test("may be a minute long", () => {
    expect(IncrementalWindow.trailing("ChangedAt", Duration.minutes(1)).column).toBe("ChangedAt");
  });
});

describe("every store", () => {
  test("fails if nobody knows whose it is", () => {
    const moving = new MovingFactory();
    const later = new TerraformVariable(moving.stack, "later", { type: "string" }).stringValue;
    expect(refusalOf(() => moving.salesforce("A", { subsidiaryName: " " }))).toContain(
      "[copy/store-owner] given no subsidiaryName.",
    );
    expect(refusalOf(() => moving.salesforce("B", { subsidiaryName: later }))).toContain(
      "[copy/store-owner] given subsidiaryName, known only after apply.",
    );
  });

  test("fails if another subsidiary's runtime reaches it", () => {
    const moving = new MovingFactory();
    const runtime = moving.link("plant-ir", { subsidiaryName: "energy" });
    expect(refusalOf(() => moving.sqlServer("Dwh", { runtime }))).toContain(
      "[copy/store-owner] given a store of retail behind the runtime plant-ir of energy. ",
    );
  });

  test("fails if its secret is read the way of another factory", () => {
    const moving = new MovingFactory();
    const { keyVaultLinkedService } = new MovingFactory(moving.stack, "retail", "erp-adf");
    const { dataFactory, subsidiaryName } = moving;
    const within = new DataDomain({ dataFactory, subsidiaryName, keyVaultLinkedService });
    const ownFactory = ["data-factory/own-factory"];
    expect(rulesOf(() => moving.sqlServer("Dwh", { within, runtime: moving.runtime }))).toEqual(ownFactory);
    expect(rulesOf(() => moving.salesforce("Crm", { within }))).toEqual(ownFactory);
  });

  test("fails if it has a secret, or lies on premises, and what it lies within has no vault, or no runtime", () => {
    const moving = new MovingFactory();
    const { dataFactory, subsidiaryName, runtime, keyVaultLinkedService } = moving;
    const without = [
      new DataDomain({ dataFactory, subsidiaryName, runtime }),
      new DataDomain({ dataFactory, subsidiaryName, keyVaultLinkedService }),
    ];
    expect(refusalOf(() => moving.salesforce("Crm", { within: without[0] }))).toContain(
      "given no keyVaultLinkedService.",
    );
    const onPremises = { within: without[1], runtime: undefined };
    expect(refusalOf(() => moving.sqlServer("Dwh", onPremises))).toContain("given no runtime.");
    expect(moving.salesforce("Crm2", { within: without[1] }).runtime).toBeUndefined();
  });

  test("fails if its runtime lies in another factory", () => {
    const moving = new MovingFactory();
    const other = new MovingFactory(moving.stack, "retail", "erp-adf");
    expect(refusalOf(() => moving.sqlServer("Dwh", { runtime: other.runtime }))).toContain(
      `[data-factory/own-factory] given the runtime ${other.runtime.runtimeName} of the factory erp-adf in salesforce-adf.`,
    );
    expect(refusalOf(() => moving.sqlServer("Erp", { runtime: other.runtime.sharedRuntime }))).toContain(
      "[data-factory/own-factory] given the runtime hub-ir of the factory hub-adf in salesforce-adf.",
    );
  });
});

describe("a secret in the JSON of a store of one's own", () => {
  type Properties = Record<string, unknown> | ((within: MovingFactory) => Record<string, unknown>);
  const made = (given: Properties) => () => {
    const within = new MovingFactory();
    const typeProperties = typeof given === "function" ? given(within) : given;
    return new CustomStore(within.dataFactory, "Other", { within, linkedServiceType: "RestService", typeProperties });
  };

  test.each<[string, Properties]>([
    ["a password", { password: "hunter2" }],
    ["a reference, which lies there as it is resolved", { clientSecret: "${var.secret}" }],
    ["a key of an account", { accountKey: "abc=" }],
    ["a secure string", { password: { type: "SecureString", value: "hunter2" } }],
    ["one within", { authentication: { servicePrincipalKey: "hunter2" } }],
    ["one in a list", { headers: [{ apiKey: "hunter2" }] }],
    ["one in a connection string", { connectionString: "Server=pg01;Password=hunter2;" }],
    ["a secret that Terraform looks up", (within) => ({ connectionString: within.secret("all").value })],
    ["one within a text", (within) => ({ url: `https://x.example/?k=${within.secret("all").value}` })],
    ["a signature in an address", { url: "https://x.blob.core.windows.net/c?sv=1&sig=abc" }],
  ])("fails: %s", (_, typeProperties) => {
    expect(rulesOf(made(typeProperties))).toEqual(["copy/literal-secret"]);
  });

  test.each<[string, Properties]>([
    ["the address of a secret", (within) => ({ url: within.secret("all").resourceId })],
    ["a reference to the vault", { password: { type: "AzureKeyVaultSecret", secretName: "p" } }],
    ["a connection string without", { connectionString: "Server=pg01;Database=x;" }],
    ["what only sounds like one", { authenticationType: "Basic", passwordPolicy: "none", tokenEndpoint: "https://x" }],
    ["none", { password: "" }],
  ])("accepts %s", (_, typeProperties) => {
    made(typeProperties)();
  });
});
