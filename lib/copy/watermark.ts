import { IConstruct } from "constructs";
import { Duration } from "../core/duration";
import { SECONDS_PER_MINUTE } from "../core/limits";
import { Rule, refuse } from "../core/rule";
import { ActivityDependency } from "../data-factory/activity";
import { Expression, verbatim } from "../data-factory/expression";
import { bracketed } from "./database-text";
import { DEFAULT_OVERLAP, OVERLAP_MINUTES, WATERMARK_NAME_CHARACTERS } from "./limits";
import { LookupActivity } from "./lookup-activity";
import { ScriptActivity } from "./script-activity";
import type { SqlServerStore } from "./sql-server-store";

const WATERMARK = new Rule({
  id: "copy/watermark",
  why: "A mark says up to what time one copy has copied: one that nothing else moves, that can be compared with times, and that lets nothing out.",
  fix: `Give it a name of its own of ${WATERMARK_NAME_CHARACTERS.toString()} (letters, digits, '_', '-', ' '), a start such as 2020-01-31T00:00:00Z, and an overlap of ${OVERLAP_MINUTES.toString()}.`,
  source: "this library: incremental copies",
});

/** How to make a {@link Watermark}. */
export interface WatermarkProps {
  /** Name in the table, 1-40 letters, digits, `_`, `-` and blanks; one per copy. */
  readonly name: string;
  /**
   * Schema of the table.
   *
   * @default "dbo"
   */
  readonly schema?: string;
  /**
   * Table that holds marks: `Name nvarchar(60) NOT NULL PRIMARY KEY, Mark datetime2(0) NOT NULL`. It is there before the
   * first run, and the store's user may read and write it.
   *
   * @default "Watermark"
   */
  readonly table?: string;
  /**
   * From when on rows are copied while there is no mark, in UTC.
   *
   * @default "1900-01-01T00:00:00Z"
   */
  readonly start?: string;
  /**
   * How far before the mark a run begins, in whole minutes: for what was written before the mark and committed after it,
   * and for clocks that differ.
   *
   * @default Duration.hours(1)
   */
  readonly overlap?: Duration;
}

/** By tree: the marks that there are. */
const MARKS_BY_TREE = new WeakMap<IConstruct, Set<string>>();

/**
 * Up to what time a copy has copied, stored in a SQL Server. A run reads from there to the time at which it was
 * triggered, and only when its copy has succeeded is the mark moved: whatever a run missed, the next one copies. See
 * {@link IncrementalCopy}.
 */
export class Watermark {
  /** In a table of the sink, or of any database that the same runtime reaches. @throws `copy/watermark` */
  public static inTable(store: SqlServerStore, props: WatermarkProps): Watermark {
    return new Watermark(store, props);
  }

  /** Its name in the table. */
  public readonly name: string;
  private readonly place: string;
  private readonly table: string;
  private readonly start: string;
  private readonly overlapMinutes: number;
  private lookup?: LookupActivity;

  private constructor(
    private readonly store: SqlServerStore,
    props: WatermarkProps,
  ) {
    const {
      name,
      schema = "dbo",
      table = "Watermark",
      start = "1900-01-01T00:00:00Z",
      overlap = DEFAULT_OVERLAP,
    } = props;
    const minutes = overlap.toSeconds() / SECONDS_PER_MINUTE;
    const { root } = store.node;
    const marks = MARKS_BY_TREE.get(root) ?? new Set<string>();
    const place = `${store._place(schema, table)} ${name}`.toLowerCase();
    refuse(
      `watermark ${name}`,
      WATERMARK.when(!isName(name), `the name "${name}"`),
      WATERMARK.when(marks.has(place), `"${name}" twice in ${store._place(schema, table)}`),
      WATERMARK.when(!isTime(start), `the start "${start}"`),
      WATERMARK.when(!OVERLAP_MINUTES.admits(minutes), `an overlap of ${overlap.toSeconds()} seconds`),
    );
    MARKS_BY_TREE.set(root, marks.add(place));
    this.name = name;
    this.table = verbatim(`${bracketed(schema)}.${bracketed(table)}`);
    this.start = start.replace(/Z$/, "");
    this.overlapMinutes = minutes;
    this.place = place;
  }

  /** Reads the mark, after what the copy waits for. @throws `copy/watermark` where another copy reads it @internal */
  public _read(dependsOn: ActivityDependency[] | undefined): LookupActivity {
    refuse(`watermark ${this.name}`, WATERMARK.when(this.lookup !== undefined, `"${this.name}" for two copies`));
    const stored = "CONVERT(char(19), MAX([Mark]), 126)";
    const sql = `SELECT COALESCE(${stored}, '${this.start}') + 'Z' AS [mark] FROM ${this.table} WHERE [Name] = N'${this.name}'`;
    this.lookup = new LookupActivity(this.readName, { dependsOn, source: this.store.query(sql) });
    return this.lookup;
  }

  /** Whether an activity reads it. @internal */
  public _isReadBy({ activity }: ActivityDependency): boolean {
    return activity === this.lookup;
  }

  /** Moves the mark to the time at which the run was triggered. @internal */
  public _move(dependsOn: ActivityDependency[]): ScriptActivity {
    const to = `'@{formatDateTime(pipeline().TriggerTime, 'yyyy-MM-ddTHH:mm:ss')}'`;
    const statement =
      `MERGE ${this.table} WITH (HOLDLOCK) AS [marks] USING (SELECT N'${this.name}' AS [Name]) AS [given] ` +
      `ON [marks].[Name] = [given].[Name] WHEN MATCHED THEN UPDATE SET [Mark] = ${to} ` +
      `WHEN NOT MATCHED THEN INSERT ([Name], [Mark]) VALUES ([given].[Name], ${to});`;
    return new ScriptActivity(`Move mark of ${this.name}`, {
      dependsOn,
      store: this.store,
      script: Expression.interpolated(statement),
      writes: [this.place],
    });
  }

  /** Where a run begins, in an expression. @internal */
  public get _from(): string {
    return `addMinutes(activity('${this.readName}').output.firstRow.mark, -${this.overlapMinutes})`;
  }

  private get readName(): string {
    return `Read mark of ${this.name}`;
  }
}

function isName(name: string): boolean {
  return /^[A-Za-z0-9_ -]+$/.test(name) && WATERMARK_NAME_CHARACTERS.admits(name.length);
}

function isTime(time: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) && !isNaN(Date.parse(time));
}
