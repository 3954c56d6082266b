import { DatabaseTls, DbtProfile } from "../../../../lib";
import { plant, vaultIn } from "../../../support/job";
import { stackUnderTest } from "../../../support/stack";

/** A profile that reads the password under a name whose value dbt would show. */
export function program(): void {
  DbtProfile.custom({
    forward: plant,
    text: "default: { outputs: { prod: { type: postgres, password: \"{{ env_var('ENV_DWH_DATABASE_PASSWD') }}\" } } }",
    database: "dwh",
    password: vaultIn(stackUnderTest()).secret("warehouse-password"),
    tls: DatabaseTls.asTheProfileSays("an example of another rule"),
  });
}
