import { Holding } from "../../../../lib";

/** A region by the name that the portal shows. */
export function program(): void {
  new Holding({ name: "contoso", location: "West Europe" });
}
