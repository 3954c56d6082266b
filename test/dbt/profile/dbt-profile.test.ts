import { Fn } from "cdktf";
import {
  DatabaseProfileProps,
  DatabaseTls,
  DbtJobProps,
  DbtProfile,
  Duration,
  Forward,
  SqlServerBackend,
} from "../../../lib";
import { containerOf, fileIn, groupOf, plant, vaultIn, warehouse } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

type Make = (props: DatabaseProfileProps) => DbtProfile;

/** The dbt container of a job with this profile. */
function dbtWith(make: Make, forward: Forward, given: Partial<DatabaseProfileProps> = {}) {
  const stack = stackUnderTest();
  const profile = make({
    forward,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: vaultIn(stack).secret("warehouse-password"),
    ...given,
  });
  return containerOf(groupOf(stack, { profile, forwards: [forward] }), "dbt");
}

function profilesIn(container: ReturnType<typeof dbtWith>) {
  return JSON.parse(fileIn(container, "profiles.yml"));
}

const [sqlServer, postgres]: Make[] = [(props) => DbtProfile.sqlServer(props), (props) => DbtProfile.postgres(props)];

describe("DbtProfile", () => {
  test("reads everything about a SQL Server from the environment, encrypted and verified", () => {
    expect(profilesIn(dbtWith(sqlServer, warehouse))).toEqual({
      default: {
        target: "default",
        outputs: {
          default: {
            type: "sqlserver",
            driver: "ODBC Driver 18 for SQL Server",
            server: "{{ env_var('ENV_DWH_DATABASE_HOST') }}",
            port: 1433,
            database: "{{ env_var('ENV_DWH_DATABASE_NAME') }}",
            schema: "{{ env_var('ENV_DWH_DATABASE_SCHEMA') }}",
            user: "{{ env_var('ENV_DWH_DATABASE_USER') }}",
            password: "{{ env_var('DBT_ENV_SECRET_DWH_DATABASE_PASSWD') }}",
            encrypt: true,
            trust_cert: false,
            threads: 4,
          },
        },
      },
    });
  });

  test("reads everything about a PostgreSQL from the environment, encrypted and verified", () => {
    expect(profilesIn(dbtWith(postgres, plant))).toEqual({
      default: {
        target: "default",
        outputs: {
          default: {
            type: "postgres",
            host: "{{ env_var('ENV_DWH_DATABASE_HOST') }}",
            port: 5432,
            dbname: "{{ env_var('ENV_DWH_DATABASE_NAME') }}",
            schema: "{{ env_var('ENV_DWH_DATABASE_SCHEMA') }}",
            user: "{{ env_var('ENV_DWH_DATABASE_USER') }}",
            password: "{{ env_var('DBT_ENV_SECRET_DWH_DATABASE_PASSWD') }}",
            sslmode: "verify-full",
            sslrootcert: "system",
            threads: 4,
          },
        },
      },
    });
  });

  test.each([
    ["SQL Server", sqlServer, warehouse],
    ["PostgreSQL", postgres, plant],
  ])("finds each variable that it reads about %s in its container", (_, make, forward) => {
    const dbt = dbtWith(make, forward);
    const read = [...fileIn(dbt, "profiles.yml").matchAll(/env_var\('(\w+)'\)/g)].map(([, name]) => name);
    const values = { ...dbt.environment_variables, ...dbt.secure_environment_variables };
    expect(Object.fromEntries(read.map((name) => [name, values[name]]))).toEqual({
      ENV_DWH_DATABASE_HOST: forward.host,
      ENV_DWH_DATABASE_NAME: "dwh",
      ENV_DWH_DATABASE_SCHEMA: "salesforce",
      ENV_DWH_DATABASE_USER: "dbt",
      DBT_ENV_SECRET_DWH_DATABASE_PASSWD: expect.stringMatching(/^\$\{data\.azurerm_key_vault_secret\..*\.value\}$/),
    });
    expect(dbt.environment_variables).not.toHaveProperty("SSL_CERT_FILE");
  });

  test("needs no ODBC driver in the image where the adapter brings its own", () => {
    const made: Make = (props) => DbtProfile.sqlServer({ ...props, backend: SqlServerBackend.MSSQL_PYTHON });
    const { outputs } = profilesIn(dbtWith(made, warehouse)).default;
    expect(outputs.default).toMatchObject({
      type: "sqlserver",
      backend: "mssql-python",
      encrypt: true,
      trust_cert: false,
    });
    expect(outputs.default).not.toHaveProperty("driver");
  });

  test.each([
    [{ database: "" }, '[dbt/profile-names] given database "".'],
    [{ schema: " " }, '[dbt/profile-names] given schema " ".'],
    [{ user: "" }, '[dbt/profile-names] given user "".'],
    [{ schema: "[sales]" }, '[dbt/profile-names] given schema "[sales]".'],
    [{ database: '"dwh"' }, '[dbt/profile-names] given database ""dwh"".'],
    [{ database: "DWH", schema: "dwh.sales" }, '[dbt/profile-names] given schema "dwh.sales" of the database "DWH".'],
    [{ profileName: "" }, '[dbt/profile-names] given profileName "".'],
    [{ profileName: Fn.upper("name") }, '[dbt/profile-names] given profileName "<known after apply>".'],
    [{ threads: 0 }, "[dbt/threads] given threads 0."],
    [{ threads: 1.5 }, "[dbt/threads] given threads 1.5."],
  ])("fails if it is given %j", (given, message) => {
    expect(() => dbtWith(postgres, plant, given)).toThrow(message);
    expect(() => dbtWith(sqlServer, warehouse, given)).toThrow(message);
  });

  test("takes names that are only known after apply", () => {
    const dbt = dbtWith(postgres, plant, { database: Fn.upper("name") });
    expect(dbt.environment_variables.ENV_DWH_DATABASE_NAME).toBe('${upper("name")}');
  });

  test("has the name and the connections that it is given", () => {
    const { retail } = profilesIn(dbtWith(postgres, plant, { profileName: "retail", threads: 8 }));
    expect(retail.outputs.default.threads).toBe(8);
  });

  test("limits a statement as each adapter does, where that is wanted", () => {
    const statementTimeout = Duration.minutes(5);
    const limited = dbtWith(postgres, plant, { statementTimeout });
    expect(limited.environment_variables.PGOPTIONS).toBe("-c statement_timeout=300s");
    expect(dbtWith(postgres, plant).environment_variables).not.toHaveProperty("PGOPTIONS");
    const { outputs } = profilesIn(dbtWith(sqlServer, warehouse, { statementTimeout })).default;
    expect(outputs.default.query_timeout).toBe(300);
  });

  test("verifies a PostgreSQL against a mounted authority", () => {
    const dbt = dbtWith(postgres, plant, { tls: DatabaseTls.verifiedBy(PEM) });
    expect(profilesIn(dbt).default.outputs.default).toMatchObject({
      sslmode: "verify-full",
      sslrootcert: "/aci/dbt/ca.pem",
    });
    expect(fileIn(dbt, "ca.pem")).toBe(PEM);
  });

  test("verifies a SQL Server against a mounted authority, which the driver finds through OpenSSL", () => {
    const dbt = dbtWith(sqlServer, warehouse, { tls: DatabaseTls.verifiedBy(PEM) });
    expect(profilesIn(dbt).default.outputs.default).toMatchObject({ encrypt: true, trust_cert: false });
    expect(dbt.environment_variables.SSL_CERT_FILE).toBe("/aci/dbt/ca.pem");
    expect(fileIn(dbt, "ca.pem")).toBe(PEM);
  });

  test("mounts an authority that is only known after apply", () => {
    const dbt = dbtWith(postgres, plant, { tls: DatabaseTls.verifiedBy(Fn.file("ca.pem")) });
    expect(fileIn(dbt, "ca.pem")).toBe('${base64encode(file("ca.pem"))}');
  });

  test("is unencrypted only when that is said by name", () => {
    const tls = DatabaseTls.unencrypted("a test database");
    expect(profilesIn(dbtWith(sqlServer, warehouse, { tls })).default.outputs.default).toMatchObject({
      encrypt: false,
      trust_cert: true,
    });
    const output = profilesIn(dbtWith(postgres, plant, { tls })).default.outputs.default;
    expect(output.sslmode).toBe("disable");
    expect(output).not.toHaveProperty("sslrootcert");
  });

  test("of your own reaches dbt to the letter", () => {
    const text =
      "dwh:\n  outputs: { default: { type: fabric, encrypt: true, trust_cert: false, pass: \"{{ env_var('DBT_ENV_SECRET_DWH_DATABASE_PASSWD') }} ${x}\" } }\n";
    const stack = stackUnderTest();
    const given: Partial<DbtJobProps> = {
      forwards: [warehouse],
      profile: DbtProfile.custom({
        forward: warehouse,
        text,
        database: "dwh",
        password: vaultIn(stack).secret("warehouse-password"),
        tls: DatabaseTls.verifiedBy(PEM),
      }),
    };
    const dbt = containerOf(groupOf(stack, given), "dbt");
    expect(fileIn(dbt, "profiles.yml")).toBe(text);
    expect(fileIn(dbt, "ca.pem")).toBe(PEM);
    expect(dbt.environment_variables).toMatchObject({
      ENV_DWH_DATABASE_HOST: "sql01.retail.example",
      ENV_DWH_DATABASE_NAME: "dwh",
    });
    expect(dbt.environment_variables).not.toHaveProperty("ENV_DWH_DATABASE_USER");
  });

  test.each([
    ["a SQL Server", sqlServer, plant, "plant (postgresql)"],
    ["a PostgreSQL", postgres, warehouse, "warehouse (sql-server)"],
  ])("fails if the forward does not lead to %s", (_, make, forward, given) => {
    expect(() => dbtWith(make, forward)).toThrow(`DbtProfile: [dbt/profile-protocol] given ${given}.`);
  });
});
