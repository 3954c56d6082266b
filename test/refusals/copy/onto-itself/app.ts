import { CopyActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A table that is copied into itself. */
export function program(): void {
  const dwh = new MovingFactory().sqlServer();
  new CopyActivity("Copy articles", {
    source: dwh.table("erp", "Article"),
    sink: dwh.insertInto("erp", "Article"),
  });
}
