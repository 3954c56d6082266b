import { subsidiaryUnderTest } from "../../../support/plan";

/** One domain more than the shared runtime takes. */
export function program(): void {
  const retail = subsidiaryUnderTest();
  for (let number = 1; number <= 51; number += 1) {
    retail.addDomain(`source-${number}`);
  }
}
