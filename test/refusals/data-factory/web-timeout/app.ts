import { Duration, Expression, WebActivity, WebMethod } from "../../../../lib";

/** A job that takes an hour, waited for with one call. */
export function program(): void {
  new WebActivity("Refresh", {
    method: WebMethod.GET,
    url: Expression.literal("https://bi.contoso.example/refresh"),
    httpRequestTimeout: Duration.hours(1),
  });
}
