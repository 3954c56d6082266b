import { CopyActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Rows that are added, and added once more where the first attempt breaks off. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy accounts", {
    source: moving.salesforce().query("Account", "SELECT Id FROM Account"),
    sink: moving.sqlServer().insertInto("crm", "Account"),
    policy: { retries: 2 },
  });
}
