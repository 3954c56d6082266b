import { Activity, ActivityDependency } from "../data-factory/activity";
import { Expression, verbatim } from "../data-factory/expression";
import { tableIn } from "./database-text";
import { LookupActivity } from "./lookup-activity";
import { KeptMark, MarkPlace, moveName, readName } from "./mark-place";
import { ScriptActivity } from "./script-activity";
import type { SqlServerStore } from "./sql-server-store";

/** Marks in a table of a SQL Server, a row each. */
export class MarksInTable implements MarkPlace {
  private readonly name: string;

  constructor(
    private readonly store: SqlServerStore,
    private readonly schema: string,
    private readonly table: string,
  ) {
    this.name = verbatim(tableIn(schema, table));
  }

  public get where(): string {
    return this.store._place(this.schema, this.table);
  }

  public placeOf(name: string): string {
    return `${this.where} ${name}`;
  }

  public read({ name, start }: KeptMark, dependsOn: ActivityDependency[] | undefined): Activity[] {
    const stored = "CONVERT(char(19), MAX([Mark]), 126)";
    const first = start.replace(/Z$/, "");
    const sql = `SELECT COALESCE(${stored}, '${first}') + 'Z' AS [mark] FROM ${this.name} WHERE [Name] = N'${name}'`;
    return [new LookupActivity(readName(name), { dependsOn, source: this.store.query(sql) })];
  }

  public reading(name: string): string {
    return `activity('${readName(name)}').output.firstRow.mark`;
  }

  public move(name: string, dependsOn: ActivityDependency[]): Activity {
    const to = `'@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ss')}'`;
    const statement =
      `MERGE ${this.name} WITH (HOLDLOCK) AS [marks] USING (SELECT N'${name}' AS [Name]) AS [given] ` +
      `ON [marks].[Name] = [given].[Name] WHEN MATCHED THEN UPDATE SET [Mark] = ${to} ` +
      `WHEN NOT MATCHED THEN INSERT ([Name], [Mark]) VALUES ([given].[Name], ${to});`;
    return new ScriptActivity(moveName(name), {
      dependsOn,
      store: this.store,
      script: Expression.interpolated(statement),
      writes: [this.placeOf(name)],
    });
  }
}
