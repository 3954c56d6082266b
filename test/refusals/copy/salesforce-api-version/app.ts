import { MovingFactory } from "../../../support/movement";

/** A version without Bulk API 2.0. */
export function program(): void {
  new MovingFactory().salesforce("Crm", { apiVersion: "46.0" });
}
