import { Forward, Protocol } from "../../../../lib";

/** A port name without a letter reaches whatever listener has a single forward. */
export function program(): void {
  new Forward("1433", { host: "sql01.retail.example", port: 1433, protocol: Protocol.SQL_SERVER });
}
