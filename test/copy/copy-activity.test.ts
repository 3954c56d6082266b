import {
  BlobAccess,
  BlobStore,
  CopyActivity,
  CopyActivityProps,
  CopySink,
  CopySource,
  CustomStore,
  DataContract,
  Duration,
  ExecutePipelineActivity,
  Expression,
  FaultTolerance,
  FileFormat,
  IfConditionActivity,
  IncrementalWindow,
  LogicalType,
  Pipeline,
  PipelineParameter,
  Recurrence,
  ScheduleTrigger,
  TabularTranslator,
  TriggerFrequency,
} from "../../lib";
import { Kind, partsOf } from "../support/data-factory/parts";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { resources } from "../support/stack";

/** A copy of Salesforce's accounts into a database on premises, as a pipeline holds it. */
function activityOf(moving: MovingFactory, given: Partial<CopyActivityProps> = {}) {
  const copy = new CopyActivity("Copy", {
    ...given,
    source: given.source ?? moving.salesforce().object("Account"),
    sink: given.sink ?? moving.sqlServer().insertInto("crm", "Account"),
  });
  new Pipeline(moving.stack, "Pipeline", {
    dataFactory: moving.dataFactory,
    pipelineName: "load",
    activities: [copy],
  });
  return activitiesOf(moving.stack, "load")[0] as Record<string, unknown> & { typeProperties: object };
}

function contract(providerName = "energy", consumerName = "retail"): DataContract {
  return new DataContract("accounts", {
    providerName,
    consumerName,
    owner: "crm@energy.example",
    columns: [{ name: "Id", logicalType: LogicalType.STRING }],
    retention: Duration.days(1),
  });
}

describe("a copy", () => {
  test("names its datasets, and says no more than it is given", () => {
    expect(activityOf(new MovingFactory())).toEqual({
      name: "Copy",
      type: "Copy",
      dependsOn: [],
      inputs: [{ referenceName: "crm_Account", type: "DatasetReference" }],
      outputs: [{ referenceName: "dwh_crm_Account", type: "DatasetReference" }],
      typeProperties: {
        source: { type: "SalesforceV2Source", includeDeletedObjects: false },
        sink: { type: "SqlServerSink", writeBehavior: "insert" },
        enableStaging: false,
      },
    });
  });

  test("is made after its datasets, those after their linked services, and those after runtime and secrets", () => {
    // WHEN
    const moving = new MovingFactory();
    activityOf(moving);
    // THEN
    const after = (kind: Kind) =>
      Object.fromEntries(partsOf(moving.stack, kind).map((part) => [part.name, part.depends_on]));
    const address = (kind: Kind, name: string) =>
      partsOf(moving.stack, kind).find((part) => part.name === name)?.address;
    const link = partsOf(moving.stack, "integrationRuntimes")[0];
    expect(after("pipelines")).toEqual({
      load: [address("datasets", "crm_Account"), address("datasets", "dwh_crm_Account")],
    });
    expect(after("datasets")).toEqual({
      crm_Account: [address("linkedservices", "crm")],
      dwh_crm_Account: [address("linkedservices", "dwh")],
    });
    expect(after("linkedservices")).toEqual({
      secrets: [],
      crm: [address("linkedservices", "secrets")],
      dwh: [address("linkedservices", "secrets"), link.address],
    });
    expect(link.depends_on).toEqual([expect.stringMatching(/^time_sleep\.\S*Linkable/)]);
  });

  test("runs by the clock once its rights count", () => {
    const moving = new MovingFactory();
    activityOf(moving, { sink: moving.sqlServer().upsertInto("crm", "Account", ["Id"]) });
    const pipeline = moving.stack.node.findChild("Pipeline") as Pipeline;
    new ScheduleTrigger(moving.stack, "Nightly", { pipeline, triggerName: "nightly", frequency: TriggerFrequency.DAY });
    expect(resources(moving.stack, "azurerm_data_factory_trigger_schedule")[0].depends_on).toEqual([
      partsOf(moving.stack, "pipelines")[0].address,
      expect.stringMatching(/^time_sleep\.\S*Reading/),
    ]);
  });

  test("may be staged, done by several connections, and leave rows out with a record of them", () => {
    const moving = new MovingFactory();
    const files: BlobStore = moving.blob();
    const { typeProperties } = activityOf(moving, {
      staging: { store: files, folder: "staging" },
      parallelCopies: 8,
      faultTolerance: FaultTolerance.skipIncompatibleRows(files, "skipped"),
    });
    const linkedServiceName = { referenceName: "files", type: "LinkedServiceReference" };
    expect(typeProperties).toMatchObject({
      enableStaging: true,
      stagingSettings: { linkedServiceName, path: "exports/staging" },
      parallelCopies: 8,
      enableSkipIncompatibleRow: true,
      logSettings: {
        enableCopyActivityLog: true,
        copyActivityLogSettings: { logLevel: "Warning", enableReliableLogging: false },
        logLocationSettings: { linkedServiceName, path: "exports/skipped" },
      },
    });
    const store = partsOf(moving.stack, "linkedservices").find(({ name }) => name === "files");
    expect(partsOf(moving.stack, "pipelines")[0].depends_on).toContain(store?.address);
  });

  test.each([0, 1.5, 257])("fails if it has %j connections", (parallelCopies) => {
    expect(rulesOf(() => activityOf(new MovingFactory(), { parallelCopies }))).toEqual(["copy/parallel-copies"]);
  });

  test.each([1, 256])("may have %j connections", (parallelCopies) => {
    expect(activityOf(new MovingFactory(), { parallelCopies }).typeProperties).toMatchObject({ parallelCopies });
  });

  test("is repeated as its policy says", () => {
    const policy = { retries: 2, retryInterval: Duration.minutes(5), timeout: Duration.hours(26), secureOutput: true };
    const moving = new MovingFactory();
    const sink = moving.sqlServer().upsertInto("crm", "Account", ["Id"]);
    expect(activityOf(moving, { policy, sink }).policy).toEqual({
      timeout: "1.02:00:00",
      retry: 2,
      retryIntervalInSeconds: 300,
      secureInput: false,
      secureOutput: true,
    });
  });

  test("takes text to the letter in which Terraform or Data Factory would find something to evaluate", () => {
    const moving = new MovingFactory();
    const source = moving.sqlServer("Erp").query("SELECT '${x}', '@{y}', '%{z}' -- @ alone stays");
    const { typeProperties } = activityOf(moving, { source });
    expect(typeProperties).toMatchObject({
      source: { sqlReaderQuery: "SELECT '$${x}', '@@{y}', '%%{z}' -- @ alone stays" },
    });
  });

  test("says everything that is wrong at once", () => {
    const moving = new MovingFactory();
    const energy = { subsidiaryName: "energy" };
    const plant = moving.sqlServer("Plant", { ...energy, runtime: moving.link("plant-ir", energy) });
    const program = () => activityOf(moving, { source: plant.table("dbo", "Reading"), parallelCopies: 0 });
    expect(rulesOf(program)).toEqual(["copy/one-runtime", "copy/legal-entity", "copy/parallel-copies"]);
  });
});

