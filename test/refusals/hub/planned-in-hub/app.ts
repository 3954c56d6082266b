import { ConnectivityHub, Environment, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The deployer of a production domain has no business on the development hub. */
export function program(): void {
  const { retail, salesforce } = smallPlan();
  const hub = new ConnectivityHub(stackUnderTest(), "Hub", { plan: retail.hubFor(Tier.DEVELOPMENT) });
  hub.admitDeployer("d0d0d0d0-0000-4000-8000-000000000004", salesforce.planFor(Environment.PROD));
}
