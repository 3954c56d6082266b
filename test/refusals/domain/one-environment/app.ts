import { App } from "cdktf";
import { CopyActivity, Environment, SourceDomain, SqlServerLogin, SqlServerStore } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** Play and test share a server, and write into one database of it. */
export function program(): void {
  const { retail, salesforce, planned } = smallPlan();
  retail.addSecret("warehouse-password", { readers: [salesforce] });
  const app = new App();
  for (const environment of [Environment.PLAY, Environment.TEST]) {
    const plan = salesforce.planFor(environment);
    const domain = new SourceDomain(stackUnderTest(plan.stackName, app), "Domain", { plan });
    const dwh = new SqlServerStore(domain, "Dwh", {
      within: domain,
      forward: domain.forward(planned.warehouse),
      database: "dwh",
      login: SqlServerLogin.password("adf", domain.vault.secret("warehouse-password")),
    });
    const sink = dwh.insertInto("crm", "Account");
    domain.addPipeline("Nightly", { activities: [new CopyActivity("Copy", { source: dwh.table("dbo", "A"), sink })] });
  }
}
