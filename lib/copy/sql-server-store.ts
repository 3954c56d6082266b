import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Rule, refuse } from "../core/rule";
import { Dataset } from "../data-factory/dataset";
import { Expression, verbatim } from "../data-factory/expression";
import { KeyVaultLinkedService } from "../data-factory/key-vault-linked-service";
import { ISecret } from "../vault/secret";
import { CopyEndProps, CopySink, CopySource } from "./endpoint";
import { IncrementalWindow } from "./incremental-window";
import { Store, StoreProps } from "./store";

const UPSERT_KEYS = new Rule({
  id: "copy/upsert-keys",
  why: "An upsert finds the rows that are there already by their keys.",
  fix: "Name the columns that identify a row, each once and each among the columns that are mapped; or insert.",
  source: "Microsoft: SQL Server connector, upsertSettings",
});

const CONNECTION = new Rule({
  id: "copy/sql-server-text",
  why: "In a connection string a semicolon begins the next setting, and quotes swallow it.",
  fix: "Give host, database and user without ';', quotes and '='; or keep a whole connection string in the vault.",
  source: "Microsoft: SqlConnection.ConnectionString",
});

/** As whom Data Factory comes to a SQL Server. */
export class SqlServerLogin {
  /** As a SQL user, whose password is in the vault. @throws `copy/sql-server-text` */
  public static password(props: SqlServerPasswordProps): SqlServerLogin {
    const texts = { host: props.host, database: props.database, user: props.user };
    refuse(
      "SqlServerLogin",
      Object.entries(texts).flatMap(([what, text]) =>
        CONNECTION.when(text === "" || /[;'"={}]/.test(text), `${what} "${text}"`),
      ),
    );
    const settings = {
      "Data Source": props.port === undefined ? props.host : `${props.host},${props.port}`,
      "Initial Catalog": props.database,
      "Integrated Security": "False",
      "User ID": props.user,
      Encrypt: "True",
      TrustServerCertificate: props.trustServerCertificate ? "True" : "False",
    };
    const text = Object.entries(settings).map(([name, value]) => `${name}=${value};`);
    const database = `${props.host}${props.port === undefined ? "" : `:${props.port}`}/${props.database}`;
    return new SqlServerLogin(props.password, text.join(""), database);
  }

  /** By a connection string that is in the vault as a whole. */
  public static connectionString(secret: ISecret): SqlServerLogin {
    return new SqlServerLogin(secret);
  }

  private constructor(
    private readonly secret: ISecret,
    private readonly text?: string,
    /** Server and database, in words that are equal for equal ones; none where the vault alone knows. @internal */
    public readonly _database?: string,
  ) {}

  /** @param inVault where its secret is, as Data Factory reads it. @internal */
  public _typeProperties(inVault: Record<string, unknown>): Record<string, unknown> {
    return this.text === undefined ? { connectionString: inVault } : { connectionString: this.text, password: inVault };
  }

  /** @internal */
  public get _secret(): ISecret {
    return this.secret;
  }
}

/** A SQL user of one database. */
export interface SqlServerPasswordProps {
  /** Name by which the runtime's nodes know the host. */
  readonly host: string;
  /**
   * TCP port.
   *
   * @default - SQL Server's: 1433, or what its browser says of a named instance
   */
  readonly port?: number;
  /** Name of the database. */
  readonly database: string;
  /** SQL user. */
  readonly user: string;
  /** The user's password. */
  readonly password: ISecret;
  /**
   * Whether the connection, which is encrypted in any case, goes on when the server's certificate cannot be verified.
   *
   * @default false
   */
  readonly trustServerCertificate?: boolean;
}

/** How to make a {@link SqlServerStore}. */
export interface SqlServerStoreProps extends StoreProps {
  /** As whom Data Factory comes. */
  readonly login: SqlServerLogin;
  /** The factory's way to the login's secret. */
  readonly keyVault: KeyVaultLinkedService;
}

/**
 * A SQL Server database, on premises through a runtime. Source of its JSON: Microsoft, SqlServerTableDataset,
 * SqlServerSource, SqlServerSink and SqlUpsertSettings of the Data Factory REST API 2018-06-01.
 */
export class SqlServerStore extends Store {
  public readonly dependable: ITerraformDependable;
  public readonly rightsInEffect: ITerraformDependable[];
  private readonly database?: string;

  /** @throws `core/known-name`, `data-factory/linked-service-name`, `data-factory/one-name`, `data-factory/own-factory`, `data-factory/own-vault`, `copy/store-owner` */
  constructor(scope: Construct, id: string, props: SqlServerStoreProps) {
    super(scope, id, props);
    const { login, keyVault } = props;
    const secret = this._secret(keyVault, login._secret);
    this.rightsInEffect = keyVault._rightsInEffect();
    this.database = login._database;
    this.dependable = this._addLinkedService("SqlServer", login._typeProperties(secret), keyVault);
  }

  /** Every row of a table or view. */
  public table(schema: string, table: string): CopySource {
    return this.source(this.tableDataset(schema, table), { everyRow: true });
  }

  /** The rows of a table or view that lie in a window. */
  public window(schema: string, table: string, window: IncrementalWindow): CopySource {
    const condition = window._condition(bracketed(window.column), "'", "yyyy-MM-ddTHH:mm:ss");
    const text = `SELECT * FROM ${bracketed(schema)}.${bracketed(table)} WHERE ${condition}`;
    return this.source(this.tableDataset(schema, table), { window }, Expression.interpolated(text)._json());
  }

  /** What a query answers; it is taken to the letter. */
  public query(sql: string): CopySource {
    return this.source(this._addDataset("SqlServerTable", ["query"], {}), {}, verbatim(sql));
  }

  /**
   * Adds rows to a table. What is read by a window, or again in full by each run of a trigger, would be there twice: see
   * {@link upsertInto} and {@link replaceIn}.
   */
  public insertInto(schema: string, table: string): CopySink {
    return this.sink(schema, table, { writeBehavior: "insert" }, { appends: true });
  }

  /**
   * Empties a table, and adds rows to it. The table is emptied before the first row is read, and not in one transaction
   * with what is added: while the copy runs, and after one that failed, rows are missing. It takes the right to alter
   * the table, to which no foreign key may refer (TRUNCATE TABLE).
   */
  public replaceIn(schema: string, table: string): CopySink {
    const preCopyScript = `TRUNCATE TABLE ${bracketed(schema)}.${bracketed(table)}`;
    return this.sink(schema, table, { writeBehavior: "insert", preCopyScript: verbatim(preCopyScript) });
  }

  /**
   * Adds rows to a table, and replaces those that are there already.
   *
   * @param keys columns that identify a row.
   * @throws `copy/upsert-keys`
   */
  public upsertInto(schema: string, table: string, keys: string[]): CopySink {
    const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
    refuse(
      this,
      UPSERT_KEYS.when(keys.length === 0, "no keys"),
      twice.flatMap((key) => UPSERT_KEYS.when(true, `key "${key}" twice`)),
    );
    return this.sink(schema, table, { writeBehavior: "upsert", upsertSettings: { useTempDB: true, keys } }, { keys });
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

  private sink(
    schema: string,
    table: string,
    json: Record<string, unknown>,
    { keys, appends }: { readonly keys?: string[]; readonly appends?: boolean } = {},
  ): CopySink {
    const dataset = this.tableDataset(schema, table);
    const place = this.database && `${this.database} ${bracketed(schema)}.${bracketed(table)}`;
    return CopySink._of({ store: this, dataset, appends, json: { type: "SqlServerSink", ...json } }, keys, place);
  }

  private tableDataset(schema: string, table: string): Dataset {
    return this._addDataset("SqlServerTable", [schema, table], { schema, table });
  }
}

function bracketed(name: string): string {
  return `[${name.replace(/\]/g, "]]")}]`;
}
