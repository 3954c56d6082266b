import { Environment, Tier } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** A domain in a stage that the holding does not have. */
export function program(): void {
  subsidiaryUnderTest().addDomain("erp", { environments: [Environment.custom("staging", Tier.DEVELOPMENT)] });
}
