import { Environment, Tier } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** A runtime in a tier where the domain is not deployed would stand idle. */
export function program(): void {
  subsidiaryUnderTest().addDomain("salesforce", {
    environments: [Environment.PLAY],
    dedicatedRuntimeIn: [Tier.PRODUCTION],
  });
}
