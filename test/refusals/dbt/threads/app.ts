import { DbtProfile } from "../../../../lib";
import { vaultIn, warehouse } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** As many connections as nobody needs. */
export function program(): void {
  DbtProfile.sqlServer({
    forward: warehouse,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: vaultIn(stackUnderTest()).secret("warehouse-password"),
    threads: 0,
  });
}
