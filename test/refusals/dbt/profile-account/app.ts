import { DbtProfile } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { MovingFactory } from "../../../support/movement";

/** An account of Windows, in a container of Linux. */
export function program(): void {
  DbtProfile.sqlServer({
    forward: smallPlan().warehouse,
    database: "dwh",
    schema: "crm",
    user: "CORP\\svc_dbt",
    password: new MovingFactory().secret("dwh-password"),
  });
}
