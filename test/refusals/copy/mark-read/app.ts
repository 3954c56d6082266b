import { CopyActivity, IncrementalWindow, Watermark } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A mark that nobody reads, and nobody moves. */
export function program(): void {
  const moving = new MovingFactory();
  const dwh = moving.sqlServer();
  const window = IncrementalWindow.since("LastModifiedDate", Watermark.inTable(dwh, { name: "accounts" }));
  const source = moving.salesforce().window("Account", { fields: ["Id"], window });
  new CopyActivity("Copy accounts", { source, sink: dwh.upsertInto("crm", "Account", ["Id"]) });
}
