import { Expression, WebActivity, WebMethod } from "../../../../lib";

/** A call that Data Factory does not send. */
export function program(): void {
  new WebActivity("Refresh", { method: WebMethod.POST, url: Expression.literal("https://bi.contoso.example/refresh") });
}
