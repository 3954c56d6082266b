import {
  DomainAccess,
  Environment,
  Holding,
  RelayAccess,
  SecretSource,
  SourceDomain,
  SqlServerLogin,
  SqlServerStore,
  Tier,
} from "../../lib";
import { CONSUMER_DEPLOYER, PROVIDER_DEPLOYER, handoffPlan } from "../support/handoff-plan";
import { inBothTiers } from "../support/plan";
import { smallPlan } from "../support/small-plan";
import { resources, stackUnderTest } from "../support/stack";

const DEPLOYED = { productionDeployer: PROVIDER_DEPLOYER };
const RETIRED = /\[holding\/retired\] given/;
const NOTHING = /\[holding\/retires-nothing\] given/;

/** What an access stack gives, as `role on the end of a scope`. */
function given(domain: ReturnType<typeof smallPlan>["salesforce"]): string[] {
  const plan = domain.planFor(Environment.PROD);
  const stack = stackUnderTest(plan.accessStackName);
  new DomainAccess(stack, "Access", { plan });
  return resources(stack, "azurerm_role_assignment").map(
    ({ role_definition_name: role, scope }) => `${String(role)} on ${String(scope).split("/").pop()}`,
  );
}

describe("a forward that is retired", () => {
  const { salesforce, munich, retail, planned } = smallPlan(DEPLOYED);
  const old = munich.addForward("old", inBothTiers({ port: 1435, retired: true }));
  const erp = retail.addDomain("erp", DEPLOYED);
  retail.addSecret("password", { readers: [erp], external: true });
  const plan = erp.planFor(Environment.PROD);

  test("is carried and granted as before", () => {
    expect(plan.hub.forwards.map(({ name }) => name)).toEqual(["warehouse", "archive", "old"]);
    expect(munich.listenerPlans[1].forwards.map(({ name }) => name)).toContain("old");
    expect(plan.retiredForwards.map(({ name }) => name)).toEqual(["old"]);
    expect(given(erp)).toContain("Azure Relay Sender on old");
  });

  test("is refused to programs, and no longer among what they may use", () => {
    const end = old.end(Tier.PRODUCTION);
    expect(plan.forwards.map(({ name }) => name)).toEqual(["warehouse", "archive"]);
    expect(() => plan.forward(old)).toThrow(RETIRED);
    expect(plan.mayReach(end)).toBe(false);
    const domain = new SourceDomain(stackUnderTest(), "Domain", { plan });
    const login = SqlServerLogin.password("adf", domain.vault.secret("password"));
    const store = { within: domain, forward: end, database: "old", login };
    expect(() => new SqlServerStore(domain, "Old", store)).toThrow(RETIRED);
    expect(() => retail.addGateway(Tier.PRODUCTION, { forwards: [{ forward: old }] })).toThrow(RETIRED);
  });

  test("is so with its whole site", () => {
    const { munich: gone, salesforce: user } = smallPlan({}, {}, { retired: true });
    expect(gone.forwards.map(({ retired }) => retired)).toEqual([true, true]);
    expect(user.forwards).toEqual([]);
    expect(user.retiredForwards.map(({ name }) => name)).toEqual(["warehouse"]);
  });

  test("may be so for one domain alone", () => {
    const one = retail.addDomain("one", {
      ...DEPLOYED,
      forwards: [planned.warehouse],
      retiredForwards: [planned.archive],
    });
    const sends = given(one).filter((right) => right.includes("Sender"));
    expect(sends.sort()).toEqual(["archive", "warehouse"].map((name) => `Azure Relay Sender on ${name}`));
    expect(() => one.planFor(Environment.PROD).forward(planned.archive)).toThrow(RETIRED);
    expect(salesforce.retiredForwards).toEqual([]);
  });
});

