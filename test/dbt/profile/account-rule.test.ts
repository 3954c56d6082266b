import { DbtProfile, Protocol, Tier } from "../../../lib";
import { MovingFactory } from "../../support/movement";
import { inBothTiers, rulesOf } from "../../support/plan";
import { smallPlan } from "../../support/small-plan";

test("a profile of an account of Windows is refused, whatever the database", () => {
  const { warehouse, munich } = smallPlan();
  const planned = munich.addForward("plant", inBothTiers({ port: 5432, protocol: Protocol.POSTGRESQL }));
  const plant = planned.end(Tier.PRODUCTION);
  const password = new MovingFactory().secret("dwh-password");
  const good = { database: "dwh", schema: "crm", user: "dbt", password };
  const account = { ...good, user: "CORP\\svc_dbt" };
  expect(rulesOf(() => DbtProfile.sqlServer({ ...account, forward: warehouse }))).toEqual(["dbt/profile-account"]);
  expect(rulesOf(() => DbtProfile.postgres({ ...account, forward: plant }))).toEqual(["dbt/profile-account"]);
  expect(DbtProfile.sqlServer({ ...good, forward: warehouse }).variables).toMatchObject({
    ENV_DWH_DATABASE_USER: "dbt",
  });
});
