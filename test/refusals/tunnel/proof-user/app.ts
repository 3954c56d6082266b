import { Forward, Protocol } from "../../../../lib";

/** A user for the proof of a database that is never asked for a login. */
export function program(): void {
  new Forward("warehouse", {
    host: "sql01.retail.example",
    port: 1433,
    protocol: Protocol.SQL_SERVER,
    proofUser: "monitoring",
  });
}
