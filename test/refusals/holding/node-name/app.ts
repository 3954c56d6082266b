import { Tier } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** A machine by its DNS name. */
export function program(): void {
  subsidiaryUnderTest().addSite("munich").addRuntimeNode("ir01.retail.example", { tier: Tier.PRODUCTION });
}
