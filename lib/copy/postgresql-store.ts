import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../core/rule";
import { Expression, letterViolations, verbatim } from "../data-factory/expression";
import { Protocol } from "../tunnel/protocol";
import { DatabaseStoreProps } from "./database-store-props";
import { protocolViolations, textViolations } from "./database-text";
import { CopyEndProps, CopySource } from "./endpoint";
import { IncrementalWindow } from "./incremental-window";
import { POSTGRESQL_VERIFY_FULL } from "./limits";
import { tableViolations } from "./names";
import { Store } from "./store";

/**
 * A PostgreSQL database, on premises through a runtime, to read from: Data Factory writes to none. The connection is
 * encrypted, and the server's certificate and name are verified by what the nodes trust. Source of its JSON: Microsoft,
 * PostgreSQL connector, version 2.0.
 */
export class PostgreSqlStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];

  /**
   * @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`,
   * `copy/store-owner`, `copy/store-protocol`, `copy/connection-text`, `copy/data-domain`, and what speaks against it in what it lies within
   */
  constructor(scope: Construct, id: string, props: DatabaseStoreProps) {
    const { within, runtime = within.runtime, forward, database, user, password } = props;
    super(scope, id, { ...props, runtime }, { forward });
    refuse(this, protocolViolations(forward, Protocol.POSTGRESQL), textViolations({ database, user }));
    const { json, keyVault, rightsInEffect } = this._secrets({ password });
    this.rightsInEffect = rightsInEffect;
    const properties = {
      server: forward.host,
      port: forward.port,
      database,
      username: user,
      authenticationType: "Basic",
      sslMode: POSTGRESQL_VERIFY_FULL,
      ...json,
    };
    this.dependable = this._addLinkedService("PostgreSqlV2", properties, keyVault);
  }

  /** Every row of a table or view; names as the database has them, so in lowercase where nobody quoted them. @throws `copy/name-alone` */
  public table(schema: string, table: string): CopySource {
    return this.tableSource(schema, table, { everyRow: true });
  }

  /** The rows of a table or view that lie in a window. @throws `copy/name-alone` */
  public window(schema: string, table: string, window: IncrementalWindow): CopySource {
    const condition = window._condition(quoted(window.column), "'", "yyyy-MM-ddTHH:mm:ssZ");
    const text = `SELECT * FROM ${quoted(schema)}.${quoted(table)} WHERE ${condition}`;
    return this.tableSource(schema, table, { window }, Expression.interpolated(text)._json());
  }

  /** What a query answers; it is taken to the letter. @throws `data-factory/to-the-letter` */
  public query(sql: string): CopySource {
    refuse(this, letterViolations(sql));
    return this.source(["query"], {}, {}, verbatim(sql));
  }

  private tableSource(
    schema: string,
    table: string,
    rows: Pick<CopyEndProps, "window" | "everyRow">,
    query?: unknown,
  ): CopySource {
    refuse(this, tableViolations(schema, table));
    return this.source([schema, table], { schema, table }, rows, query);
  }

  private source(
    parts: readonly string[],
    properties: Record<string, unknown>,
    rows: Pick<CopyEndProps, "window" | "everyRow">,
    query?: unknown,
  ): CopySource {
    const dataset = this._addDataset("PostgreSqlV2Table", parts, properties);
    return CopySource._of({ ...rows, store: this, dataset, json: { type: "PostgreSqlV2Source", query } });
  }
}

function quoted(name: string): string {
  return `"${verbatim(name).replace(/"/g, '""')}"`;
}
