import { CopyActivity, TabularTranslator } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A key that no column fills. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().upsertInto("crm", "Account", ["AC_SFID"]),
    translator: new TabularTranslator({ mappings: [{ source: { name: "Name" }, sink: { name: "AC_Name" } }] }),
  });
}
