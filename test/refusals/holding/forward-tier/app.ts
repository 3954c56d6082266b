import { Environment, Protocol, SourceDomain } from "../../../../lib";
import { inBothTiers } from "../../../support/plan";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** The point of sale is in production alone; a program for test asks for it all the same. */
export function program(): void {
  const { munich, retail } = smallPlan();
  const { production } = inBothTiers({ host: "pos01.retail.example" });
  const pos = munich.addForward("pos", { protocol: Protocol.TLS, production, bindAddress: "127.0.10.3" });
  const plan = retail.addDomain("shops").planFor(Environment.TEST);
  new SourceDomain(stackUnderTest(), "Domain", { plan }).forward(pos);
}
