import * as fc from "fast-check";
import {
  CopyActivity,
  CopyActivityProps,
  Duration,
  Forward,
  IncrementalCopy,
  IncrementalWindow,
  MySqlStore,
  Pipeline,
  PostgreSqlStore,
  Protocol,
  ScheduleTrigger,
  TriggerFrequency,
  Watermark,
  WatermarkProps,
} from "../../lib";
import { propertiesOf } from "../support/data-factory/parts";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";

const MINUTE = 60_000;

/** A copy of articles since a mark, in a pipeline called load. */
function incremental(given: Partial<WatermarkProps> = {}, props: Partial<CopyActivityProps> = {}) {
  const moving = new MovingFactory();
  const dwh = moving.sqlServer();
  const mark = Watermark.inTable(dwh, { name: "erp Article", schema: "etl", ...given });
  const window = IncrementalWindow.since("ChangedAt", mark);
  const source = moving.sqlServer("Erp", { database: "erp" }).window("dbo", "Article", window);
  const sink = dwh.upsertInto("erp", "Article", ["Id"]);
  const made = new IncrementalCopy("Copy articles", { source, sink, ...props });
  const { dataFactory } = moving;
  const { activities } = made;
  const pipeline = new Pipeline(moving.stack, "Pipeline", { dataFactory, pipelineName: "load", activities });
  return { moving, mark, source, sink, made, pipeline, dwh };
}

const ofLoad = (moving: MovingFactory) => activitiesOf(moving.stack, "load") as unknown as ActivityJson[];

interface ActivityJson {
  readonly name: string;
  readonly type: string;
  readonly dependsOn: { activity: string; dependencyConditions: string[] }[];
  readonly typeProperties: Record<string, never>;
}

describe("an incremental copy", () => {
  test("reads the mark, copies from there to the time of its trigger, and then moves the mark", () => {
    const { moving } = incremental({ start: "2020-01-31T00:00:00Z", overlap: Duration.minutes(90) });
    const [read, copy, move] = ofLoad(moving);
    const waiting = (activity: string) => [{ activity, dependencyConditions: ["Succeeded"] }];
    expect([read, copy, move].map(({ name, type, dependsOn }) => [name, type, dependsOn])).toEqual([
      ["Read mark of erp Article", "Lookup", []],
      ["Copy articles", "Copy", waiting("Read mark of erp Article")],
      ["Move mark of erp Article", "Script", waiting("Copy articles")],
    ]);
    expect(read.typeProperties).toEqual({
      source: {
        type: "SqlServerSource",
        sqlReaderQuery:
          "SELECT COALESCE(CONVERT(char(19), MAX([Mark]), 126), '2020-01-31T00:00:00') + 'Z' AS [mark] FROM [etl].[Watermark] WHERE [Name] = N'erp Article'",
        partitionOption: "None",
      },
      dataset: { referenceName: "dwh_query", type: "DatasetReference" },
      firstRowOnly: true,
    });
    expect(copy.typeProperties.source).toMatchObject({
      sqlReaderQuery: {
        value:
          "SELECT * FROM [dbo].[Article] WHERE [ChangedAt] >= '@{formatDateTime(addMinutes(activity('Read mark of erp Article').output.firstRow.mark, -90), 'yyyy-MM-ddTHH:mm:ss')}' AND [ChangedAt] < '@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ss')}'",
      },
    });
    expect(move).toMatchObject({
      linkedServiceName: { referenceName: "dwh", type: "LinkedServiceReference" },
      typeProperties: {
        scripts: [
          {
            type: "NonQuery",
            text: {
              value:
                "MERGE [etl].[Watermark] WITH (HOLDLOCK) AS [marks] USING (SELECT N'erp Article' AS [Name]) AS [given] ON [marks].[Name] = [given].[Name] " +
                "WHEN MATCHED THEN UPDATE SET [Mark] = '@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ss')}' " +
                "WHEN NOT MATCHED THEN INSERT ([Name], [Mark]) VALUES ([given].[Name], '@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ss')}');",
              type: "Expression",
            },
          },
        ],
      },
    });
  });

  test("waits with all of it for what it is told to wait for", () => {
    const before = new CopyActivity("Before", {
      source: new MovingFactory().salesforce().object("Account"),
      sink: new MovingFactory().sqlServer().insertInto("crm", "Account"),
    });
    const moving = new MovingFactory();
    const mark = Watermark.inTable(moving.sqlServer(), { name: "a" });
    const source = moving.sqlServer("Erp").window("dbo", "A", IncrementalWindow.since("ChangedAt", mark));
    const sink = moving.sqlServer("Other").upsertInto("dbo", "A", ["Id"]);
    const { activities } = new IncrementalCopy("Copy", { source, sink, dependsOn: [{ activity: before }] });
    expect(activities.map(({ dependsOn }) => dependsOn.map(({ activity }) => activity.name))).toEqual([
      ["Before"],
      ["Read mark of a"],
      ["Copy"],
    ]);
  });

  test("may run however far apart, where a trailing window would leave a gap", () => {
    const { moving, pipeline } = incremental();
    const trigger = { pipeline, triggerName: "monthly", frequency: TriggerFrequency.MONTH };
    expect(new ScheduleTrigger(moving.stack, "Monthly", trigger).triggerName).toBe("monthly");
  });

  test("fails if it only adds, or if its source has no mark", () => {
    const { dwh, moving } = incremental();
    const window = IncrementalWindow.since("ChangedAt", Watermark.inTable(dwh, { name: "b" }));
    const source = moving.sqlServer("Erp2").window("dbo", "B", window);
    const sink = dwh.insertInto("erp", "B");
    expect(rulesOf(() => new IncrementalCopy("Copy B", { source, sink }))).toEqual(["copy/window-inserts"]);
    const whole = moving.salesforce().object("Account");
    expect(rulesOf(() => new IncrementalCopy("Copy C", { source: whole, sink }))).toEqual(["copy/no-mark"]);
  });

  test("fails if its mark moves another copy's, or as a copy alone", () => {
    const { source, sink, dwh, mark } = incremental();
    expect(refusalOf(() => new IncrementalCopy("Again", { source, sink }))).toContain(
      'watermark erp Article: [copy/watermark] given "erp Article" for two copies.',
    );
    expect(refusalOf(() => Watermark.inTable(dwh, { name: "ERP article", schema: "etl" }))).toContain(
      '[copy/watermark] given "ERP article" twice in sql01.retail.example:1433/dwh [etl].[Watermark].',
    );
    expect(Watermark.inTable(dwh, { name: mark.name, schema: "other" }).name).toBe("erp Article");
    expect(rulesOf(() => new CopyActivity("Alone", { source, sink }))).toEqual(["copy/mark-read"]);
  });

  test.each<[string, Partial<WatermarkProps>]>([
    ["a start on the 30th of February", { start: "2026-02-30T00:00:00Z" }],
    ["no name", { name: "" }],
    ["a name that ends a text", { name: "it's" }],
    ["too long a name", { name: "a".repeat(41) }],
    ["a start without a zone", { start: "2020-01-31T00:00:00" }],
    ["a start that never was", { start: "2020-13-31T00:00:00Z" }],
    ["an overlap of half a minute", { overlap: Duration.seconds(30) }],
  ])("fails with %s", (_, given) => {
    expect(rulesOf(() => incremental(given))).toEqual(["copy/watermark"]);
  });
});

