import { DomainAccess, Environment, Role } from "../../../../lib";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

const DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000002" };

/** A job in test is given something at what the domain may in production. */
export function program(): void {
  const { salesforce } = smallPlan({ productionDeployer: DEPLOYER });
  const forecast = salesforce.addJob("forecast", { forwards: [] });
  const access = new DomainAccess(stackUnderTest(), "Access", { plan: salesforce.planFor(Environment.PROD) });
  access.giveJob(forecast.planFor(Environment.TEST), Role.READER, access.resourceGroup);
}
