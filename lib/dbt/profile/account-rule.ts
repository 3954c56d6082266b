import { Rule, Violation } from "../../core/rule";

const ACCOUNT = new Rule({
  id: "dbt/profile-account",
  why: "dbt comes with a password from a Linux container, which has no account of Windows.",
  fix: "Give a user of the database itself. Data Factory can come as an account of Windows: SqlServerLogin.windows.",
  source: "Microsoft: ODBC Driver for SQL Server on Linux, integrated authentication needs Kerberos",
});

/** One violation if a user is an account of Windows. */
export function accountViolations(user: string): Violation[] {
  return ACCOUNT.when(user.includes("\\"), `the user "${user}"`);
}
