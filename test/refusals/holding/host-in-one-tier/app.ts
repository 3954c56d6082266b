import { Protocol } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** Under another name and port, development ends at the very server that serves production. */
export function program(): void {
  const munich = subsidiaryUnderTest().addSite("munich");
  munich.addForward("warehouse", {
    protocol: Protocol.SQL_SERVER,
    production: { host: "sql01.retail.example", port: 1433 },
  });
  munich.addForward("warehouse-test", {
    protocol: Protocol.SQL_SERVER,
    development: { host: "sql01.retail.example", port: 1434 },
  });
}
