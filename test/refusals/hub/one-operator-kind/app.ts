import { ConnectivityHub, OperatorKind, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

const PRINCIPAL_ID = "0e0e0e0e-0000-4000-8000-000000000001";

/** One principal: a group at one site, a machine at another. */
export function program(): void {
  const { retail, munich } = smallPlan();
  const hamburg = retail.addSite("hamburg");
  const plan = retail.hubFor(Tier.PRODUCTION);
  const hub = new ConnectivityHub(stackUnderTest(plan.stackName), "Hub", { plan });
  hub.admitOperator(PRINCIPAL_ID, munich);
  hub.admitOperator(PRINCIPAL_ID, hamburg, OperatorKind.MACHINE);
}
