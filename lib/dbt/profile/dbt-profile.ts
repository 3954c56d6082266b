import { Token } from "cdktf";
import { Duration } from "../../core/duration";
import { isNameAlone, isQualified } from "../../core/name-alone";
import { Rule, Violation, refuse } from "../../core/rule";
import { Forward } from "../../tunnel/forward";
import { Protocol } from "../../tunnel/protocol";
import { ISecret } from "../../vault/secret";
import { CA_CERTIFICATE_PATH } from "../coordination/paths";
import { accountViolations } from "./account-rule";
import { DatabaseTls } from "./database-tls";
import { DEFAULT_THREADS, STATEMENT_TIMEOUT, THREADS } from "./limits";
import { SqlServerBackend } from "./sql-server-backend";

const PROTOCOL = new Rule({
  id: "dbt/profile-protocol",
  why: "The adapter does not speak what answers at the forward's end.",
  fix: "Use a forward of the profile's own protocol.",
  source: "dbt: adapters",
});

const STATEMENT = new Rule({
  id: "dbt/statement-timeout",
  why: "Adapters count in whole seconds, and take none for no limit at all.",
  fix: `Use ${STATEMENT_TIMEOUT.toString()} as a whole number, or leave it out.`,
  source: "PostgreSQL: statement_timeout; dbt-sqlserver 1.12: query_timeout",
});

const NAMES = new Rule({
  id: "dbt/profile-names",
  why: "dbt would not connect, or build where nobody looks; a profile's own name is a key of its text.",
  fix: "Give the names of the database, the schema and the user, each alone: without quotes, and the schema without its database.",
  source: "dbt: profiles.yml",
});

const THREAD_COUNT = new Rule({
  id: "dbt/threads",
  why: "dbt works with as many connections at once: with none it does nothing.",
  fix: `Use ${THREADS.toString()} as a whole number, or leave it out.`,
  source: "dbt: profiles.yml, threads",
});

/** dbt keeps the values of variables with this prefix out of artifacts and logs, and gives them to profiles alone. */
export const PASSWORD_VARIABLE = "DBT_ENV_SECRET_DWH_DATABASE_PASSWD";
const FORMER_PASSWORD_VARIABLE = /\bENV_DWH_DATABASE_PASSWD\b/;

const PASSWORD = new Rule({
  id: "dbt/password-variable",
  why: "Under a name without the prefix DBT_ENV_SECRET_, dbt writes a password that a model reads into manifest.json, run_results.json and dbt.log.",
  fix: `Read the password with env_var('${PASSWORD_VARIABLE}').`,
  source: "dbt: environment variables, secrets; seen with dbt-core 1.11",
});

/** Connection of dbt to one database. */
export interface DatabaseProfileProps {
  /** The forward that leads to it. */
  readonly forward: Forward;
  /** Name of the database. */
  readonly database: string;
  /** Schema in which dbt builds. */
  readonly schema: string;
  /** User as whom dbt connects. */
  readonly user: string;
  /** The user's password, in a vault. */
  readonly password: ISecret;
  /**
   * How the connection is encrypted.
   *
   * @default DatabaseTls.verified()
   */
  readonly tls?: DatabaseTls;
  /**
   * What the dbt project calls its profile.
   *
   * @default "default"
   */
  readonly profileName?: string;
  /**
   * Concurrent connections to the database, 1-1000.
   *
   * @default 4
   */
  readonly threads?: number;
  /**
   * How long one statement may take, 1 s to 7 days as whole seconds; dbt's model then fails. PostgreSQL itself ends it, also
   * when dbt's container is gone; for SQL Server it is the driver that does, so that a dbt that is killed leaves its
   * statement running all the same.
   *
   * @default - as long as the database allows
   */
  readonly statementTimeout?: Duration;
}

/** Connection of dbt to one SQL Server. */
export interface SqlServerProfileProps extends DatabaseProfileProps {
  /**
   * By what the adapter speaks to the server.
   *
   * @default SqlServerBackend.PYODBC
   */
  readonly backend?: SqlServerBackend;
}

/** A profile in your own words. */
export interface CustomProfileProps {
  /** The forward that leads to the database. */
  readonly forward: Forward;
  /** Text of `profiles.yml`. Read values with `env_var()`; a password never stands in it. */
  readonly text: string;
  /** Name of the database, handed over as `ENV_DWH_DATABASE_NAME`. */
  readonly database: string;
  /** The password, handed over as `DBT_ENV_SECRET_DWH_DATABASE_PASSWD`. */
  readonly password: ISecret;
  /**
   * How the connection is encrypted; a text that does not show it in its own words is refused.
   *
   * @default DatabaseTls.verified()
   */
  readonly tls?: DatabaseTls;
}

/** dbt's `profiles.yml`, and the values that it reads with `env_var()`. */
export class DbtProfile {
  /**
   * SQL Server, through the adapter dbt-sqlserver.
   *
   * @throws `dbt/profile-protocol`, `dbt/profile-names`, `dbt/threads`, `dbt/statement-timeout`
   */
  public static sqlServer(props: SqlServerProfileProps): DbtProfile {
    const encrypted = tlsOf(props).encrypted;
    const { backend = SqlServerBackend.PYODBC } = props;
    return DbtProfile.generated(props, Protocol.SQL_SERVER, {
      type: "sqlserver",
      ...(backend === SqlServerBackend.PYODBC ? { driver: "ODBC Driver 18 for SQL Server" } : { backend }), // every release's own default
      server: variable("ENV_DWH_DATABASE_HOST"),
      port: props.forward.port,
      database: variable("ENV_DWH_DATABASE_NAME"),
      schema: variable("ENV_DWH_DATABASE_SCHEMA"),
      user: variable("ENV_DWH_DATABASE_USER"),
      password: variable(PASSWORD_VARIABLE),
      encrypt: encrypted,
      trust_cert: !encrypted,
      ...(props.statementTimeout === undefined ? {} : { query_timeout: props.statementTimeout.toSeconds() }),
    });
  }

