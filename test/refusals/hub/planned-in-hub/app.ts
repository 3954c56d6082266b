import { ConnectivityHub, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The site of another subsidiary is none of this hub's. */
export function program(): void {
  const hub = new ConnectivityHub(stackUnderTest(), "Hub", { plan: smallPlan().retail.hubFor(Tier.DEVELOPMENT) });
  hub.admitOperator("0e0e0e0e-0000-4000-8000-000000000001", smallPlan().munich);
}
