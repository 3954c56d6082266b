import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../core/rule";
import { Expression, letterViolations, verbatim } from "../data-factory/expression";
import { Protocol } from "../tunnel/protocol";
import { DatabaseStoreProps } from "./database-store-props";
import { connectionStringOf, protocolViolations, textViolations } from "./database-text";
import { CopyEndProps, CopySource } from "./endpoint";
import { IncrementalWindow } from "./incremental-window";
import { MYSQL_VERIFY_IDENTITY } from "./limits";
import { tableViolations } from "./names";
import { Store } from "./store";

/**
 * A MySQL or MariaDB database, on premises through a runtime, to read from: Data Factory writes to none. The connection
 * is encrypted, and the server's certificate and name are verified by what the nodes trust. Source of its JSON:
 * Microsoft, MySQL connector, connectionString.
 */
export class MySqlStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];
  private readonly database: string;

  /**
   * @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`,
   * `copy/store-owner`, `copy/store-protocol`, `copy/connection-text`, `copy/data-domain`, and what speaks against it in what it lies within
   */
  constructor(scope: Construct, id: string, props: DatabaseStoreProps) {
    const { within, runtime = within.runtime, forward, database, user, password } = props;
    super(scope, id, { ...props, runtime }, { forward });
    refuse(this, protocolViolations(forward, Protocol.MYSQL), textViolations({ database, user }));
    const { json, keyVault, rightsInEffect } = this._secrets({ password });
    this.rightsInEffect = rightsInEffect;
    this.database = database;
    const connectionString = connectionStringOf({
      Server: forward.host,
      Port: forward.port,
      Database: database,
      UID: user,
      SSLMode: MYSQL_VERIFY_IDENTITY,
      UseSystemTrustStore: 1,
    });
    const properties = { connectionString, ...json };
    this.dependable = this._addLinkedService("MySql", properties, keyVault);
  }

  /** Every row of a table or view. @throws `copy/name-alone` */
  public table(table: string): CopySource {
    return this.tableSource(table, { everyRow: true });
  }

  /** The rows of a table or view that lie in a window; a TIMESTAMP is compared in the server's time zone, which is to be UTC. @throws `copy/name-alone` */
  public window(table: string, window: IncrementalWindow): CopySource {
    const condition = window._condition(quoted(window.column), "'", "yyyy-MM-dd HH:mm:ss");
    const text = `SELECT * FROM ${quoted(table)} WHERE ${condition}`;
    return this.tableSource(table, { window }, Expression.interpolated(text)._json());
  }

  /** What a query answers; it is taken to the letter. @throws `data-factory/to-the-letter` */
  public query(sql: string): CopySource {
    refuse(this, letterViolations(sql));
    return this.source(["query"], {}, {}, verbatim(sql));
  }

  private tableSource(table: string, rows: Pick<CopyEndProps, "window" | "everyRow">, query?: unknown): CopySource {
    refuse(this, tableViolations(this.database, table));
    return this.source([table], { tableName: table }, rows, query);
  }

  private source(
    parts: readonly string[],
    properties: Record<string, unknown>,
    rows: Pick<CopyEndProps, "window" | "everyRow">,
    query?: unknown,
  ): CopySource {
    const dataset = this._addDataset("MySqlTable", parts, properties);
    return CopySource._of({ ...rows, store: this, dataset, json: { type: "MySqlSource", query } });
  }
}

function quoted(name: string): string {
  return `\`${verbatim(name).replace(/`/g, "``")}\``;
}
