import {
  CopyActivity,
  CopyActivityProps,
  Duration,
  Expression,
  IfConditionActivity,
  IncrementalWindow,
  Pipeline,
  TabularTranslator,
} from "../../lib";
import { partsOf } from "../support/data-factory/parts";
import { MovingFactory, activitiesOf } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";
import { ReplacingCopy } from "../../lib/copy/replacing-copy";

function replacing(given: Partial<CopyActivityProps> = {}) {
  const moving = new MovingFactory();
  const { activities } = new ReplacingCopy("Copy orders", {
    source: moving.sqlServer("Erp", { database: "erp" }).table("dbo", "Order"),
    sink: moving.sqlServer().replaceIn("erp", "Or'd]er"),
    translator: TabularTranslator.ofColumns(["Id", "Na]me"]),
    ...given,
  });
  const { stack, dataFactory } = moving;
  new Pipeline(stack, "Pipeline", { dataFactory, pipelineName: "load", activities, concurrency: 1 });
  return { moving, made: activitiesOf(stack, "load") as unknown as ActivityJson[] };
}

interface ActivityJson {
  readonly name: string;
  readonly dependsOn: { readonly activity: string }[];
  readonly typeProperties: { readonly scripts: { readonly text: string }[]; readonly sink: unknown };
}