describe("a switch is an addition and a retirement", () => {
  test("from identity to key: both are granted, and programs use the key", () => {
    const { salesforce, retail } = smallPlan({
      ...DEPLOYED,
      relayAccess: RelayAccess.SHARED_ACCESS_KEY,
      retiredRelayAccess: RelayAccess.IDENTITY,
    });
    const plan = salesforce.planFor(Environment.PROD);
    expect([plan.relayAccess, plan.relayAccesses]).toEqual([
      RelayAccess.SHARED_ACCESS_KEY,
      [RelayAccess.SHARED_ACCESS_KEY, RelayAccess.IDENTITY],
    ]);
    expect(given(salesforce)).toEqual(
      expect.arrayContaining(["Azure Relay Sender on warehouse", "Key Vault Secrets User on relay-send-warehouse"]),
    );
    expect(plan.mayRead("relay-send-warehouse")).toBe(true);
    expect(retail.hubPlans[1].secrets.map(({ source }) => source)).toContain(SecretSource.RELAY_SEND_RULE);
  });

  test("and back: the key stays, and is refused to programs", () => {
    const { salesforce } = smallPlan({ ...DEPLOYED, retiredRelayAccess: RelayAccess.SHARED_ACCESS_KEY });
    const plan = salesforce.planFor(Environment.PROD);
    expect(plan.retiredSecretNames).toEqual(["relay-send-warehouse"]);
    expect(given(salesforce)).toContain("Key Vault Secrets User on relay-send-warehouse");
    const domain = new SourceDomain(stackUnderTest(), "Domain", { plan });
    expect(() => domain.vault.secret("relay-send-warehouse")).toThrow(/\[vault\/retired-secret\]/);
  });

  test.each([
    ["to a runtime of its own, the shared one", { dedicatedRuntimeIn: [Tier.PRODUCTION] }, true],
    ["to the shared runtime, its own", {}, false],
  ])("%s stays linkable, and is refused", (_, domain, becomesOwn) => {
    const { salesforce, retail } = smallPlan({ ...DEPLOYED, ...domain, retiredRuntimeIn: [Tier.PRODUCTION] });
    const plan = salesforce.planFor(Environment.PROD);
    const names = ["retail-production-ir", "retail-production-salesforce-ir"];
    expect(retail.hubPlans[1].runtimes.map(({ runtimeName }) => runtimeName)).toEqual(names);
    expect(plan.runtime.runtimeName).toBe(names[becomesOwn ? 1 : 0]);
    expect(given(salesforce)).toEqual(expect.arrayContaining(names.map((name) => `Contributor on ${name}`)));
    expect(retail.hubPlans[1].runtimes.map(({ links }) => links)).toEqual([1, 1]);
    const [{ runtimeId: resourceId }] = plan.retiredRuntimes;
    expect(plan._programViolations(resourceId).join()).toMatch(RETIRED);
    expect(plan._programViolations(plan.runtime.runtimeId)).toEqual([]);
  });

  test("of a site's listeners: both rights stay", () => {
    const { munich, retail } = smallPlan(
      {},
      {},
      { listenerAccess: RelayAccess.IDENTITY, retiredListenerAccess: RelayAccess.SHARED_ACCESS_KEY },
    );
    expect(munich.listenerAccess).toBe(RelayAccess.IDENTITY);
    expect(retail.hubPlans[1].secrets.map(({ name }) => name)).toContain("relay-listen-warehouse");
  });
});

describe("a secret that is retired", () => {
  const { salesforce, retail } = smallPlan(DEPLOYED);
  const erp = retail.addDomain("erp", DEPLOYED);
  retail.addSecret("old", { readers: [salesforce], external: true, retired: true });
  retail.addSecret("shared", { readers: [erp], retiredReaders: [salesforce], external: true });

  test("is read as before, and refused to programs: to all, or to those of one reader", () => {
    const plan = salesforce.planFor(Environment.PROD);
    expect(given(salesforce)).toEqual(
      expect.arrayContaining(["Key Vault Secrets User on old", "Key Vault Secrets User on shared"]),
    );
    expect(plan.retiredSecretNames).toEqual(["old", "shared"]);
    expect(["old", "shared"].map((name) => plan.mayRead(name))).toEqual([false, false]);
    expect(erp.planFor(Environment.PROD).mayRead("shared")).toBe(true);
    const { vault } = new SourceDomain(stackUnderTest(), "Domain", { plan });
    ["old", "shared"].forEach((name) => expect(() => vault.secret(name)).toThrow(/\[vault\/retired-secret\]/));
  });
});

