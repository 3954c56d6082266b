import { MovingFactory } from "../../../support/movement";

/** A table with its schema before it. */
export function program(): void {
  new MovingFactory().sqlServer().table("dbo", "dbo.Order");
}
