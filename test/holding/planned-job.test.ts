import { DomainProps, Environment, PlannedJobProps, RelayAccess, SecretSource, Tier } from "../../lib";
import { holdingUnderTest, inBothTiers, refusalOf, rulesOf, subsidiaryUnderTest } from "../support/plan";
import { smallPlan } from "../support/small-plan";

const { PROD, TEST } = Environment;

/** A domain that reaches the warehouse, and a job of it that reaches the archive; each reads a secret of its own. */
function planned(domain: DomainProps = {}, job: Partial<PlannedJobProps> = {}) {
  const all = smallPlan(domain);
  const forecast = all.salesforce.addJob("forecast", { forwards: [all.planned.archive], ...job });
  all.retail.addSecret("warehouse-password", { readers: [all.salesforce] });
  all.retail.addSecret("archive-password", { readers: [forecast] });
  return { ...all, forecast, plan: all.salesforce.planFor(PROD), job: forecast.planFor(PROD) };
}

describe("a planned job", () => {
  test("has an identity in the hub's group, named after the job and its region", () => {
    const { forecast, job, plan, salesforce } = planned();
    expect(job.identityId).toBe(
      `${plan.hub.resourceGroupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/retail-prod-salesforce-job-forecast-westeurope-id`,
    );
    expect([forecast.path, job.name, job.domain]).toEqual(["contoso/retail/salesforce/forecast", "forecast", plan]);
    expect(forecast.plans.map(({ identityName }) => identityName.split("-")[1])).toEqual(["play", "test", "prod"]);
    expect([salesforce.jobs, plan.jobs]).toEqual([[forecast], [job]]);
  });

  test("may have another name for it where it is deployed", () => {
    const { forecast } = planned({}, { identityNames: { prod: "forecast-id" } });
    expect([forecast.planFor(PROD).identityName, forecast.planFor(TEST).identityName]).toEqual([
      "forecast-id",
      "retail-test-salesforce-job-forecast-westeurope-id",
    ]);
  });

  test("reaches its own forwards, and its domain's other jobs do not; nor the other way round", () => {
    const { job, plan, planned: forwards, archive, warehouse } = planned();
    expect([job.forwards, plan.forwards]).toEqual([[archive], [warehouse]]);
    expect([job.mayReach(archive), job.mayReach(warehouse), plan.mayReach(archive)]).toEqual([true, false, false]);
    expect(job.forward(forwards.archive)).toBe(archive);
    expect(refusalOf(() => job.forward(forwards.warehouse))).toContain(
      'the job forecast of retail-prod-salesforce: [holding/forward-of-domain] given "contoso/retail/munich/warehouse".',
    );
    expect(job.portPlan.ports.map(({ forward }) => forward.name)).toEqual(["archive"]);
  });

  test("reads the secrets of which it is a reader, and nobody else of its domain does", () => {
    const { job, plan } = planned();
    expect(["archive-password", "warehouse-password"].map((name) => [job.mayRead(name), plan.mayRead(name)])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect([plan.readableSecretNames, plan.identitySecretNames]).toEqual([
      ["warehouse-password"],
      ["warehouse-password"],
    ]);
    expect(job.readableSecretNames).toEqual(["archive-password"]);
  });

  test("has its secrets looked up for it by its domain's deployer, each once", () => {
    const { retail, salesforce, forecast, plan } = planned();
    retail.addSecret("common", { readers: [salesforce, forecast] });
    retail.addSecret("token", { readers: [forecast], byIdentityOnly: true });
    expect(plan.lookedUpSecretNames).toEqual(["warehouse-password", "common", "archive-password"]);
  });

  test("sends by key where its domain does: with rules for its own forwards, of which it is a reader", () => {
    const { job, plan, retail, salesforce, forecast } = planned({ relayAccess: RelayAccess.SHARED_ACCESS_KEY });
    expect(job.readableSecretNames).toEqual(["archive-password", "relay-send-archive"]);
    expect(plan.readableSecretNames).toEqual(["warehouse-password", "relay-send-warehouse"]);
    const rules = retail
      .hubFor(Tier.PRODUCTION)
      .secrets.filter(({ source }) => source === SecretSource.RELAY_SEND_RULE);
    expect(rules.map(({ name, readers }) => [name, readers])).toEqual([
      ["relay-send-warehouse", [salesforce]],
      ["relay-send-archive", [forecast]],
    ]);
  });

  test("has no forward in a tier without its end", () => {
    const { munich, salesforce } = smallPlan();
    const { production, protocol } = inBothTiers({ port: 1436 });
    const real = munich.addForward("real", { protocol, production });
    const job = salesforce.addJob("forecast", { forwards: [real] });
    expect([PROD, TEST].map((environment) => job.planFor(environment).forwards.length)).toEqual([1, 0]);
    expect(rulesOf(() => job.planFor(TEST).forward(real))).toEqual(["holding/forward-tier"]);
  });

  test("is found where its domain is deployed, and nowhere else", () => {
    const { forecast } = planned({ environments: [PROD] });
    expect(rulesOf(() => forecast.planFor(TEST))).toEqual(["holding/known-environment"]);
  });
});

describe("a planned job is on its way out", () => {
  test("when it is retired, and with its domain: it may all that it may, and its program is refused", () => {
    [planned({}, { retired: true }), planned({ retiredIn: [PROD] })].forEach(({ job }) => {
      expect(job.retired).toBe(true);
      expect(job.forwards).toHaveLength(1);
      expect([job.readableSecretNames, job.retiredSecretNames]).toEqual([["archive-password"], ["archive-password"]]);
      expect(job._programViolations().join()).toMatch(
        /^\[holding\/retired\] given the job forecast of retail-prod-salesforce\./,
      );
    });
    expect(planned().job._programViolations()).toEqual([]);
  });

  test("as are single forwards and secrets of it", () => {
    const { munich, salesforce, retail, planned: forwards } = smallPlan();
    const old = munich.addForward("old", inBothTiers({ port: 1435, retired: true }));
    const forecast = salesforce.addJob("forecast", {
      forwards: [forwards.warehouse, old],
      retiredForwards: [forwards.archive],
    });
    retail.addSecret("common", { readers: [salesforce], retiredReaders: [forecast] });
    const job = forecast.planFor(PROD);
    expect(job.forwards.map(({ name }) => name)).toEqual(["warehouse"]);
    expect(job.retiredForwards.map(({ name }) => name)).toEqual(["old", "archive"]);
    expect([old, forwards.archive].flatMap((one) => rulesOf(() => job.forward(one)))).toEqual([
      "holding/retired",
      "holding/retired",
    ]);
    expect([job.retiredSecretNames, job.mayRead("common"), salesforce.planFor(PROD).mayRead("common")]).toEqual([
      ["common"],
      false,
      true,
    ]);
  });
});

describe("a planned job fails", () => {
  test.each<[string, string, PlannedJobProps]>([
    ["of a wrong name", "holding/dashed-name", { forwards: [] }],
    [
      "with a name for an environment without it",
      "holding/plan-in-use",
      { forwards: [], identityNames: { play: "x-id" } },
    ],
    ["with a name that Azure refuses", "identity/identity-name", { forwards: [], identityNames: { prod: "x!" } }],
  ])("%s", (_, rule, props) => {
    const { salesforce } = smallPlan({ environments: [PROD] });
    const name = rule === "holding/dashed-name" ? "Fore cast" : "forecast";
    expect(rulesOf(() => salesforce.addJob(name, props))).toEqual([rule]);
    expect(salesforce.jobs).toEqual([]);
  });

  test("if its domain has one of that name, or something in the hub's group has its identity's", () => {
    const { salesforce, forecast } = planned();
    expect(rulesOf(() => salesforce.addJob("forecast", { forwards: [] }))).toEqual(["holding/unique-name"]);
    const identityNames = { prod: forecast.planFor(PROD).identityName };
    expect(rulesOf(() => salesforce.addJob("other", { forwards: [], identityNames }))).toEqual([
      "holding/name-collision",
    ]);
  });

  test("with a forward of another subsidiary, one of a tier without it, or one that it uses and retires", () => {
    const { contoso, salesforce, munich, planned: forwards } = smallPlan({ environments: [TEST] });
    const energy = subsidiaryUnderTest({}, contoso, "energy");
    const plant = energy.addSite("hamburg").addForward("plant", inBothTiers({ host: "pg01.energy.example" }));
    const { production, protocol } = inBothTiers({ port: 1436 });
    const real = munich.addForward("real", { protocol, production });
    const { archive } = forwards;
    expect(rulesOf(() => salesforce.addJob("a", { forwards: [plant, real], retiredForwards: [] }))).toEqual([
      "holding/dashed-name",
      "holding/own-subsidiary",
      "holding/plan-in-use",
    ]);
    expect(rulesOf(() => salesforce.addJob("forecast", { forwards: [archive], retiredForwards: [archive] }))).toEqual([
      "holding/retires-nothing",
    ]);
  });

  test("as a reader of another subsidiary's secret", () => {
    const holding = holdingUnderTest();
    const [retail, energy] = ["retail", "energy"].map((name) => subsidiaryUnderTest({}, holding, name));
    const job = energy.addDomain("erp").addJob("forecast", { forwards: [] });
    expect(rulesOf(() => retail.addSecret("password", { readers: [job] }))).toEqual(["holding/own-subsidiary"]);
    expect(energy.addSecret("password", { readers: [job] }).readers).toEqual([job]);
  });
});
