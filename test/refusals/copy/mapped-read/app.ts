import { CopyActivity, Duration, IncrementalWindow, TabularTranslator } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A column that is mapped, and not read. */
export function program(): void {
  const moving = new MovingFactory();
  const window = IncrementalWindow.trailing("SystemModstamp", Duration.days(2));
  new CopyActivity("Copy accounts", {
    source: moving.salesforce().window("Account", { fields: ["Id", "Name"], window }),
    sink: moving.sqlServer().upsertInto("crm", "Account", ["Id"]),
    translator: TabularTranslator.ofColumns(["Id", "Name", "Region__c"]),
  });
}
