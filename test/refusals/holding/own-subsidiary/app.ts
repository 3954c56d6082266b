import { holdingUnderTest, subsidiaryUnderTest } from "../../../support/plan";

/** A secret of one legal entity for a domain of another. */
export function program(): void {
  const contoso = holdingUnderTest();
  const erp = subsidiaryUnderTest({}, contoso, "energy").addDomain("erp");
  subsidiaryUnderTest({}, contoso, "retail").addSecret("warehouse-password", { readers: [erp] });
}
