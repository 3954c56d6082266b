import { Environment, Protocol, SourceDomain } from "../../../../lib";
import { inBothTiers } from "../../../support/plan";
import { smallPlan } from "../../../support/small-plan";
import { stackUnderTest } from "../../../support/stack";

/** A SQL Server where a PostgreSQL listens. */
export function program(): void {
  const { munich, retail } = smallPlan();
  const plant = munich.addForward("plant", inBothTiers({ port: 5432, protocol: Protocol.POSTGRESQL }));
  const erp = retail.addDomain("erp", { forwards: [plant] });
  retail.addSecret("plant-password", { readers: [erp] });
  const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: erp.planFor(Environment.PROD) });
  const password = domain.vault.secret("plant-password");
  domain.addSqlServerStore("Plant", { forward: domain.forward(plant), database: "plant", user: "adf", password });
}
