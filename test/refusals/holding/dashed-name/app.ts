import { subsidiaryUnderTest } from "../../../support/plan";

/** A domain as people write it. */
export function program(): void {
  subsidiaryUnderTest().addDomain("SAP_ERP");
}
