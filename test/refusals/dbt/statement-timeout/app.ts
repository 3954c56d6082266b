import { DbtProfile, Duration } from "../../../../lib";
import { plant, vaultIn } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** Nothing at all would be no limit at all. */
export function program(): void {
  DbtProfile.postgres({
    forward: plant,
    database: "dwh",
    schema: "salesforce",
    user: "dbt",
    password: vaultIn(stackUnderTest()).secret("warehouse-password"),
    statementTimeout: Duration.seconds(0),
  });
}
