import { MovingFactory } from "../../../support/movement";

/** A name with a dash. */
export function program(): void {
  new MovingFactory().sqlServer("Dwh", { linkedServiceName: "retail-dwh" });
}
