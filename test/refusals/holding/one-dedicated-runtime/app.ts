import { Tier } from "../../../../lib";
import { subsidiaryUnderTest } from "../../../support/plan";

/** Play and test share one dedicated runtime. */
export function program(): void {
  subsidiaryUnderTest().addDomain("salesforce", {
    dedicatedRuntimeIn: [Tier.DEVELOPMENT],
    names: { play: { dedicatedRuntime: "salesforce-play" }, test: { dedicatedRuntime: "salesforce-test" } },
  });
}
