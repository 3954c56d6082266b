import { Forward, Protocol } from "../../../../lib";

/** An address instead of the name that the certificate holds. */
export function program(): void {
  new Forward("warehouse", { host: "10.0.0.4", port: 1433, protocol: Protocol.SQL_SERVER });
}
