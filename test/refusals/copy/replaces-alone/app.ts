import { CopyActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Emptied first, and filled then. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy accounts", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().replaceIn("crm", "Account"),
  });
}
