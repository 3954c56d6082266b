import { Rule, refuse } from "../core/rule";
import { ISecret } from "../vault/secret";
import { connectionStringOf, textViolations } from "./database-text";

const ACCOUNT = new Rule({
  id: "copy/sql-server-account",
  why: "SQL Server knows users of its own and accounts of Windows, and asks for a password in another way for each.",
  fix: "Give SqlServerLogin.windows an account with its domain, such as CORP\\svc_adf, and SqlServerLogin.password a user without one.",
  source: "Microsoft: SQL Server connector, userName",
});

/** How Data Factory connects by a {@link SqlServerLogin}. */
export interface SqlServerLoginOptions {
  /**
   * Whether the connection, which is encrypted in any case, goes on when the server's certificate cannot be verified.
   *
   * @default false
   */
  readonly trustServerCertificate?: boolean;
}

/** What a login is a login to. */
interface SqlServerAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
}

/** What a linked service says of a login beside its secret. */
interface LoginTexts {
  readonly settings: Readonly<Record<string, string>>;
  readonly beside?: Readonly<Record<string, unknown>>;
}

/** As whom Data Factory comes to a SQL Server. */
export class SqlServerLogin {
  /** As a SQL user. @param password in the vault. @throws `copy/connection-text`, `copy/sql-server-account` */
  public static password(user: string, password: ISecret, options: SqlServerLoginOptions = {}): SqlServerLogin {
    refuse("SqlServerLogin", textViolations({ user }), ACCOUNT.when(user.includes("\\"), `the user "${user}"`));
    const settings = { "Integrated Security": "False", "User ID": user, ...encrypted(options) };
    return new SqlServerLogin(password, "password", { settings });
  }

  /**
   * As an account of Windows, which a node of the runtime logs in as. dbt in Linux containers cannot come so.
   *
   * @param account with its domain: `CORP\svc_adf` or `svc_adf@corp.example`.
   * @param password in the vault.
   * @throws `copy/sql-server-account`
   */
  public static windows(account: string, password: ISecret, options: SqlServerLoginOptions = {}): SqlServerLogin {
    const whole = /^[^\\@;'"\s]+\\[^\\@;'"\s]+$|^[^\\@;'"\s]+@[^\\@;'"\s]+$/;
    refuse(
      "SqlServerLogin",
      ACCOUNT.unless((text) => whole.test(text), account),
    );
    const settings = { "Integrated Security": "True", ...encrypted(options) };
    return new SqlServerLogin(password, "password", { settings, beside: { userName: account } });
  }

  /** By a connection string that is in the vault as a whole, and leads where the store says. */
  public static connectionString(secret: ISecret): SqlServerLogin {
    return new SqlServerLogin(secret, "connectionString");
  }

  private constructor(
    private readonly secret: ISecret,
    private readonly property: "password" | "connectionString",
    private readonly texts?: LoginTexts,
  ) {}

  /** Its secret, by the property of the linked service that it is. @internal */
  public get _secrets(): Record<string, ISecret> {
    return { [this.property]: this.secret };
  }

  /** What the linked service says beside the secret. @internal */
  public _typeProperties({ host, port, database }: SqlServerAddress): Record<string, unknown> {
    if (this.texts === undefined) {
      return {};
    }
    const settings = { "Data Source": `${host},${port}`, "Initial Catalog": database, ...this.texts.settings };
    return { connectionString: connectionStringOf(settings), ...this.texts.beside };
  }
}

function encrypted({ trustServerCertificate }: SqlServerLoginOptions): Record<string, string> {
  return { Encrypt: "True", TrustServerCertificate: trustServerCertificate ? "True" : "False" };
}