describe("copy/legal-entity", () => {
  const crossing = (given: Partial<CopyActivityProps>) => {
    const moving = new MovingFactory();
    const source = moving.salesforce("Crm", { subsidiaryName: "energy" }).object("Account");
    return activityOf(moving, { source, ...given });
  };

  test("fails if data crosses without a contract", () => {
    expect(refusalOf(() => crossing({}))).toContain(
      "activity Copy: [copy/legal-entity] given data of energy (crm) to retail (dwh) without a contract. ",
    );
  });

  test.each([
    ["retail", "energy"],
    ["energy", "trading"],
    ["trading", "retail"],
  ])("fails if the contract lets %s give to %s", (provider, consumer) => {
    expect(refusalOf(() => crossing({ contract: contract(provider, consumer) }))).toContain(
      `to retail (dwh) with the contract accounts, by which ${provider} gives to ${consumer}. `,
    );
  });

  test("fails if rows lie with another entity on the way, or are left behind there", () => {
    const moving = new MovingFactory();
    const theirs = moving.blob("Theirs", { subsidiaryName: "energy" });
    const [staging, faultTolerance] = [
      { store: theirs, folder: "staging" },
      FaultTolerance.skipIncompatibleRows(theirs, "skipped"),
    ];
    const said = "[copy/legal-entity] given data of retail (crm) to energy (theirs) without a contract. ";
    expect(refusalOf(() => activityOf(moving, { staging }))).toContain(said);
    expect(refusalOf(() => activityOf(new MovingFactory(), { faultTolerance }))).toContain(said);
  });

  test("accepts data that crosses by its contract", () => {
    expect(crossing({ contract: contract() }).name).toBe("Copy");
  });
});

