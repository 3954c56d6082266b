import { DbtProfile } from "../../../../lib";
import { vaultIn, warehouse } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A database that somebody meant to fill in. */
export function program(): void {
  DbtProfile.sqlServer({
    forward: warehouse,
    database: "",
    schema: " ",
    user: "dbt",
    password: vaultIn(stackUnderTest()).secret("warehouse-password"),
  });
}
