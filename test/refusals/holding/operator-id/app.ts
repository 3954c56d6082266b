import { subsidiaryUnderTest } from "../../../support/plan";

/** A group by its name. */
export function program(): void {
  subsidiaryUnderTest().addSite("munich", { operators: [{ principalId: "munich-operators" }] });
}
