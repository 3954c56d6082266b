import { MovingFactory } from "../../../support/movement";

/** A store that belongs to nobody. */
export function program(): void {
  new MovingFactory().salesforce("Crm", { subsidiaryName: "" });
}