/** What Data Factory makes of what the activities say: times alone. */
class Factory {
  public mark?: number;
  public readonly copied = new Set<string>();

  constructor(private readonly activities: readonly ActivityJson[]) {}

  /** One run; the copy fails where told. */
  public run(trigger: number, rows: ReadonlyMap<string, number>, fails: boolean): void {
    const ended = new Map<string, boolean>();
    let read = NaN;
    for (const { name, type, dependsOn, typeProperties } of this.activities) {
      if (!dependsOn.every(({ activity }) => ended.get(activity) === true)) {
        continue;
      }
      const text = JSON.stringify(typeProperties);
      if (type === "Lookup") {
        read = this.mark ?? Date.parse(`${/, '([\dT:-]+)'\)/.exec(text)![1]}Z`);
      } else if (type === "Copy" && !fails) {
        const [from, to] = /WHERE .*?>= '@\{(.*?)\}'.*?< '@\{(.*?)\}'/.exec(text)!.slice(1);
        const [begin, end] = [from, to].map((time) => this.time(time, trigger, read));
        [...rows].filter(([, at]) => at >= begin && at < end).forEach(([row, at]) => this.copied.add(`${row}@${at}`));
      } else if (type === "Script") {
        this.mark = this.time(/SET \[Mark\] = '@\{(.*?)\}'/.exec(text)![1], trigger, read);
      }
      ended.set(name, !(type === "Copy" && fails));
    }
  }

  private time(expression: string, trigger: number, read: number): number {
    const earlier = /addMinutes\(activity\('[^']*'\)\.output\.firstRow\.mark, -(\d+)\)/.exec(expression);
    const time = earlier === null ? trigger : read - Number(earlier[1]) * MINUTE;
    return Math.floor(time / 1000) * 1000; // the format has whole seconds
  }
}

test("loses no change, whichever runs fail and however late a change within the overlap is committed", () => {
  const { moving } = incremental();
  const activities = ofLoad(moving);
  const start = Date.parse("2026-01-01T00:00:00Z");
  const step = fc.record({
    /** Changes since the last run: how long before the run they were written, as far as the overlap, and where. */
    changes: fc.array(fc.record({ row: fc.constantFrom("a", "b", "c"), before: fc.integer({ min: 0, max: 59 }) })),
    minutes: fc.integer({ min: 60, max: 3 * 24 * 60 }),
    fails: fc.boolean(),
    /** Whether its changes can be read only after the run. */
    late: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
      const factory = new Factory(activities);
      const [seen, pending, due] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
      let now = start;
      for (const { changes, minutes, fails, late } of [
        ...steps,
        { changes: [], minutes: 60, fails: false, late: false },
      ]) {
        pending.forEach((at, row) => seen.set(row, Math.max(at, seen.get(row) ?? 0)));
        pending.clear();
        now += minutes * MINUTE;
        changes.forEach(({ row, before }) => (late ? pending : seen).set(row, now - (before + 1) * MINUTE));
        factory.run(now, seen, fails);
        if (!fails) {
          seen.forEach((at, row) => due.add(`${row}@${at}`));
          due.forEach((change) => expect(factory.copied).toContain(change));
        }
      }
    }),
    { numRuns: 60 },
  );
});

