import { CopyActivity, Duration, IncrementalWindow } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** What changed in two days, added every night. */
export function program(): void {
  const dwh = new MovingFactory().sqlServer();
  new CopyActivity("Copy articles", {
    source: dwh.window("dbo", "Article", IncrementalWindow.trailing("ChangedAt", Duration.days(2))),
    sink: dwh.insertInto("erp", "Article"),
  });
}