describe("a container on the way", () => {
  test("fails if another runtime reaches it", () => {
    const moving = new MovingFactory();
    const store = moving.blob("Files", { runtime: moving.link("other-ir") });
    expect(rulesOf(() => activityOf(moving, { staging: { store, folder: "staging" } }))).toEqual(["copy/one-runtime"]);
  });

  test("fails if the factory may only read it", () => {
    const moving = new MovingFactory();
    const store = moving.blob("Files", { access: BlobAccess.READ });
    expect(rulesOf(() => activityOf(moving, { staging: { store, folder: "staging" } }))).toEqual(["copy/blob-access"]);
  });
});

describe("copy/parquet-needs-java", () => {
  const parquet = (nodesHaveJava: boolean | undefined, onPremises = true) => {
    const moving = new MovingFactory();
    const runtime = moving.link("hub-ir", { nodesHaveJava });
    const source = onPremises
      ? moving.sqlServer("Erp", { runtime }).table("dbo", "Article")
      : moving.salesforce().object("Account");
    const sink = moving.blob().into(Expression.literal("articles"), FileFormat.PARQUET);
    return activityOf(moving, { source, sink });
  };

  test.each([false, undefined])("fails if the nodes do not have Java: %j", (nodesHaveJava) => {
    expect(rulesOf(() => parquet(nodesHaveJava))).toEqual(["copy/parquet-needs-java"]);
  });

  test.each(["Parquet", "Orc"])("fails if a dataset of another store is of the type %s", (datasetType) => {
    const moving = new MovingFactory();
    const lake = new CustomStore(moving.dataFactory, "Lake", {
      within: moving,
      linkedServiceType: "AzureBlobFS",
      typeProperties: {},
    });
    const source = lake.source({
      datasetName: "rows",
      datasetType,
      datasetProperties: {},
      endType: `${datasetType}Source`,
    });
    expect(rulesOf(() => activityOf(moving, { source }))).toEqual(["copy/parquet-needs-java"]);
  });

  test("accepts Parquet where all nodes have Java, or where Azure's own runtime writes it", () => {
    expect(parquet(true).typeProperties).toMatchObject({ sink: { type: "ParquetSink" } });
    expect(parquet(undefined, false).typeProperties).toMatchObject({ sink: { type: "ParquetSink" } });
  });
});

