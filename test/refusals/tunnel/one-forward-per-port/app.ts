import { Protocol } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** One port of one host, planned twice. */
export function program(): void {
  const munich = subsidiaryUnderTest().addSite("munich");
  munich.addForward("warehouse", {
    production: { host: "sql01.retail.example", port: 1433 },
    protocol: Protocol.SQL_SERVER,
  });
  munich.addForward("reporting", {
    production: { host: "sql01.retail.example", port: 1433 },
    protocol: Protocol.SQL_SERVER,
  });
}
