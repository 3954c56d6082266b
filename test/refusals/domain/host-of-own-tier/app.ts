import { CustomStore, Environment, SourceDomain } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** Somebody wrote production's server into a connection string, and test would use it. */
export function program(): void {
  const { salesforce } = smallPlan();
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: salesforce.planFor(Environment.TEST) });
  new CustomStore(domain, "Warehouse", {
    within: domain,
    runtime: domain.runtime,
    linkedServiceType: "Odbc",
    typeProperties: { connectionString: "Driver={ODBC Driver 18 for SQL Server};Server=SQL01.retail.example,1433;" },
  });
}
