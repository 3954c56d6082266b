import { CopyActivity } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Data of one legal entity into a store of another. */
export function program(): void {
  const moving = new MovingFactory();
  new CopyActivity("Copy", {
    source: moving.salesforce("Crm", { subsidiaryName: "energy" }).object("Account"),
    sink: moving.sqlServer().insertInto("crm", "Account"),
  });
}
