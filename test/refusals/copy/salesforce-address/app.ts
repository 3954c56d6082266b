import { MovingFactory } from "../../../support/movement";

/** An instance that is reached without TLS. */
export function program(): void {
  new MovingFactory().salesforce("Crm", { environmentUrl: "http://contoso.my.salesforce.com" });
}
