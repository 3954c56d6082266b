import { Fn } from "cdktf";
import {
  Duration,
  Forward,
  IncrementalWindow,
  MySqlStore,
  PostgreSqlStore,
  Protocol,
  SqlServerLogin,
  Watermark,
} from "../../lib";
import { MovingFactory } from "../support/movement";
import { refusalOf } from "../support/plan";
import { propertiesOf } from "../support/data-factory/parts";

const LATER = () => Fn.join("", ["later"]);
const forward = (name: string, protocol: Protocol) =>
  new Forward(name, { host: "db.retail.example", port: 1, protocol });
const window = IncrementalWindow.trailing("ChangedAt", Duration.days(2));

/** What becomes of a text that is known after apply only, where somebody gives it: the rule that says so. */
const REFUSED: [string, string, (moving: MovingFactory, text: string) => unknown][] = [
  ["linkedServiceName", "core/known-name", (moving, text) => moving.sqlServer("A", { linkedServiceName: text })],
  ["subsidiaryName", "copy/store-owner", (moving, text) => moving.sqlServer("A", { subsidiaryName: text })],
  ["database", "copy/connection-text", (moving, text) => moving.sqlServer("A", { database: text })],
  ["user", "copy/connection-text", (moving, text) => SqlServerLogin.password(text, moving.secret("password"))],
  [
    "database of PostgreSQL",
    "copy/connection-text",
    (moving, database) =>
      new PostgreSqlStore(moving.stack, "A", {
        within: moving,
        forward: forward("pg", Protocol.POSTGRESQL),
        database,
        user: "adf",
        password: moving.secret("password"),
      }),
  ],
  [
    "user of MySQL",
    "copy/connection-text",
    (moving, user) =>
      new MySqlStore(moving.stack, "A", {
        within: moving,
        forward: forward("my", Protocol.MYSQL),
        database: "erp",
        user,
        password: moving.secret("password"),
      }),
  ],
  ["schema of a table", "core/known-name", (moving, text) => moving.sqlServer().table(text, "Account")],
  ["table of a window", "core/known-name", (moving, text) => moving.sqlServer().window("dbo", text, window)],
  ["table of a sink", "core/known-name", (moving, text) => moving.sqlServer().replaceIn("dbo", text)],
  ["object of Salesforce", "core/known-name", (moving, text) => moving.salesforce().object(text)],
  ["name of a mark", "copy/watermark", (moving, text) => Watermark.inTable(moving.sqlServer(), { name: text })],
  ["folder of a mark", "copy/watermark", (moving, folder) => Watermark.inBlob(moving.blob(), { name: "a", folder })],
  ["start of a mark", "copy/watermark", (moving, start) => Watermark.inTable(moving.sqlServer(), { name: "a", start })],
];

describe("a text that is known after apply only", () => {
  test.each(REFUSED)("%s: refused, in words", (_, rule, give) => {
    const said = refusalOf(() => give(new MovingFactory(), LATER()));
    expect(said).toMatch(new RegExp(`^[^\\n]*\\[${rule}\\] given [^\\n]* known [^\\n]*$`));
    expect(said).not.toContain("TfToken");
  });

  test("is taken where Data Factory reads it and nobody else", () => {
    const moving = new MovingFactory();
    moving.salesforce("Crm", { environmentUrl: LATER() });
    expect(propertiesOf(moving.stack, "linkedservices", "crm")).toMatchObject({
      typeProperties: { environmentUrl: expect.stringContaining("later") },
    });
  });
});
