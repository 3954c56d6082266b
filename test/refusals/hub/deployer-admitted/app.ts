import { ConnectivityHub, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The vault would deny the deployer that is to write its secrets. */
export function program(): void {
  const deployer = { principalId: "d0d0d0d0-0000-4000-8000-000000000001" };
  const plan = smallPlan({}, { productionDeployer: deployer }).retail.hubFor(Tier.PRODUCTION);
  new ConnectivityHub(stackUnderTest(), "Hub", { plan });
}
