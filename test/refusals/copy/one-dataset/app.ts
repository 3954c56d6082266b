import { MovingFactory } from "../../../support/movement";

/** One table by two names, which a factory takes for one. */
export function program(): void {
  const dwh = new MovingFactory().sqlServer();
  dwh.table("dbo", "Article");
  dwh.table("dbo", "ARTICLE");
}
