import { Watermark } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** Two copies that would move one mark: what the first has copied, the second would never copy. */
export function program(): void {
  const dwh = new MovingFactory().sqlServer();
  Watermark.inTable(dwh, { name: "crm" });
  Watermark.inTable(dwh, { name: "crm" });
}
