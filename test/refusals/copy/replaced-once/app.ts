import { ReplacingCopy, TabularTranslator } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** The orders of two countries, of which the later ones take the place of the others. */
export function program(): void {
  const moving = new MovingFactory();
  const erp = moving.sqlServer("Erp", { database: "erp" });
  const dwh = moving.sqlServer();
  for (const country of ["Germany", "France"]) {
    new ReplacingCopy(`Copy orders of ${country}`, {
      source: erp.table(country, "Order"),
      sink: dwh.replaceIn("erp", "Order"),
      translator: TabularTranslator.ofColumns(["Id", "Amount"]),
    });
  }
}
