import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { unknownNameViolations } from "../core/resource-name";
import { repeatedIn } from "../core/repeated";
import { Rule, refuse } from "../core/rule";
import { Dataset } from "../data-factory/dataset";
import { Expression, letterViolations, verbatim } from "../data-factory/expression";
import { Forward } from "../tunnel/forward";
import { Protocol } from "../tunnel/protocol";
import { bracketed, protocolViolations, tableIn, textViolations } from "./database-text";
import { CopyEndProps, CopySink, CopySource } from "./endpoint";
import { IncrementalWindow } from "./incremental-window";
import { columnViolations, tableViolations } from "./names";
import { ScriptActivity } from "./script-activity";
import { SqlServerLogin } from "./sql-server-login";
import { StagedRows, TableWrite, emptying, move, preparation, stagingName } from "./sql-server-staging";
import { StagedWay } from "./staged-way";
import { Store, StoreProps } from "./store";

const UPSERT_KEYS = new Rule({
  id: "copy/upsert-keys",
  why: "An upsert finds the rows that are there already by their keys.",
  fix: "Name the columns that identify a row, each once and each among the columns that are mapped; or insert.",
  source: "Microsoft: SQL Server connector, upsertSettings",
});

const INSERT = { writeBehavior: "insert" };

/** How to make a {@link SqlServerStore}. */
export interface SqlServerStoreProps extends StoreProps {
  /** By which host and port are known: a runtime's nodes reach the host itself, by no tunnel. */
  readonly forward: Forward;
  /** Name of the database. */
  readonly database: string;
  /** As whom Data Factory comes. */
  readonly login: SqlServerLogin;
}

/**
 * A SQL Server database, on premises through a runtime. Source of its JSON: Microsoft, SqlServerTableDataset,
 * SqlServerSource, SqlServerSink and SqlUpsertSettings of the Data Factory REST API 2018-06-01.
 */
export class SqlServerStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];
  private readonly database: string;

  /**
   * @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`,
   * `copy/store-owner`, `copy/store-protocol`, `copy/connection-text`, `copy/data-domain`, and what speaks against it in what it lies within
   */
  constructor(scope: Construct, id: string, props: SqlServerStoreProps) {
    const { within, runtime = within.runtime, forward, database, login } = props;
    super(scope, id, { ...props, runtime }, { forward });
    const { host, port } = forward;
    refuse(this, protocolViolations(forward, Protocol.SQL_SERVER), textViolations({ database }));
    const { json, keyVault, rightsInEffect } = this._secrets(login._secrets);
    this.rightsInEffect = rightsInEffect;
    this.database = `${host}:${port}/${database}`;
    this.dependable = this._addLinkedService(
      "SqlServer",
      { ...login._typeProperties({ host, port, database }), ...json },
      keyVault,
    );
  }

  /** Every row of a table or view. @throws `copy/name-alone` */
  public table(schema: string, table: string): CopySource {
    return this.source(this.tableDataset(schema, table), { everyRow: true });
  }

  /** The rows of a table or view that lie in a window. @throws `copy/name-alone` */
  public window(schema: string, table: string, window: IncrementalWindow): CopySource {
    const condition = window._condition(verbatim(bracketed(window.column)), "'", "yyyy-MM-ddTHH:mm:ss");
    const text = `SELECT * FROM ${verbatim(tableIn(schema, table))} WHERE ${condition}`;
    return this.source(this.tableDataset(schema, table), { window }, Expression.interpolated(text)._json());
  }

  /** What a query answers; it is taken to the letter. @throws `data-factory/to-the-letter` */
  public query(sql: string): CopySource {
    refuse(this, letterViolations(sql));
    return this.source(this._addDataset("SqlServerTable", ["query"], {}), {}, verbatim(sql));
  }

  /**
   * Adds rows to a table. What is read by a window, or again in full by each run of a trigger, would be there twice: see
   * {@link upsertInto} and {@link replaceIn}.
   *
   * @throws `copy/name-alone`
   */
  public insertInto(schema: string, table: string): CopySink {
    return this.sink(schema, table, TableWrite.INSERT);
  }

  /**
   * Puts rows in place of all that a table has, for a {@link ReplacingCopy}: rows are laid down beside the table and
   * moved into it in one transaction, so nobody ever sees a table without them. It takes the rights to make tables, and to alter those of the
   * schema; no foreign key may refer to the table (TRUNCATE TABLE).
   *
   * @throws `copy/name-alone`
   */
  public replaceIn(schema: string, table: string): CopySink {
    return this.sink(schema, table, TableWrite.REPLACE);
  }

  /**
   * Adds rows to a table, and replaces those that are there already.
   *
   * @param keys columns that identify a row.
   * @throws `copy/upsert-keys`, `copy/name-alone`
   */
  public upsertInto(schema: string, table: string, keys: string[]): CopySink {
    refuse(
      this,
      UPSERT_KEYS.when(keys.length === 0, "no keys"),
      repeatedIn(keys).flatMap((key) => UPSERT_KEYS.when(true, `key "${key}" twice`)),
      columnViolations(keys),
    );
    return this.sink(schema, table, TableWrite.UPSERT, keys);
  }

  private source(
    dataset: Dataset,
    rows: Pick<CopyEndProps, "window" | "everyRow">,
    sqlReaderQuery?: unknown,
  ): CopySource {
    return CopySource._of({
      ...rows,
      store: this,
      dataset,
      json: { type: "SqlServerSource", sqlReaderQuery, partitionOption: "None" },
    });
  }

  private sink(schema: string, table: string, write: TableWrite, keys: string[] = []): CopySink {
    const place = this._place(schema, table);
    const upsert = { writeBehavior: "upsert", upsertSettings: { useTempDB: true, keys } };
    const json = write === TableWrite.UPSERT ? upsert : INSERT;
    refuse(this, unknownNameViolations({ schema, table }), tableViolations(schema, table));
    return CopySink._of(this, () => ({ ...this.written(schema, table, json), appends: write === TableWrite.INSERT }), {
      keys,
      place,
      replaces: write === TableWrite.REPLACE,
      stage: (what, columns) =>
        this.staged({ schema, table, staging: stagingName(table, what), columns, write, keys }, place),
    });
  }

  /** Rows laid down beside a table, as by a copy, before and after which scripts run. */
  private staged(rows: StagedRows, place: string): StagedWay {
    const script = (text: string) => Expression.literal(text);
    const addsLater = rows.write === TableWrite.INSERT;
    const json = { ...INSERT, preCopyScript: verbatim(emptying(rows)) };
    return {
      sink: CopySink._of(this, () => ({ ...this.written(rows.schema, rows.staging, json), addsLater }), {
        place,
        beside: true,
      }),
      prepare: (name, dependsOn) =>
        new ScriptActivity(name, { dependsOn, store: this, script: script(preparation(rows)) }),
      move: (name, dependsOn) =>
        new ScriptActivity(name, { dependsOn, store: this, script: script(move(rows)), writes: [place] }),
    };
  }

  private written(schema: string, table: string, json: Record<string, unknown>): CopyEndProps {
    return { store: this, dataset: this.tableDataset(schema, table), json: { type: "SqlServerSink", ...json } };
  }

  /** A table of it, in words that are equal for equal ones. @internal */
  public _place(schema: string, table: string): string {
    return `${this.database} ${tableIn(schema, table)}`;
  }

  private tableDataset(schema: string, table: string): Dataset {
    refuse(this, tableViolations(schema, table));
    return this._addDataset("SqlServerTable", [schema, table], { schema, table });
  }
}
