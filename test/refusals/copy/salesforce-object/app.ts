import { MovingFactory } from "../../../support/movement";

/** An object as Salesforce's pages call it. */
export function program(): void {
  new MovingFactory().salesforce().object("Sales Order");
}
