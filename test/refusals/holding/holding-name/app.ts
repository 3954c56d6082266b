import { Holding } from "../../../../lib";

/** A name too long to begin the name of a vault. */
export function program(): void {
  new Holding({ name: "contosoretailgroup", location: "westeurope" });
}
