import { DataDomain } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A connected app whose secret nobody could read. */
export function program(): void {
  const { dataFactory, subsidiaryName } = new MovingFactory();
  const within = new DataDomain({ dataFactory, subsidiaryName });
  new MovingFactory().salesforce("Crm", { within });
}
