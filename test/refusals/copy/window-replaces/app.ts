import { Duration, IncrementalWindow, ReplacingCopy } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** What changed since yesterday, in place of everything. */
export function program(): void {
  const moving = new MovingFactory();
  const window = IncrementalWindow.trailing("LastModifiedDate", Duration.hours(26));
  new ReplacingCopy("Copy accounts", {
    source: moving.salesforce().window("Account", { fields: ["Id", "Name"], window }),
    sink: moving.sqlServer().replaceIn("crm", "Account"),
  });
}
