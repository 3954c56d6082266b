import { shortHash } from "../core/resource-name";
import { bracketed, tableIn } from "./database-text";
import { STAGED_NAME_CHARACTERS } from "./limits";

/** How rows come into a table that has some already. */
export enum TableWrite {
  /** Beside them. */
  INSERT = "insert",
  /** In place of all of them. */
  REPLACE = "replace",
  /** In place of those with the same keys, and beside all others. */
  UPSERT = "upsert",
}

/** Rows that lie beside a table, and are moved into it in one transaction [assumed A19]. */
export interface StagedRows {
  readonly schema: string;
  readonly table: string;
  /** The table beside it, which this alone makes and drops. */
  readonly staging: string;
  /** Those of the table that are written. */
  readonly columns: readonly string[];
  readonly write: TableWrite;
  /** By which rows are the same. */
  readonly keys: readonly string[];
}

/** The name of the table in which `what` lays rows down for a table. */
export function stagingName(table: string, what: string): string {
  return `${table.slice(0, STAGED_NAME_CHARACTERS)}_staging_${shortHash(what)}`;
}

/**
 * Makes the staging table anew, with the columns' types and without anything else of the table's: a join leaves out
 * identities and lets every column be null. Source: Microsoft, SELECT - INTO clause.
 */
export function preparation({ schema, table, staging, columns }: StagedRows): string {
  const [from, to] = [table, staging].map((name) => tableIn(schema, name));
  const names = columns.map((column) => `[target].${bracketed(column)}`).join(", ");
  return [
    `IF OBJECT_ID(N'${to.replace(/'/g, "''")}', N'U') IS NOT NULL DROP TABLE ${to};`,
    `SELECT TOP (0) ${names} INTO ${to} FROM (SELECT 1 AS [one]) AS [nothing] LEFT JOIN ${from} AS [target] ON 1 = 0;`,
  ].join(" ");
}

/** Takes away what an attempt of the copy that failed has left in the staging table. */
export function emptying({ schema, staging }: StagedRows): string {
  return `TRUNCATE TABLE ${tableIn(schema, staging)};`;
}

/** Moves what lies in the staging table into the table, all of it or nothing, and drops the staging table. */
export function move(rows: StagedRows): string {
  const [to, from] = [rows.table, rows.staging].map((name) => tableIn(rows.schema, name));
  return [
    "SET XACT_ABORT ON;",
    "BEGIN TRANSACTION;",
    ...statements(rows, to, from),
    "COMMIT TRANSACTION;",
    `DROP TABLE ${from};`,
  ].join(" ");
}

function statements({ columns, write, keys }: StagedRows, to: string, from: string): string[] {
  const names = columns.map(bracketed).join(", ");
  const given = columns.map((column) => `[given].${bracketed(column)}`).join(", ");
  const insert = `INSERT INTO ${to} (${names}) SELECT ${given} FROM ${from} AS [given]`;
  if (write === TableWrite.UPSERT) {
    const isKey = (column: string) => keys.some((key) => key.toLowerCase() === column.toLowerCase());
    const same = keys.map((key) => `[target].${bracketed(key)} = [given].${bracketed(key)}`).join(" AND ");
    const changed = columns
      .filter((column) => !isKey(column))
      .map((column) => `[target].${bracketed(column)} = [given].${bracketed(column)}`)
      .join(", ");
    const update = `UPDATE [target] SET ${changed} FROM ${to} AS [target] WITH (HOLDLOCK) INNER JOIN ${from} AS [given] ON ${same};`;
    return [
      ...(changed === "" ? [] : [update]),
      `${insert} WHERE NOT EXISTS (SELECT 1 FROM ${to} AS [target] WITH (HOLDLOCK) WHERE ${same});`,
    ];
  }
  return write === TableWrite.REPLACE ? [`TRUNCATE TABLE ${to};`, `${insert};`] : [`${insert};`];
}