describe("what runs again and again", () => {
  const window = (length: Duration) => IncrementalWindow.trailing("SystemModstamp", length);
  const hourly = { frequency: TriggerFrequency.HOUR };
  const daily = { frequency: TriggerFrequency.DAY, hours: [2] };

  /** A copy within a branch of a pipeline that a nightly pipeline runs. */
  function scheduled(recurrence: Recurrence, source: (moving: MovingFactory) => CopySource, way: "add" | "upsert") {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const sink = way === "add" ? dwh.insertInto("crm", "Account") : dwh.upsertInto("crm", "Account", ["Id"]);
    const copy = new CopyActivity("Copy", { source: source(moving), sink });
    const branch = new IfConditionActivity("If", { expression: Expression.of("true"), ifTrueActivities: [copy] });
    const { stack, dataFactory } = moving;
    const inner = new Pipeline(stack, "Inner", { dataFactory, pipelineName: "inner", activities: [branch] });
    const activities = [new ExecutePipelineActivity("Run", { pipeline: inner })];
    const pipeline = new Pipeline(stack, "Outer", { dataFactory, pipelineName: "outer", activities });
    new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", ...recurrence });
  }

  const rows = (length: Duration) => (moving: MovingFactory) =>
    moving.salesforce().window("Account", { fields: ["Id"], window: window(length) });
  const every = (moving: MovingFactory) => moving.salesforce().object("Account");
  const question = (moving: MovingFactory) => moving.salesforce().query("Account", "SELECT Id FROM Account");

  test.each<[string, Recurrence, (moving: MovingFactory) => CopySource, "add" | "upsert", string[]]>([
    ["a window of an hour every hour", hourly, rows(Duration.hours(1)), "upsert", ["copy/window-gap"]],
    ["one that is longer", hourly, rows(Duration.minutes(61)), "upsert", []],
    ["a window of a day every night", daily, rows(Duration.days(1)), "upsert", ["copy/window-gap"]],
    [
      "one that is too short where clocks change",
      { ...daily, timeZone: "W. Europe Standard Time" },
      rows(Duration.hours(25)),
      "upsert",
      ["copy/window-gap"],
    ],
    ["one that is not", { ...daily, timeZone: "W. Europe Standard Time" }, rows(Duration.hours(26)), "upsert", []],
    ["every row, added", daily, every, "add", ["copy/rows-again"]],
    ["every row, by keys", daily, every, "upsert", []],
    ["a question, of which nobody knows what it leaves out", daily, question, "add", []],
  ])("%s", (_, recurrence, source, way, rules) => {
    const program = () => scheduled(recurrence, source, way);
    if (rules.length === 0) {
      program();
    } else {
      expect(rulesOf(program)).toEqual(rules);
    }
  });

  /** Rows between two parameters, in a pipeline that another one runs, which is given `texts` by a trigger. */
  function between(texts: Record<string, string>, handed: (to: PipelineParameter) => Expression) {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const parameters = ["From", "To"].map((name) => PipelineParameter.text(name, ""));
    const [from, to] = parameters;
    const source = dwh.window("dbo", "Account", IncrementalWindow.between("ChangedAt", from, to));
    const copy = new CopyActivity("Copy", { source, sink: dwh.upsertInto("crm", "Account", ["Id"]) });
    const { stack, dataFactory } = moving;
    const given = { dataFactory, parameters };
    const inner = new Pipeline(stack, "Inner", { ...given, pipelineName: "inner", activities: [copy] });
    const run = new ExecutePipelineActivity("Run", { pipeline: inner, parameters: { To: handed(to) } });
    const pipeline = new Pipeline(stack, "Outer", { ...given, pipelineName: "outer", activities: [run] });
    new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", ...daily, parameters: texts });
  }

  test.each<[string, Record<string, string>, (to: PipelineParameter) => Expression, string[]]>([
    ["the default of a parameter", {}, (to) => to.value, ["copy/window-fixed"]],
    ["a fixed time", { To: "2026-01-31T00:00:00Z" }, (to) => to.value, ["copy/window-fixed"]],
    [
      "what only looks like a time of the trigger",
      { To: "@@trigger().scheduledTime" },
      (to) => to.value,
      ["copy/window-fixed"],
    ],
    [
      "a text that is handed over",
      { To: "@trigger().scheduledTime" },
      () => Expression.literal("x"),
      ["copy/window-fixed"],
    ],
    ["the time of the trigger", { to: "@trigger().scheduledTime" }, (to) => to.value, []],
    ["a time within a text", { To: "@{trigger().scheduledTime}" }, (to) => to.value, []],
    ["what the pipeline between works out", {}, () => Expression.of("utcNow()"), []],
  ])("a window up to %s", (_, texts, handed, rules) => {
    const program = () => between(texts, handed);
    if (rules.length === 0) {
      program();
    } else {
      expect(rulesOf(program)).toEqual(rules);
    }
  });

  const daysFolder = Expression.interpolated("@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-dd')}");

  test.each<[string, (moving: MovingFactory) => [CopySource, CopySink], string[]]>([
    [
      "every row, to one folder",
      (moving) => [moving.sqlServer().table("dbo", "A"), moving.blob().into(Expression.literal("a"))],
      ["copy/rows-again"],
    ],
    [
      "every row, to a folder of each run's own",
      (moving) => [moving.sqlServer().table("dbo", "A"), moving.blob().into(daysFolder)],
      [],
    ],
    [
      "every row, to one file",
      (moving) => [
        moving.sqlServer().table("dbo", "A"),
        moving.blob().intoFile(Expression.literal("a"), Expression.literal("a.csv.gz")),
      ],
      [],
    ],
    [
      "the files of one folder, added",
      (moving) => [moving.blob().folder(Expression.literal("a")), moving.sqlServer().insertInto("dbo", "A")],
      ["copy/rows-again"],
    ],
    [
      "the files of each day's folder, added",
      (moving) => [moving.blob().folder(daysFolder), moving.sqlServer().insertInto("dbo", "A")],
      [],
    ],
  ])("%s", (_, ends, rules) => {
    const moving = new MovingFactory();
    const [source, sink] = ends(moving);
    const { stack, dataFactory } = moving;
    const activities = [new CopyActivity("Copy", { source, sink })];
    const pipeline = new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities });
    const program = () => new ScheduleTrigger(stack, "Nightly", { pipeline, triggerName: "nightly", ...daily });
    if (rules.length === 0) {
      program();
    } else {
      expect(rulesOf(program)).toEqual(rules);
    }
  });

  test("fails without any trigger if what a window reads is only added", () => {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const source = dwh.window("dbo", "Account", window(Duration.days(2)));
    const copy = (sink: CopySink) => () => void new CopyActivity("Copy", { source, sink });
    expect(rulesOf(copy(dwh.insertInto("crm", "Account")))).toEqual(["copy/window-inserts"]);
    copy(dwh.upsertInto("crm", "Account", ["Id"]))();
  });
});

