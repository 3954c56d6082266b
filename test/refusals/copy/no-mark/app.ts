import { IncrementalCopy } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A whole table, read as if there were a mark. */
export function program(): void {
  const moving = new MovingFactory();
  const source = moving.salesforce().object("Account");
  new IncrementalCopy("Copy accounts", { source, sink: moving.sqlServer().upsertInto("crm", "Account", ["Id"]) });
}
