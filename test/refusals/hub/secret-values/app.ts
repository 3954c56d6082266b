import { ConnectivityHub, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The plan lists a secret that nobody gives a value. */
export function program(): void {
  const { retail, salesforce } = smallPlan();
  retail.addSecret("warehouse-password", { readers: [salesforce] });
  new ConnectivityHub(stackUnderTest(), "Hub", { plan: retail.hubFor(Tier.PRODUCTION) });
}
