import { Expression, WebActivity, WebAuthentication, WebMethod } from "../../../../lib";

/** A token in clear text. */
export function program(): void {
  new WebActivity("Ask", {
    method: WebMethod.GET,
    url: Expression.literal("http://management.azure.com/subscriptions"),
    authentication: WebAuthentication.managedIdentity("https://management.azure.com/"),
  });
}