describe("databases that are only read", () => {
  const forward = (name: string, port: number, protocol: Protocol) =>
    new Forward(name, { host: `${name}.retail.example`, port, protocol });

  test("PostgreSQL is reached by the runtime, verified, and read by table, window or query", () => {
    const moving = new MovingFactory();
    const plant = new PostgreSqlStore(moving.stack, "Plant", {
      within: moving,
      forward: forward("plant", 5432, Protocol.POSTGRESQL),
      database: "plant",
      user: "adf",
      password: moving.secret("plant-password"),
    });
    const window = IncrementalWindow.trailing("changed_at", Duration.days(2));
    const [, windowed, asked] = [
      plant.table("public", "reading"),
      plant.window("public", 'read"ing', window),
      plant.query("SELECT 1"),
    ].map(({ _end }) => _end.json);
    expect([windowed, asked]).toEqual([
      {
        type: "PostgreSqlV2Source",
        query: {
          type: "Expression",
          value:
            'SELECT * FROM "public"."read""ing" WHERE "changed_at" >= \'@{formatDateTime(addMinutes(pipeline().TriggerTime, -2880), \'yyyy-MM-ddTHH:mm:ssZ\')}\' AND "changed_at" < \'@{formatDateTime(pipeline().TriggerTime, \'yyyy-MM-ddTHH:mm:ssZ\')}\'',
        },
      },
      { type: "PostgreSqlV2Source", query: "SELECT 1" },
    ]);
    expect(propertiesOf(moving.stack, "linkedservices", "plant")).toMatchObject({
      type: "PostgreSqlV2",
      connectVia: { type: "IntegrationRuntimeReference" },
      typeProperties: {
        server: "plant.retail.example",
        port: 5432,
        database: "plant",
        username: "adf",
        authenticationType: "Basic",
        sslMode: 5,
        password: { secretName: "plant-password" },
      },
    });
    expect(propertiesOf(moving.stack, "datasets", "plant_public_reading")).toMatchObject({
      type: "PostgreSqlV2Table",
      typeProperties: { schema: "public", table: "reading" },
    });
  });

  test("MySQL is reached by the runtime, verified, and read by table, window or query", () => {
    const moving = new MovingFactory();
    const shop = new MySqlStore(moving.stack, "Shop", {
      within: moving,
      forward: forward("shop", 3306, Protocol.MYSQL),
      database: "shop",
      user: "adf",
      password: moving.secret("shop-password"),
    });
    const window = IncrementalWindow.trailing("changed_at", Duration.days(2));
    expect(shop.window("or`der", window)._end.json).toEqual({
      type: "MySqlSource",
      query: {
        type: "Expression",
        value:
          "SELECT * FROM `or``der` WHERE `changed_at` >= '@{formatDateTime(addMinutes(pipeline().TriggerTime, -2880), 'yyyy-MM-dd HH:mm:ss')}' AND `changed_at` < '@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-dd HH:mm:ss')}'",
      },
    });
    expect([shop.table("order"), shop.query("SELECT 1")].map(({ _end }) => _end.json)).toEqual([
      { type: "MySqlSource" },
      { type: "MySqlSource", query: "SELECT 1" },
    ]);
    expect(propertiesOf(moving.stack, "linkedservices", "shop")).toMatchObject({
      type: "MySql",
      typeProperties: {
        connectionString: "Server=shop.retail.example;Port=3306;Database=shop;UID=adf;SSLMode=4;UseSystemTrustStore=1;",
        password: { secretName: "shop-password" },
      },
    });
    expect(propertiesOf(moving.stack, "datasets", "shop_order")).toMatchObject({
      type: "MySqlTable",
      typeProperties: { tableName: "order" },
    });
  });

  test.each([
    [PostgreSqlStore, Protocol.POSTGRESQL],
    [MySqlStore, Protocol.MYSQL],
  ])("fail on another's forward, or without database or user: %p", (Store, protocol) => {
    const moving = new MovingFactory();
    const good = { within: moving, database: "a", user: "b", password: moving.secret("c") };
    const store = (id: string, given: object) => () =>
      new Store(moving.stack, id, { ...good, forward: forward("d", 5432, protocol), ...given });
    const sqlServer = forward("e", 1433, Protocol.SQL_SERVER);
    expect(rulesOf(store("A", { forward: sqlServer }))).toEqual(["copy/store-protocol"]);
    expect(rulesOf(store("B", { database: "" }))).toEqual(["copy/connection-text"]);
    expect(rulesOf(store("C", { user: "x;y" }))).toEqual(["copy/connection-text"]);
  });
});
