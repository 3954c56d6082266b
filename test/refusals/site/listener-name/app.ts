import { Protocol, RelayAccess, SiteKit } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";

/** A forward's name that makes paths too long for Windows beside its hub's. */
export function program(): void {
  const berlin = smallPlan().retail.addSite("berlin", { listenerAccess: RelayAccess.IDENTITY });
  berlin.addForward("w".repeat(103), {
    protocol: Protocol.SQL_SERVER,
    production: { host: "sql02.retail.example", port: 1433 },
    bindAddress: "127.0.10.9",
  });
  new SiteKit(berlin);
}
