import { MovingFactory } from "../../../support/movement";

/** A query for the rows since the time of the run, in the words of Data Factory's own pages. */
export function program(): void {
  const dwh = new MovingFactory().sqlServer();
  dwh.query("SELECT * FROM erp.Article WHERE ChangedAt > '@{pipeline().TriggerTime}'");
}
