import { subsidiaryUnderTest } from "../../../support/plan";

/** A listener on every machine of a big site. */
export function program(): void {
  subsidiaryUnderTest().addSite("munich", { listeners: 40 });
}