  /**
   * PostgreSQL, through the adapter dbt-postgres.
   *
   * @throws `dbt/profile-protocol`, `dbt/profile-names`, `dbt/threads`, `dbt/statement-timeout`
   */
  public static postgres(props: DatabaseProfileProps): DbtProfile {
    const { encrypted, caCertificate } = tlsOf(props);
    return DbtProfile.generated(props, Protocol.POSTGRESQL, {
      type: "postgres",
      host: variable("ENV_DWH_DATABASE_HOST"),
      port: props.forward.port,
      dbname: variable("ENV_DWH_DATABASE_NAME"),
      schema: variable("ENV_DWH_DATABASE_SCHEMA"),
      user: variable("ENV_DWH_DATABASE_USER"),
      password: variable(PASSWORD_VARIABLE),
      sslmode: encrypted ? "verify-full" : "disable",
      ...(encrypted ? { sslrootcert: caCertificate === undefined ? "system" : CA_CERTIFICATE_PATH } : {}),
    });
  }

  /** Any other adapter. @throws `dbt/database-tls`, `dbt/password-variable`, `dbt/profile-names` */
  public static custom(props: CustomProfileProps): DbtProfile {
    const former = FORMER_PASSWORD_VARIABLE.exec(props.text)?.[0];
    refuse(
      "DbtProfile",
      PASSWORD.when(former !== undefined, `"${former}" in the profile`),
      nameViolations({ database: props.database }),
    );
    const tls = tlsOf(props);
    tls._refuseUnlessShown(props.text, props.forward.protocol);
    return new DbtProfile(props.forward, props.text, props.password, tls, { ENV_DWH_DATABASE_NAME: props.database });
  }

  /** What dbt writes, in words that are equal for equal places: none where the text alone says the schema. @internal */
  public get _places(): string[] {
    const { ENV_DWH_DATABASE_NAME: database, ENV_DWH_DATABASE_SCHEMA: schema } = this.variables;
    return schema === undefined ? [] : [`${this.forward.host}:${this.forward.port}/${database} schema ${schema}`];
  }

  private static generated(
    props: DatabaseProfileProps,
    protocol: Protocol,
    output: Record<string, unknown>,
  ): DbtProfile {
    const profileName = props.profileName ?? "default";
    const threads = props.threads ?? DEFAULT_THREADS;
    const { database, schema, user } = props;
    refuse(
      "DbtProfile",
      nameViolations({ database, schema, user, profileName }),
      accountViolations(user),
      NAMES.when(Token.isUnresolved(profileName), `profileName "${profileName}"`),
      THREAD_COUNT.outside(THREADS, threads, "threads"),
      PROTOCOL.when(
        props.forward.protocol.protocolName !== protocol.protocolName,
        `${props.forward.name} (${props.forward.protocol.protocolName})`,
        `This profile speaks ${protocol.protocolName}.`,
      ),
      props.statementTimeout === undefined
        ? []
        : STATEMENT.outside(STATEMENT_TIMEOUT, props.statementTimeout.toSeconds(), "statementTimeout"),
    );
    const text = JSON.stringify({ [profileName]: { target: "default", outputs: { default: { ...output, threads } } } });
    const tls = tlsOf(props);
    const limit = protocol === Protocol.POSTGRESQL ? props.statementTimeout?.toSeconds() : undefined;
    const odbc = protocol === Protocol.SQL_SERVER && tls.caCertificate !== undefined;
    return new DbtProfile(props.forward, text, props.password, tls, {
      ENV_DWH_DATABASE_NAME: props.database,
      ENV_DWH_DATABASE_SCHEMA: props.schema,
      ENV_DWH_DATABASE_USER: props.user,
      ...(limit === undefined ? {} : { PGOPTIONS: `-c statement_timeout=${limit}s` }), // the adapter has no setting of its own
      ...(odbc ? { SSL_CERT_FILE: CA_CERTIFICATE_PATH } : {}), // the ODBC driver trusts what OpenSSL trusts [assumed A12]
    });
  }

  private constructor(
    /** The forward that leads to the database. */
    public readonly forward: Forward,
    /** Text of `profiles.yml`. */
    public readonly text: string,
    /** The password, handed over as `DBT_ENV_SECRET_DWH_DATABASE_PASSWD`. */
    public readonly password: ISecret,
    /** How the connection is encrypted. */
    public readonly tls: DatabaseTls,
    /** What the text reads with `env_var()`, but for host and password. */
    public readonly variables: Record<string, string>,
  ) {}
}

/** What is given without a letter. */
function nameViolations(given: Readonly<Record<string, string>>): Violation[] {
  const { database = "", schema = "" } = given;
  return [
    ...Object.entries(given).flatMap(([name, value]) => NAMES.when(!isNameAlone(value), `${name} "${value}"`)),
    ...NAMES.when(isQualified(schema, database), `schema "${schema}" of the database "${database}"`),
  ];
}

function tlsOf({ tls }: { readonly tls?: DatabaseTls }): DatabaseTls {
  return tls ?? DatabaseTls.verified();
}

/** The value of an environment variable, as dbt's Jinja reads it. */
function variable(name: string): string {
  return `{{ env_var('${name}') }}`;
}
