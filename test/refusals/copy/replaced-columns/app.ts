import { ReplacingCopy } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Whatever columns there are. */
export function program(): void {
  const moving = new MovingFactory();
  new ReplacingCopy("Copy accounts", {
    source: moving.salesforce().object("Account"),
    sink: moving.sqlServer().replaceIn("crm", "Account"),
  });
}