describe("a handoff that is retired", () => {
  test("is refused on both sides, by itself and with either party", () => {
    const both = handoffPlan(DEPLOYED, { productionDeployer: CONSUMER_DEPLOYER, retiredIn: [Environment.PROD] });
    const plan = both.accounts.planFor(Environment.PROD);
    expect([plan.retired, both.accounts.planFor(Environment.TEST).retired]).toEqual([true, false]);
    expect(given(both.salesforce)).toContain("Storage Blob Data Reader on handoff-prod-accounts");
    const domain = new SourceDomain(stackUnderTest(), "Domain", { plan: both.salesforce.planFor(Environment.PROD) });
    const password = domain.vault.secret("warehouse-password");
    const login = SqlServerLogin.password("adf", password);
    const at = { within: domain, forward: both.warehouse, database: "dwh", login };
    const store = new SqlServerStore(domain, "Dwh", at);
    expect(() => domain.giveHandoff("Give", { plan, source: store.table("dbo", "Account") })).toThrow(RETIRED);
  });
});

describe("a domain that is retired", () => {
  test.each([
    ["everywhere", { retired: true }, {}, [true, true, true]],
    ["in an environment", { retiredIn: [Environment.TEST] }, {}, [false, true, false]],
    ["with an environment of the holding", {}, { retiredEnvironments: [Environment.TEST] }, [false, true, false]],
  ])("%s has no program there, and keeps what it may", (_, domain, holding, expected) => {
    const contoso = new Holding({ name: "contoso", location: "westeurope", ...holding });
    const retail = contoso.addSubsidiary("retail", {
      developmentSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000001",
      productionSubscriptionId: "1a2b3c4d-0000-4000-8000-000000000002",
    });
    const salesforce = retail.addDomain("salesforce", { ...domain, developmentDeployer: PROVIDER_DEPLOYER });
    expect(salesforce.plans.map(({ retired }) => retired)).toEqual(expected);
    const plan = salesforce.planFor(Environment.TEST);
    expect(() => new SourceDomain(stackUnderTest(), "Domain", { plan })).toThrow(RETIRED);
    expect(() => new DomainAccess(stackUnderTest(), "Access", { plan })).not.toThrow();
  });
});

describe("nothing is retired that is used, or not planned", () => {
  test.each<[string, () => unknown]>([
    [
      "a forward that the domain uses",
      () => {
        const {
          retail,
          planned: { archive },
        } = smallPlan();
        return retail.addDomain("erp", { forwards: [archive], retiredForwards: [archive] });
      },
    ],
    ["the access that it has", () => smallPlan({ retiredRelayAccess: RelayAccess.IDENTITY })],
    ["the listeners' access", () => smallPlan({}, {}, { retiredListenerAccess: RelayAccess.SHARED_ACCESS_KEY })],
    [
      "a runtime in a tier without the domain",
      () => smallPlan({ environments: [Environment.PROD], retiredRuntimeIn: [Tier.DEVELOPMENT] }),
    ],
    [
      "an environment without the domain",
      () => smallPlan({ environments: [Environment.PROD], retiredIn: [Environment.TEST] }),
    ],
    [
      "an environment that the holding does not have",
      () =>
        new Holding({
          name: "contoso",
          location: "westeurope",
          environments: [Environment.PROD],
          retiredEnvironments: [Environment.TEST],
        }),
    ],
    [
      "a reader that reads",
      () => {
        const { retail, salesforce } = smallPlan();
        return retail.addSecret("p", { readers: [salesforce], retiredReaders: [salesforce] });
      },
    ],
  ])("%s", (_, plan) => expect(plan).toThrow(NOTHING));
});
