import { MovingFactory } from "../../../support/movement";

/** An upsert without keys. */
export function program(): void {
  new MovingFactory().sqlServer().upsertInto("crm", "Account", []);
}
