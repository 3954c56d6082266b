import { Tier } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** A fifth machine. */
export function program(): void {
  const munich = subsidiaryUnderTest().addSite("munich");
  for (let number = 1; number <= 5; number += 1) {
    munich.addRuntimeNode(`MUC-IR-${number}`, { tier: Tier.PRODUCTION });
  }
}
