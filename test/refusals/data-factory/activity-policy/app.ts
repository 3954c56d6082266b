import { CopyActivity, Duration } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A second between two attempts. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().insertInto("crm", "Account"),
    policy: { retries: 2, retryInterval: Duration.seconds(1) },
  });
}
