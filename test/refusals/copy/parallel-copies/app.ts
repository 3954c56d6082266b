import { CopyActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** No connection at all. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().insertInto("crm", "Account"),
    parallelCopies: 0,
  });
}
