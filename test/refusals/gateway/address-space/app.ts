import { GatewayNetwork } from "../../../../lib";

/** Two addresses, of which Azure takes five. */
export function program(): void {
  GatewayNetwork.own("10.40.0.0/31");
}
