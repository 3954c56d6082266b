import { Protocol } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** Two ports of a host under one name. */
export function program(): void {
  const munich = subsidiaryUnderTest().addSite("munich");
  munich.addForward("warehouse", {
    production: { host: "sql01.retail.example", port: 1433 },
    protocol: Protocol.SQL_SERVER,
  });
  munich.addForward("Warehouse", {
    production: { host: "sql01.retail.example", port: 1434 },
    protocol: Protocol.SQL_SERVER,
  });
}
