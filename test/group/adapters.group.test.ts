import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { type DatabaseProfileProps, DatabaseTls, DbtProfile, Duration, SqlServerBackend } from "../../lib";
import { plant, vaultIn, warehouse } from "../support/job";
import { dbtEnvironment } from "../support/onprem/prerequisites";
import { stackUnderTest } from "../support/stack";

const KNOWN_SETTINGS = path.resolve(__dirname, "../support/onprem/known_settings.py");
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "profiles-"));
beforeAll(() => {
  fs.mkdirSync(path.join(folder, "models"));
  fs.writeFileSync(path.join(folder, "models/one.sql"), "select 1 as one\n");
  fs.writeFileSync(path.join(folder, "dbt_project.yml"), 'name: one\nversion: "1.0.0"\nprofile: default\n');
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Every form that the library renders: with defaults, with all that it can have, and unencrypted. */
const FORMS: readonly Partial<DatabaseProfileProps>[] = [
  {},
  { threads: 8, statementTimeout: Duration.minutes(5), tls: DatabaseTls.verifiedBy(PEM) },
  { tls: DatabaseTls.unencrypted("a test") },
];

function rendered(make: (props: DatabaseProfileProps) => DbtProfile, form: Partial<DatabaseProfileProps>): DbtProfile {
  const password = vaultIn(stackUnderTest()).secret("warehouse-password");
  const forward = make === postgres ? plant : warehouse;
  return make({ forward, database: "dwh", schema: "salesforce", user: "dbt", password, ...form });
}

const postgres = (props: DatabaseProfileProps) => DbtProfile.postgres(props);
const pyodbc = (props: DatabaseProfileProps) => DbtProfile.sqlServer(props);
const mssql = (props: DatabaseProfileProps) =>
  DbtProfile.sqlServer({ ...props, backend: SqlServerBackend.MSSQL_PYTHON });

/** What dbt says of a profile, where it refuses it, and settings in it that its adapter does not know: dbt ignores those. */
function judged(environment: string, { text, variables, forward }: DbtProfile): { refusal: string; unknown: string } {
  const profiles = path.join(folder, "profiles.yml");
  fs.writeFileSync(profiles, text);
  const env = {
    PATH: `${environment}/bin:/usr/bin:/bin`,
    HOME: folder,
    DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
    DBT_ENV_SECRET_DWH_DATABASE_PASSWD: "nobody's",
    ENV_DWH_DATABASE_HOST: forward.host,
    ...variables,
  };
  const parse = ["parse", "--no-partial-parse", "--profiles-dir", folder, "--project-dir", folder];
  const { status, stdout, stderr } = spawnSync(`${environment}/bin/dbt`, parse, { encoding: "utf8", env });
  const unknown = execFileSync(`${environment}/bin/python`, [KNOWN_SETTINGS, profiles], { encoding: "utf8", env });
  return { refusal: status === 0 ? "" : stdout + stderr, unknown };
}

describe.each([
  ["dbt-postgres", "SUITE_DBT", postgres],
  ["dbt-sqlserver 1.11 and pyodbc", "SUITE_DBT_SQLSERVER_1_11", pyodbc],
  ["dbt-sqlserver 1.12 and pyodbc", "SUITE_DBT_SQLSERVER_1_12", pyodbc],
  ["dbt-sqlserver 1.12 and mssql-python", "SUITE_DBT_SQLSERVER_1_12", mssql],
] as const)("profiles as %s takes them", (_, environment, make) => {
  test.each(FORMS)("%#: parsed, with no setting that it does not know", (form) => {
    expect(judged(dbtEnvironment(environment), rendered(make, form))).toEqual({ refusal: "", unknown: "" });
  });
});
