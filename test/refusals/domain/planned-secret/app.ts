import { Environment, SourceDomain, SqlServerLogin, SqlServerStore } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A planned job alone reads that password, and the factory is to copy with it. */
export function program(): void {
  const { retail, salesforce, planned } = smallPlan();
  const forecast = salesforce.addJob("forecast", { forwards: [planned.warehouse] });
  retail.addSecret("forecast-password", { readers: [forecast] });
  retail.addSecret("warehouse-password", { readers: [salesforce] });
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: salesforce.planFor(Environment.PROD) });
  new SqlServerStore(domain, "Dwh", {
    within: domain,
    forward: domain.forward(planned.warehouse),
    database: "dwh",
    login: SqlServerLogin.password("adf", domain.vault.secret("forecast-password")),
  });
}
