import { Holding } from "../../../../lib";

/** A tenant by its domain name. */
export function program(): void {
  new Holding({ name: "contoso", location: "westeurope", tenantId: "contoso.onmicrosoft.com" });
}