test("a copy fails if it reads and writes one table, and not by a question of one's own", () => {
  const dwh = new MovingFactory().sqlServer();
  const sink = dwh.upsertInto("erp", "Article", ["Id"]);
  const copy = (source: CopySource) => () => new CopyActivity("Copy", { source, sink });
  const window = IncrementalWindow.trailing("ChangedAt", Duration.days(2));
  expect(rulesOf(copy(dwh.table("erp", "Article")))).toEqual(["copy/onto-itself"]);
  expect(rulesOf(copy(dwh.window("erp", "Article", window)))).toEqual(["copy/onto-itself"]);
  expect([dwh.table("dbo", "Article"), dwh.query("SELECT 1 AS Id")].map((one) => copy(one)().name)).toEqual([
    "Copy",
    "Copy",
  ]);
});

test.each([0, 0.5, 604_801])("an attempt fails if it may take %j s", (seconds) => {
  const policy = { timeout: Duration.seconds(seconds) };
  const program = () => activityOf(new MovingFactory(), { policy });
  expect(refusalOf(program)).toContain(`[data-factory/activity-policy] given a timeout of ${seconds}. `);
});

describe("an attempt after one that failed", () => {
  const sinks: Record<string, (moving: MovingFactory) => CopySink> = {
    "rows that are added": (moving) => moving.sqlServer().insertInto("dbo", "A"),
    "files of a folder": (moving) => moving.blob().into(Expression.interpolated("@{pipeline().RunId}")),
    "rows by keys": (moving) => moving.sqlServer().upsertInto("dbo", "A", ["Id"]),
    "one file": (moving) => moving.blob().intoFile(Expression.literal("a"), Expression.literal("a.csv.gz")),
  };
  const copy = (to: keyof typeof sinks, retries: number) => () => {
    const moving = new MovingFactory();
    const source = moving.salesforce().query("Account", "SELECT Id FROM Account");
    return new CopyActivity("Copy", { source, sink: sinks[to](moving), policy: { retries } });
  };

  test.each(["rows that are added", "files of a folder"])("would double %s", (to) => {
    expect(rulesOf(copy(to, 1))).toEqual(["copy/attempts-add"]);
    expect(copy(to, 0)().name).toBe("Copy");
  });

  test.each(["rows by keys", "one file"])("writes %s anew", (to) => {
    expect(copy(to, 3)().name).toBe("Copy");
  });
});

describe("keys of an upsert", () => {
  const upsert = (mapped: string[] | undefined) => {
    const moving = new MovingFactory();
    const mappings = mapped?.map((name) => ({ source: { name }, sink: { name } }));
    return activityOf(moving, {
      sink: moving.sqlServer().upsertInto("crm", "Account", ["Id", "Site"]),
      translator: mappings && new TabularTranslator({ mappings }),
    });
  };

  test("find the rows that are there already", () => {
    expect(upsert(["id", "Site", "Name"]).typeProperties).toMatchObject({
      sink: {
        type: "SqlServerSink",
        writeBehavior: "upsert",
        upsertSettings: { useTempDB: true, keys: ["Id", "Site"] },
      },
    });
    expect(upsert(undefined).name).toBe("Copy");
  });

  test("fail if one is not among the fields that are read", () => {
    const moving = new MovingFactory();
    const crm = moving.salesforce();
    const sink = moving.sqlServer().upsertInto("crm", "Account", ["Id"]);
    const copy = (fields: string[]) => () =>
      void new CopyActivity("Copy", {
        source: crm.window("Account", {
          fields,
          window: IncrementalWindow.trailing("SystemModstamp", Duration.days(2)),
        }),
        sink,
      });
    expect(refusalOf(copy(["Name"]))).toContain('[copy/keys-mapped] given key "Id" that is not read.');
    copy(["Name", "id"])();
  });

  test("fail if one is not mapped", () => {
    expect(refusalOf(() => upsert(["Id", "Name"]))).toMatch(/^activity Copy: \[copy\/keys-mapped\] given key "Site" /);
  });
});
