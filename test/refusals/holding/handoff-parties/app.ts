import { Duration, LogicalType } from "../../../../lib";
import { holdingUnderTest, subsidiaryUnderTest } from "../../../support/plan";

/** A handoff between two domains of one subsidiary. */
export function program(): void {
  const contoso = holdingUnderTest();
  const retail = subsidiaryUnderTest({}, contoso);
  contoso.addHandoff("stock-levels", {
    provider: retail.addDomain("erp"),
    consumer: retail.addDomain("salesforce"),
    owner: "stock-data@retail.example",
    columns: [{ name: "Article", logicalType: LogicalType.STRING }],
    retention: Duration.days(30),
  });
}
