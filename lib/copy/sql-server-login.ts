import { Rule, Violation, refuse } from "../core/rule";
import { ISecret } from "../vault/secret";

const TEXT = new Rule({
  id: "copy/sql-server-text",
  why: "In a connection string a semicolon begins the next setting, and quotes swallow it.",
  fix: "Give database and user without ';', quotes and '='; or keep a whole connection string in the vault.",
  source: "Microsoft: SqlConnection.ConnectionString",
});

/** What a login is a login to. */
interface SqlServerAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** How Data Factory connects by a {@link SqlServerLogin}. */
export interface SqlServerLoginOptions {
  /**
   * Whether the connection, which is encrypted in any case, goes on when the server's certificate cannot be verified.
   *
   * @default false
   */
  readonly trustServerCertificate?: boolean;
}

/** As whom Data Factory comes to a SQL Server. */
export class SqlServerLogin {
  /** As a SQL user. @param password in the vault. @throws `copy/sql-server-text` */
  public static password(user: string, password: ISecret, options: SqlServerLoginOptions = {}): SqlServerLogin {
    refuse("SqlServerLogin", textViolations("user", user));
    return new SqlServerLogin(password, "password", {
      "Integrated Security": "False",
      "User ID": user,
      Encrypt: "True",
      TrustServerCertificate: options.trustServerCertificate ? "True" : "False",
    });
  }

  /** By a connection string that is in the vault as a whole, and leads where the store says. */
  public static connectionString(secret: ISecret): SqlServerLogin {
    return new SqlServerLogin(secret, "connectionString");
  }

  private constructor(
    private readonly secret: ISecret,
    private readonly property: "password" | "connectionString",
    private readonly settings?: Readonly<Record<string, string>>,
  ) {}

  /** Its secret, by the property of the linked service that it is. @internal */
  public get _secrets(): Record<string, ISecret> {
    return { [this.property]: this.secret };
  }

  /** What the linked service says beside the secret. @internal */
  public _typeProperties({ host, port, database }: SqlServerAddress): Record<string, unknown> {
    if (this.settings === undefined) {
      return {};
    }
    const settings = {
      "Data Source": `${host},${port}`,
      "Initial Catalog": database,
      ...this.settings,
    };
    const connectionString = Object.entries(settings).map(([name, value]) => `${name}=${value};`);
    return { connectionString: connectionString.join("") };
  }
}

/** What is wrong with a text that becomes part of a connection string. */
export function textViolations(what: string, text: string): Violation[] {
  return TEXT.when(text.trim() === "" || /[;'"={}]/.test(text), `${what} "${text}"`);
}
