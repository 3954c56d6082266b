import { ConnectivityHub, Tier } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A node at a site that nobody knows the way out of. */
export function program(): void {
  const { munich, retail } = smallPlan({}, {}, { egressAddresses: [] });
  munich.addRuntimeNode("MUC-IR-1", { tier: Tier.PRODUCTION });
  new ConnectivityHub(stackUnderTest(), "Hub", { plan: retail.hubFor(Tier.PRODUCTION) });
}
