import { DbtProfile } from "../../../../lib";
import { plant, vaultIn } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** The adapter for SQL Server would talk to a PostgreSQL. */
export function program(): void {
  DbtProfile.sqlServer({
    forward: plant,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: vaultIn(stackUnderTest()).secret("warehouse-password"),
  });
}