describe("a replacing copy", () => {
  test("lays rows down beside the table, and moves them once all of them are there", () => {
    const { moving, made } = replacing();
    expect(made.map(({ name, dependsOn }) => [name, dependsOn.map(({ activity }) => activity)])).toEqual([
      ["Prepare Copy orders", []],
      ["Copy orders", ["Prepare Copy orders"]],
      ["Move Copy orders", ["Copy orders"]],
    ]);
    const [prepare, copy, move] = made.map(({ typeProperties }) => typeProperties);
    const staging = /\[(Or'd\]\]er_staging_\w{8})\]/.exec(move.scripts[0].text)![1];
    const [table, beside] = ["[erp].[Or'd]]er]", `[erp].[${staging}]`];
    expect(prepare.scripts[0].text).toBe(
      `IF OBJECT_ID(N'${beside.replace("'", "''")}', N'U') IS NOT NULL DROP TABLE ${beside}; ` +
        `SELECT TOP (0) [target].[Id], [target].[Na]]me] INTO ${beside} FROM (SELECT 1 AS [one]) AS [nothing] LEFT JOIN ${table} AS [target] ON 1 = 0;`,
    );
    const preCopyScript = `TRUNCATE TABLE ${beside};`; // a repeated attempt would add to the first
    expect(copy.sink).toEqual({ type: "SqlServerSink", writeBehavior: "insert", preCopyScript });
    expect(move.scripts[0].text).toBe(
      `SET XACT_ABORT ON; BEGIN TRANSACTION; TRUNCATE TABLE ${table}; ` +
        `INSERT INTO ${table} ([Id], [Na]]me]) SELECT [given].[Id], [given].[Na]]me] FROM ${beside} AS [given]; ` +
        `COMMIT TRANSACTION; DROP TABLE ${beside};`,
    );
    const tables = partsOf(moving.stack, "datasets").map(({ properties }) => properties.typeProperties);
    expect(tables).toEqual([
      { schema: "erp", table: staging.replace("]]", "]") },
      { schema: "dbo", table: "Order" },
    ]);
  });

  test("waits with all of it for what it is told to wait for, and writes the table's place", () => {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const before = new CopyActivity("Before", {
      source: moving.salesforce().object("Account"),
      sink: dwh.insertInto("crm", "Account"),
    });
    const { activities } = new ReplacingCopy("Copy", {
      source: dwh.table("dbo", "Order"),
      sink: dwh.replaceIn("erp", "Order"),
      translator: TabularTranslator.ofColumns(["Id"]),
      dependsOn: [{ activity: before }],
    });
    expect(activities[0].dependsOn.map(({ activity }) => activity.name)).toEqual(["Before"]);
    expect(new Set(activities.flatMap((activity) => activity._writes()))).toEqual(
      new Set(["sql01.retail.example:1433/dwh [erp].[Order]"]),
    );
  });

  test("has a table of its own beside for each copy, with names that SQL Server takes", () => {
    const name = (what: string, table: string) => {
      const way = new MovingFactory().sqlServer().replaceIn("dbo", table)._stage(what, ["Id"])!;
      return (way.sink._end.dataset as unknown as { datasetName: string }).datasetName;
    };
    expect(name("Copy a", "Order")).not.toBe(name("Copy b", "Order"));
    expect(replacing({ sink: new MovingFactory().sqlServer().replaceIn("dbo", "x".repeat(128)) }).made).toHaveLength(3);
  });

  test("fails if it replaces nothing, if columns are not known, or by what a window holds", () => {
    const moving = new MovingFactory();
    const dwh = moving.sqlServer();
    const window = IncrementalWindow.trailing("ChangedAt", Duration.days(2));
    expect(rulesOf(() => replacing({ sink: dwh.insertInto("erp", "Order") }))).toEqual(["copy/no-replacement"]);
    expect(rulesOf(() => replacing({ translator: undefined }))).toEqual(["copy/replaced-columns"]);
    expect(rulesOf(() => replacing({ source: dwh.window("dbo", "Order", window) }))).toEqual(["copy/window-replaces"]);
  });

  test.each([undefined, 2])(
    "fails if its pipeline has %j runs at a time, of which each uses one place",
    (concurrency) => {
      const moving = new MovingFactory();
      const { activities } = new ReplacingCopy("Copy", {
        source: moving.salesforce().object("Account"),
        sink: moving.sqlServer().replaceIn("crm", "Account"),
        translator: TabularTranslator.ofColumns(["Id"]),
      });
      const branch = new IfConditionActivity("If", { expression: Expression.of("true"), ifTrueActivities: activities });
      const { stack, dataFactory } = moving;
      const rules = rulesOf(
        () => new Pipeline(stack, "Load", { dataFactory, pipelineName: "load", activities: [branch], concurrency }),
      );
      expect(rules).toEqual(["copy/one-at-a-time"]);
    },
  );

  test("fails if two pipelines have it, of which each could run while the other does", () => {
    const moving = new MovingFactory();
    const { stack, dataFactory } = moving;
    const source = moving.salesforce().object("Account");
    const sink = moving.sqlServer().replaceIn("crm", "Account");
    const { activities } = new ReplacingCopy("Copy", { source, sink, translator: TabularTranslator.ofColumns(["Id"]) });
    const load = (id: string) => () =>
      new Pipeline(stack, id, { dataFactory, pipelineName: id, activities, concurrency: 1 });
    load("nightly")();
    expect(refusalOf(load("weekly"))).toContain(
      '[copy/one-at-a-time] given "Copy", beside a table, in two pipelines. ',
    );
  });

  test("fails if another one replaces the same table, and not if that is another table, or another tree's", () => {
    const moving = new MovingFactory();
    const [erp, dwh, again] = ["Erp", "Dwh", "Again"].map((id) => moving.sqlServer(id));
    const replace = (name: string, to = dwh, table = "Order") =>
      new ReplacingCopy(name, {
        source: erp.table("dbo", name),
        sink: to.replaceIn("erp", table),
        translator: TabularTranslator.ofColumns(["Id"]),
      });
    replace("Europe");
    expect(refusalOf(() => replace("America", again, "ORDER"))).toContain(
      'activity America: [copy/replaced-once] given sql01.retail.example:1433/dwh [erp].[ORDER], which "Europe" replaces.',
    );
    replace("Asia", dwh, "OrderOfAsia");
    replace("Other tree", new MovingFactory().sqlServer());
  });

  test("is what a replacement takes: a copy alone would leave the table empty where it fails", () => {
    const moving = new MovingFactory();
    const source = moving.salesforce().object("Account");
    const sink = moving.sqlServer().replaceIn("crm", "Account");
    expect(rulesOf(() => new CopyActivity("Copy", { source, sink }))).toEqual(["copy/replaces-alone"]);
  });
});
