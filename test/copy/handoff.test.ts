import {
  BlobHandoff,
  CopySink,
  CustomStore,
  DataContract,
  Duration,
  FileFormat,
  HandoffExport,
  HandoffExportProps,
  HandoffImport,
  HandoffImportProps,
  IBlobHandoff,
  IncrementalWindow,
  LogicalType,
  ScheduleTrigger,
  SqlServerStore,
  StorageAccount,
  TriggerFrequency,
} from "../../lib";
import { GROUP_ID, PLACE, resolved } from "../support/azure";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { resources, stackUnderTest, template } from "../support/stack";

const ACCOUNT_ID = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/retailhub`;
const MANIFEST = "https://retailhub.blob.core.windows.net/stock-levels/manifest.json";

function contract(columns = ["Article", "Quantity"]): DataContract {
  return new DataContract("stock-levels", {
    providerName: "retail",
    consumerName: "energy",
    owner: "stock-data@retail.example",
    columns: columns.map((name) => ({ name, logicalType: LogicalType.STRING })),
    retention: Duration.days(30),
  });
}

function handoffIn(moving: MovingFactory, agreed = contract(), format?: FileFormat): IBlobHandoff {
  return BlobHandoff.fromNames(moving.stack, "Handoff", {
    contract: agreed,
    storageAccountId: ACCOUNT_ID,
    containerName: "stock-levels",
    format,
  });
}

function exported(given: Partial<HandoffExportProps> = {}, agreed = contract(), format?: FileFormat) {
  const moving = new MovingFactory();
  const { pipeline } = new HandoffExport(moving.stack, "Export", {
    dataFactory: moving.dataFactory,
    handoff: handoffIn(moving, agreed, format),
    pipelineName: "give",
    linkedServiceName: "give",
    source: moving.sqlServer().table("dbo", "StockLevel"),
    ...given,
  });
  return { moving, pipeline, activities: activitiesOf(moving.stack, "give") };
}

function imported(given: Partial<HandoffImportProps> = {}, agreed = contract(), subsidiaryName = "energy") {
  const moving = new MovingFactory(undefined, subsidiaryName, "datev-adf");
  new HandoffImport(moving.stack, "Import", {
    dataFactory: moving.dataFactory,
    handoff: handoffIn(moving, agreed),
    pipelineName: "take",
    linkedServiceName: "take",
    sink: moving.sqlServer("Ledger").upsertInto("retail", "StockLevel", ["Article"]),
    ...given,
  });
  return { moving, activities: activitiesOf(moving.stack, "take") };
}

/** What each activity waits for, in the order of the pipeline. */
const waits = (activities: Record<string, unknown>[]) => activities.map(({ name, dependsOn }) => [name, dependsOn]);
const succeeded = (activity: string) => [{ activity, dependencyConditions: ["Succeeded"] }];

/** The fingerprint that the giving side writes, and the one that the taking side wants. */
function fingerprints(given: DataContract, taken: DataContract): (string | undefined)[] {
  const written = /"fingerprint\\?":\\?"(\w+)/.exec(JSON.stringify(exported({}, given).activities));
  const wanted = /fingerprint, '(\w+)'/.exec(JSON.stringify(imported({}, taken).activities));
  return [written?.[1], wanted?.[1]];
}

describe("the giving side", () => {
  test("writes a folder of its own per run, and publishes it when all of it is there", () => {
    const { activities } = exported();
    expect(waits(activities)).toEqual([
      ["Write", []],
      ["Publish", succeeded("Write")],
    ]);
    const [write, publish] = activities as { outputs?: unknown; typeProperties: Record<string, unknown> }[];
    expect(write.outputs).toEqual([
      {
        referenceName: "give_csv_file",
        type: "DatasetReference",
        parameters: {
          folder: { value: "runs/@{pipeline().RunId}", type: "Expression" },
          file: "rows.csv.gz", // by a name of its own, so that a repeated copy leaves nothing of the first attempt
        },
      },
    ]);
    expect(publish.typeProperties).toEqual({
      method: "PUT",
      url: MANIFEST,
      headers: {
        "x-ms-version": "2021-12-02",
        "x-ms-date": { value: "@formatDateTime(utcNow(), 'R')", type: "Expression" },
        "x-ms-blob-type": "BlockBlob",
        "Content-Type": "application/json",
      },
      body: {
        value: expect.stringMatching(
          /^\{"contract":"stock-levels","fingerprint":"\w{8}","folder":"runs\/@\{pipeline\(\)\.RunId\}","writtenAt":"@\{utcNow\(\)\}","rows":@\{activity\('Write'\)\.output\.rowsCopied\}\}$/,
        ),
        type: "Expression",
      },
      authentication: { type: "MSI", resource: "https://storage.azure.com/" },
    });
  });

  test("carries the contract's columns and no others, by the names that they have here", () => {
    const { activities } = exported({ columnNames: { Quantity: "Qty" } });
    expect(activities[0].typeProperties).toMatchObject({
      translator: {
        mappings: [
          { source: { name: "Article", type: "String" }, sink: { name: "Article", type: "String" } },
          { source: { name: "Qty", type: "String" }, sink: { name: "Quantity", type: "String" } },
        ],
      },
    });
    expect(refusalOf(() => exported({ columnNames: { Price: "Price" } }))).toMatch(
      'Stack/Export: [copy/contract-column] given "Price". ',
    );
  });

  test("may write, and on that container alone", () => {
    const { moving } = exported();
    const rights = resources(moving.stack, "azurerm_role_assignment").map(({ role_definition_name: role, scope }) => [
      role,
      scope,
    ]);
    expect(rights).toContainEqual([
      "Storage Blob Data Contributor",
      `${ACCOUNT_ID}/blobServices/default/containers/stock-levels`,
    ]);
  });

  test("lets what starts it wait until its rights count", () => {
    const { moving, pipeline } = exported();
    const sleeps = Object.keys(template(moving.stack).resource!.time_sleep).filter((name) =>
      /Reachable|Reading/.test(name),
    );
    expect(sleeps).toHaveLength(2);
    expect(pipeline.neededToRun.map(({ fqn }) => String(resolved(moving.stack, fqn))).sort()).toEqual(
      sleeps.map((name) => `\${time_sleep.${name}}`).sort(),
    );
  });

  test("fails if it would give what has changed alone: the manifest names one run", () => {
    const moving = new MovingFactory();
    const window = IncrementalWindow.trailing("ChangedAt", Duration.days(2));
    const source = moving.sqlServer().window("dbo", "StockLevel", window);
    expect(rulesOf(() => exported({ source }))).toEqual(["copy/handoff-whole"]);
  });

  test("fails if the data is not the provider's", () => {
    const energy = new MovingFactory(undefined, "energy");
    const source = energy.sqlServer().table("dbo", "StockLevel");
    expect(rulesOf(() => exported({ source }))).toEqual(["copy/legal-entity"]);
  });

  test("fails if Parquet was agreed on and the nodes have no Java", () => {
    expect(rulesOf(() => exported({}, contract(), FileFormat.PARQUET))).toEqual(["copy/parquet-needs-java"]);
  });
});

describe("the taking side", () => {
  test("reads the manifest, checks it, copies what it names, counts, and only then moves it", () => {
    const { activities } = imported();
    expect(waits(activities)).toEqual([
      ["Read manifest", []],
      ["Check manifest", succeeded("Read manifest")],
      ["Prepare", succeeded("Check manifest")],
      ["Copy", succeeded("Prepare")],
      ["Check rows", succeeded("Copy")],
      ["Move", succeeded("Check rows")],
    ]);
    const [read, check, prepare, copy, count, move] = activities as {
      inputs?: unknown;
      outputs?: unknown;
      typeProperties: Record<string, unknown>;
    }[];
    expect(read.typeProperties).toMatchObject({
      method: "GET",
      url: MANIFEST,
      authentication: { type: "MSI", resource: "https://storage.azure.com/" },
    });
    expect(check.typeProperties.expression).toEqual({
      value: expect.stringMatching(
        /^@and\(equals\(activity\('Read manifest'\)\.output\.fingerprint, '\w{8}'\), greaterOrEquals\(ticks\(activity\('Read manifest'\)\.output\.writtenAt\), ticks\(addMinutes\(utcNow\(\), -43200\)\)\)\)$/,
      ),
      type: "Expression",
    });
    expect(copy.inputs).toEqual([
      {
        referenceName: "take_csv",
        type: "DatasetReference",
        parameters: { folder: { value: "@activity('Read manifest').output.folder", type: "Expression" } },
      },
    ]);
    const staging = /staging_\w{8}/.exec(JSON.stringify(prepare))![0];
    expect(copy.outputs).toEqual([
      { referenceName: expect.stringMatching(/^ledger_retail_StockLevel_staging_\w+$/), type: "DatasetReference" },
    ]);
    expect(copy.typeProperties.sink).toEqual({
      type: "SqlServerSink",
      writeBehavior: "insert",
      preCopyScript: `TRUNCATE TABLE [retail].[StockLevel_${staging}];`, // a repeated attempt would add to the first
    });
    expect(JSON.stringify(move)).toContain(
      `UPDATE [target] SET [target].[Quantity] = [given].[Quantity] FROM [retail].[StockLevel] AS [target] WITH (HOLDLOCK) INNER JOIN [retail].[StockLevel_${staging}] AS [given] ON [target].[Article] = [given].[Article];`,
    );
    expect(count.typeProperties.expression).toEqual({
      value: "@equals(activity('Copy').output.rowsRead, activity('Read manifest').output.rows)",
      type: "Expression",
    });
  });

  test("fails the run by a Fail activity where a check does not hold", () => {
    const { activities } = imported({ maxAge: Duration.hours(2) });
    const inner = activities.flatMap(
      ({ typeProperties }) =>
        ((typeProperties as Record<string, unknown>).ifFalseActivities ?? []) as {
          type: string;
          typeProperties: { errorCode: string; message: { value: string } };
        }[],
    );
    expect(inner.map(({ type, typeProperties }) => [type, typeProperties.errorCode])).toEqual([
      ["Fail", "handoff-refused"],
      ["Fail", "handoff-incomplete"],
    ]);
    expect(inner[1].typeProperties.message.value).toMatch(/ that were written\. The sink is as it was\.$/);
    expect(inner[0].typeProperties.message.value).toContain("is older than 120 minutes. ");
  });

  test("writes under the names that columns have here", () => {
    const { activities } = imported({ columnNames: { Quantity: "Menge" } });
    expect(activities[3].typeProperties).toMatchObject({
      translator: { mappings: [expect.anything(), { source: { name: "Quantity" }, sink: { name: "Menge" } }] },
    });
  });

  test("copies into a sink that has no way beside it, and says so where rows are missing", () => {
    const moving = new MovingFactory(undefined, "energy", "datev-adf");
    const end = { datasetName: "stock", datasetType: "OracleTable", datasetProperties: {}, endType: "OracleSink" };
    const typeProperties = { connectionString: "host=ora01.energy.example;port=1521;sid=dwh" };
    const oracle = { within: moving, linkedServiceType: "Oracle", typeProperties, runtime: moving.runtime };
    new HandoffImport(moving.stack, "Import", {
      dataFactory: moving.dataFactory,
      handoff: handoffIn(moving),
      pipelineName: "take",
      linkedServiceName: "take",
      sink: new CustomStore(moving.stack, "Oracle", oracle).sink(end),
    });
    const activities = activitiesOf(moving.stack, "take");
    expect(waits(activities).slice(2)).toEqual([
      ["Copy", succeeded("Check manifest")],
      ["Check rows", succeeded("Copy")],
    ]);
    expect(JSON.stringify(activities)).toContain("The sink has what was read.");
  });

  test.each([0, 20, 90])("fails if data may be %j s old", (seconds) => {
    expect(rulesOf(() => imported({ maxAge: Duration.seconds(seconds) }))).toEqual(["copy/handoff-age"]);
  });

  test.each<[string, (sql: SqlServerStore) => CopySink, string[]]>([
    ["added to what was taken before", (sql) => sql.insertInto("retail", "StockLevel"), ["copy/rows-again"]],
    ["taken by keys", (sql) => sql.upsertInto("retail", "StockLevel", ["Article"]), []],
    ["put in place of the rest", (sql) => sql.replaceIn("retail", "StockLevel"), []],
  ])("is run by a schedule unless its rows are %s", (_, sinkOf, rules) => {
    const moving = new MovingFactory(undefined, "energy", "datev-adf");
    const { stack, dataFactory } = moving;
    const { pipeline } = new HandoffImport(stack, "Import", {
      dataFactory,
      handoff: handoffIn(moving),
      pipelineName: "take",
      linkedServiceName: "take",
      sink: sinkOf(moving.sqlServer()),
    });
    const program = () =>
      new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", frequency: TriggerFrequency.DAY });
    if (rules.length === 0) {
      program();
    } else {
      expect(rulesOf(program)).toEqual(rules);
    }
  });

  test("fails if a key is no column of the contract", () => {
    const moving = new MovingFactory(undefined, "energy");
    const sink = moving.sqlServer().upsertInto("retail", "StockLevel", ["Id"]);
    expect(rulesOf(() => imported({ sink }))).toEqual(["copy/keys-mapped"]);
  });

  test("may read, and in that container alone", () => {
    const { moving } = imported();
    const rights = resources(moving.stack, "azurerm_role_assignment").map(({ role_definition_name: role, scope }) => [
      role,
      scope,
    ]);
    expect(rights).toContainEqual([
      "Storage Blob Data Reader",
      `${ACCOUNT_ID}/blobServices/default/containers/stock-levels`,
    ]);
  });

  test("fails if it is not the consumer's", () => {
    expect(rulesOf(() => imported({}, contract(), "trading"))).toEqual(["copy/legal-entity"]);
  });
});

describe("both sides", () => {
  test("may be one subsidiary's, for data that goes from one of its runtimes to another", () => {
    const within = new DataContract("stock-levels", {
      providerName: "retail",
      consumerName: "retail",
      owner: "stock-data@retail.example",
      columns: [{ name: "Article", logicalType: LogicalType.STRING }],
      retention: Duration.days(30),
    });
    expect(exported({}, within).activities).toHaveLength(2);
    expect(imported({}, within, "retail").activities).toHaveLength(6);
  });

  test("agree on the columns, in their order", () => {
    const [written, wanted] = fingerprints(contract(), contract());
    expect(written).toMatch(/^\w{8}$/);
    expect(wanted).toBe(written);
  });

  test.each([[["Article"]], [["Quantity", "Article"]], [["Article", "Amount"]]])(
    "notice when one of them was deployed with other columns: %j",
    (columns) => {
      const [written, wanted] = fingerprints(contract(columns), contract());
      expect(wanted).not.toBe(written);
    },
  );
});

describe("the place in between", () => {
  const place = () => {
    const stack = stackUnderTest();
    const storageAccount = new StorageAccount(stack, "Storage", { ...PLACE, accountName: "retailhub" });
    const given = { contract: contract(), storageAccount, containerName: "stock-levels" };
    return { stack, handoff: new BlobHandoff(stack, "Handoff", given) };
  };

  test("is emptied when the contract's retention has passed, but for the manifest", () => {
    const { stack } = place();
    expect(resources(stack, "azurerm_storage_container")).toMatchObject([
      { name: "stock-levels", container_access_type: "private" },
    ]);
    expect(resources(stack, "azurerm_storage_management_policy")).toMatchObject([
      {
        rule: [
          {
            enabled: true,
            filters: { blob_types: ["blockBlob"], prefix_match: ["stock-levels/runs/"] },
            actions: { base_blob: { delete_after_days_since_modification_greater_than: 30 } },
          },
        ],
      },
    ]);
  });
});
