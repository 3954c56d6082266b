import { subsidiaryUnderTest } from "../../../support/plan";

/** One domain planned twice. */
export function program(): void {
  const retail = subsidiaryUnderTest();
  retail.addDomain("erp");
  retail.addDomain("erp");
}
