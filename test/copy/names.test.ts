import {
  CopyActivity,
  Duration,
  Forward,
  IncrementalWindow,
  MySqlStore,
  PostgreSqlStore,
  Protocol,
  TabularTranslator,
  Watermark,
} from "../../lib";
import { MovingFactory } from "../support/movement";
import { refusalOf, rulesOf } from "../support/plan";

const length = Duration.hours(26);
/** What Data Factory makes of a text whose only expressions are times. */
const read = (text: string) => text.replace(/(?<!@)@\{[^}]*\}/g, "TIME").replace(/@@(?=\{)/g, "@");
const window = IncrementalWindow.trailing("ChangedAt", length);
const database = (moving: MovingFactory, id: string, protocol: Protocol) => ({
  within: moving,
  forward: new Forward(id, { host: "db.retail.example", port: 1, protocol }),
  database: "erp",
  user: "adf",
  password: moving.secret("password"),
});
const postgreSql = (moving: MovingFactory) =>
  new PostgreSqlStore(moving.stack, "Pg", database(moving, "pg", Protocol.POSTGRESQL));
const mySql = (moving: MovingFactory) => new MySqlStore(moving.stack, "My", database(moving, "my", Protocol.MYSQL));
const mark = (moving: MovingFactory, table?: string) =>
  Watermark.inTable(moving.sqlServer(), { name: "a", schema: "etl", table });

describe("a name in a database", () => {
  test.each<[string, (moving: MovingFactory) => unknown]>([
    ['schema ""', (moving) => moving.sqlServer().table("", "Order")],
    ['table " "', (moving) => moving.sqlServer().insertInto("dbo", " ")],
    ['table "[Order]"', (moving) => moving.sqlServer().window("dbo", "[Order]", window)],
    ['table "dbo.Order" in the schema "DBO"', (moving) => moving.sqlServer().replaceIn("DBO", "dbo.Order")],
    ['column "[Id]"', (moving) => moving.sqlServer().upsertInto("dbo", "Order", ["[Id]"])],
    ['table ""Order""', (moving) => postgreSql(moving).table("public", '"Order"')],
    ['table "public.a" in the schema "public"', (moving) => postgreSql(moving).window("public", "public.a", window)],
    ['table "`order`"', (moving) => mySql(moving).table("`order`")],
    ['table "erp.order" in the schema "erp"', (moving) => mySql(moving).window("erp.order", window)],
    ['column ""', () => IncrementalWindow.trailing("", length)],
    ['column ""At""', (moving) => IncrementalWindow.since('"At"', mark(moving))],
    ['table "etl.Mark" in the schema "etl"', (moving) => mark(moving, "etl.Mark")],
  ])("fails if it is %s", (given, program) => {
    expect(refusalOf(() => program(new MovingFactory()))).toContain(`[copy/name-alone] given ${given}. `);
  });

  test.each([
    ["Order Details", "[Order Details]", '"Order Details"', "`Order Details`"],
    ["2024", "[2024]", '"2024"', "`2024`"],
    ["a.b", "[a.b]", '"a.b"', "`a.b`"],
    ["x]y", "[x]]y]", '"x]y"', "`x]y`"],
    ['7"', '[7"]', '"7"""', '`7"`'],
    ["it's", "[it's]", '"it\'s"', "`it's`"],
    ["[a] [b]", "[[a]] [b]]]", '"[a] [b]"', "`[a] [b]`"],
    ["@{x}", "[@{x}]", '"@{x}"', "`@{x}`"],
    ["Bestellungen für März", "[Bestellungen für März]", '"Bestellungen für März"', "`Bestellungen für März`"],
  ])("may be %s, and is taken to the letter", (name, bracketed, doubled, ticked) => {
    const moving = new MovingFactory();
    const own = IncrementalWindow.trailing(name, length);
    const queries = [
      moving.sqlServer().window("dbo", name, own)._end.json.sqlReaderQuery,
      postgreSql(moving).window("public", name, own)._end.json.query,
      mySql(moving).window(name, own)._end.json.query,
    ].map((query) => read((query as { value: string }).value));
    expect(queries.map((query) => /^SELECT \* FROM (.*) WHERE (.*) >= .* AND (.*) < /s.exec(query)?.slice(1))).toEqual([
      [`[dbo].${bracketed}`, bracketed, bracketed],
      [`"public".${doubled}`, doubled, doubled],
      [ticked, ticked, ticked],
    ]);
  });
});

describe("a name in Salesforce", () => {
  const fields = (...names: string[]) => new MovingFactory().salesforce().window("Account", { fields: names, window });

  test.each([
    [["*"], '"*"'],
    [["FIELDS(ALL)"], '"FIELDS(ALL)"'],
    [["Id, Name"], '"Id, Name"'],
    [["Customer Number"], '"Customer Number"'],
    [["Id", "Name", "ID"], '"ID" twice'],
  ])("fails if fields are %j", (names, given) => {
    expect(refusalOf(() => fields(...names))).toContain(`[copy/salesforce-fields] given ${given}. `);
  });

  test("fails if the column of a window is no field", () => {
    const changed = IncrementalWindow.trailing("Last Modified Date", length);
    const program = () => new MovingFactory().salesforce().window("Account", { fields: ["Id"], window: changed });
    expect(refusalOf(program)).toContain('[copy/salesforce-fields] given "Last Modified Date". ');
  });

  test("may be a parent's, or have a function of SOQL's", () => {
    const names = ["Id", "Owner.Name", "ns__Region__c", "Parent__r.Owner.Name", "toLabel(Status__c)", "FORMAT(Amount)"];
    expect(fields(...names)._end.columns).toEqual(names);
  });

  test.each(["Sales Order", "", "sales-order__c", "ns.Order__c"])("fails if the object is %j", (name) => {
    const crm = new MovingFactory().salesforce();
    expect(rulesOf(() => crm.object(name))).toEqual(["copy/salesforce-object"]);
    expect(rulesOf(() => crm.query(name, "SELECT Id FROM A"))).toEqual(["copy/salesforce-object"]);
  });

  test.each(["Account", "Sales_Order__c", "ns__Order__c", "Setting__mdt", "AccountHistory"])("may be %j", (name) => {
    expect(new MovingFactory().salesforce().object(name)._end.dataset.datasetName).toBe(
      `crm_${name}`.replace(/_(?=_c$)/, "_"),
    );
  });
});

describe("a mapped column", () => {
  const copy = (...mapped: string[]) => {
    const moving = new MovingFactory();
    return new CopyActivity("Copy", {
      source: moving.salesforce().window("Account", { fields: ["Id", "Name"], window }),
      sink: moving.sqlServer().upsertInto("crm", "Account", ["Id"]),
      translator: TabularTranslator.ofColumns(mapped),
    });
  };

  test("is one of those that are read, where these are known", () => {
    expect(refusalOf(() => copy("Id", "Region__c"))).toContain(
      'activity Copy: [copy/mapped-read] given column "Region__c", mapped, of Id, Name. ',
    );
    expect(copy("id", "Name").name).toBe("Copy");
  });

  test("has a name", () => {
    expect(refusalOf(() => TabularTranslator.ofColumns(["Id", " "]))).toContain(
      "TabularTranslator: [copy/mapping] given a column without a name. ",
    );
  });
});

test("a key is there twice whatever its case", () => {
  expect(refusalOf(() => new MovingFactory().sqlServer().upsertInto("dbo", "A", ["Id", "ID"]))).toContain(
    '[copy/upsert-keys] given key "ID" twice. ',
  );
});
