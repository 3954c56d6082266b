import { Protocol } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** Two hosts at the address that is the default. */
export function program(): void {
  const munich = subsidiaryUnderTest().addSite("munich");
  munich.addForward("warehouse", {
    production: { host: "sql01.retail.example", port: 1433 },
    protocol: Protocol.SQL_SERVER,
  });
  munich.addForward("plant", {
    production: { host: "pg01.retail.example", port: 5432 },
    protocol: Protocol.POSTGRESQL,
  });
}
