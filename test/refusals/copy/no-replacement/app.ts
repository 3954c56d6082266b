import { ReplacingCopy, TabularTranslator } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A replacement that only adds. */
export function program(): void {
  const moving = new MovingFactory();
  new ReplacingCopy("Copy accounts", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().insertInto("crm", "Account"),
    translator: TabularTranslator.ofColumns(["Id", "Name"]),
  });
}
