import { Tier } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** A machine for a runtime that is not planned. */
export function program(): void {
  const retail = subsidiaryUnderTest();
  const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
  retail.addSite("munich").addRuntimeNode("MUC-IR-1", { tier: Tier.DEVELOPMENT, dedicatedTo: erp });
}
