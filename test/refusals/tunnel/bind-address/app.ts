import { Forward, Protocol } from "../../../../lib";

/** A sender that listens for the whole network. */
export function program(): void {
  new Forward("warehouse", {
    host: "sql01.retail.example",
    port: 1433,
    protocol: Protocol.SQL_SERVER,
    bindAddress: "0.0.0.0",
  });
}
