import { ConnectivityHub, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** Nobody is known who could write the hub's secrets. */
export function program(): void {
  const { retail } = smallPlan({}, { productionDeployer: undefined });
  new ConnectivityHub(stackUnderTest(), "Hub", { plan: retail.hubFor(Tier.PRODUCTION) });
}
