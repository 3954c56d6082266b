import { Protocol } from "../../../../lib";
import { PRODUCTION_SUBSCRIPTION, holdingUnderTest } from "../../../support/plan";

/** A subsidiary that has production alone cannot carry a test server. */
export function program(): void {
  const energy = holdingUnderTest().addSubsidiary("energy", { productionSubscriptionId: PRODUCTION_SUBSCRIPTION });
  energy.addSite("hamburg").addForward("plant", {
    protocol: Protocol.POSTGRESQL,
    development: { host: "pgtest.energy.example", port: 5432 },
    production: { host: "pg01.energy.example", port: 5432 },
  });
}
