import { Duration, IncrementalWindow } from "../../../../lib";
import { MovingFactory } from "../../../support/movement";

/** A window of no fields. */
export function program(): void {
  const window = IncrementalWindow.trailing("SystemModstamp", Duration.days(2));
  new MovingFactory().salesforce().window("Account", { fields: [], window });
}
