import { Forward, Protocol } from "../../../../lib";

/** A port that does not exist. */
export function program(): void {
  new Forward("warehouse", { host: "sql01.retail.example", port: 70000, protocol: Protocol.SQL_SERVER });
}
