import { DomainProps, Environment, RelayAccess, Tier } from "../../lib";
import { linkLimitViolations, linkLimitWarnings } from "../../lib/ownership/link-limit";
import {
  DEVELOPMENT_SUBSCRIPTION,
  PRODUCTION_SUBSCRIPTION,
  described,
  domainUnderTest,
  holdingUnderTest,
  refusalOf,
  rulesOf,
  inBothTiers,
  subsidiaryUnderTest,
} from "../support/plan";

const STAGING = Environment.custom("staging", Tier.DEVELOPMENT);

describe("Domain", () => {
  test("is planned once per environment: play and test on the development hub, prod on the production hub", () => {
    const plans = domainUnderTest().plans.map((plan) => [plan.stackName, plan.tier, plan.hub.stackName]);
    expect(plans).toEqual([
      ["retail-play-salesforce", Tier.DEVELOPMENT, "hub-retail-development"],
      ["retail-test-salesforce", Tier.DEVELOPMENT, "hub-retail-development"],
      ["retail-prod-salesforce", Tier.PRODUCTION, "hub-retail-production"],
    ]);
  });

  test("has names and IDs that follow from the plan", () => {
    const plan = domainUnderTest().planFor(Environment.PROD);
    const group = `/subscriptions/${PRODUCTION_SUBSCRIPTION}/resourceGroups/contoso-retail-prod-salesforce-rg`;
    expect(plan.resourceGroupId).toBe(group);
    expect(plan.dataFactoryId).toBe(
      `${group}/providers/Microsoft.DataFactory/factories/contoso-retail-prod-salesforce-adf`,
    );
    expect(plan.integrationRuntimeName).toBe("retail-production-ir");
    expect(plan.storageAccountName).toMatch(/^contosoretailpro[a-v0-9]{8}$/);
    expect(plan.containerGroupName("transform")).toBe("retail-prod-salesforce-transform");
    expect(plan.accessStackName).toBe("access-retail-prod-salesforce");
    expect([plan.factoryIdentityId, plan.jobIdentityId]).toEqual(
      ["factory", "jobs"].map(
        (whose) =>
          `${plan.hub.resourceGroupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/retail-prod-salesforce-${whose}-westeurope-id`,
      ),
    );
    expect([plan.domainName, plan.subsidiaryName]).toEqual(["salesforce", "retail"]);
  });

  test("reaches every forward of its subsidiary by identity unless told otherwise, also later ones", () => {
    const retail = subsidiaryUnderTest();
    const erp = domainUnderTest({}, retail);
    const warehouse = retail.addSite("munich").addForward("warehouse", inBothTiers());
    expect(erp.forwards).toEqual([warehouse]);
    expect(erp.planFor(Environment.PROD).forwards).toEqual([warehouse.end(Tier.PRODUCTION)]);
    expect(erp.planFor(Environment.PLAY).forwards).toEqual([warehouse.end(Tier.DEVELOPMENT)]);
    expect(erp.planFor(Environment.PROD).relayAccess).toBe(RelayAccess.IDENTITY);
  });

  test("fails with all violations at once, and is not planned then", () => {
    const retail = subsidiaryUnderTest();
    retail.addDomain("erp");
    const program = () =>
      retail.addDomain("ERP", {
        environments: [STAGING],
        developmentDeployer: { principalId: "me" },
        names: { qa: { dataFactory: "a--b" }, prod: { dedicatedRuntime: "a_b" } },
      });
    expect(rulesOf(program)).toEqual([
      "holding/dashed-name",
      "holding/unique-name",
      "holding/principal-id",
      "holding/environment-of-holding",
      "holding/environment-of-holding",
      "data-factory/factory-name",
      "data-factory/runtime-name",
      "holding/plan-in-use",
    ]);
    expect(refusalOf(program).match(/^contoso\/retail\/ERP: /gm)).toHaveLength(8);
    expect(retail.domains.map(({ name }) => name)).toEqual(["erp"]);
  });
});

describe("environments of a domain", () => {
  test("may be some of the holding's", () => {
    expect(domainUnderTest({ environments: [Environment.PROD] }).plans.map(({ stackName }) => stackName)).toEqual([
      "retail-prod-salesforce",
    ]);
  });

  test("may be the holding's own", () => {
    const retail = subsidiaryUnderTest({}, holdingUnderTest({ environments: [STAGING, Environment.PROD] }));
    const hubs = domainUnderTest({}, retail).plans.map(({ stackName, hub }) => [stackName, hub.tier]);
    expect(hubs).toEqual([
      ["retail-staging-salesforce", Tier.DEVELOPMENT],
      ["retail-prod-salesforce", Tier.PRODUCTION],
    ]);
  });

  test.each<[string, DomainProps, string]>([
    ["is unknown", { environments: [STAGING] }, '"staging" (development)'],
    ["only has names", { names: { staging: {} } }, 'names for "staging"'],
  ])("fail if one %s", (_case, props, given) => {
    expect(rulesOf(() => domainUnderTest(props))).toEqual(["holding/environment-of-holding"]);
    expect(refusalOf(() => domainUnderTest(props))).toMatch(
      new RegExp(`given ${given.replace(/[()]/g, "\\$&")}\\. .* Known: play \\(development\\), test`),
    );
  });

  test("fail if one has the name but not the tier of the holding's", () => {
    const retail = subsidiaryUnderTest({}, holdingUnderTest({ environments: [STAGING, Environment.PROD] }));
    const other = Environment.custom(STAGING.name, Tier.PRODUCTION);
    expect(rulesOf(() => domainUnderTest({ environments: [other] }, retail))).toEqual([
      "holding/environment-of-holding",
    ]);
    const domain = domainUnderTest({}, retail);
    expect(rulesOf(() => domain.planFor(other))).toEqual(["holding/known-environment"]);
  });

  test("fail if one is named twice", () => {
    const program = () => domainUnderTest({ environments: [Environment.PROD, Environment.PROD] });
    expect(new Set(rulesOf(program))).toEqual(new Set(["holding/name-collision"]));
  });

  test.each([
    ["is not planned", Environment.PLAY],
    ["is unknown", STAGING],
    ["is none, as plain JavaScript can have it", "prod" as unknown as Environment],
  ])("have no plan where one %s", (_case, environment) => {
    const domain = domainUnderTest({ environments: [Environment.TEST, Environment.PROD] });
    expect(rulesOf(() => domain.planFor(environment))).toEqual(["holding/known-environment"]);
    expect(refusalOf(() => domain.planFor(environment))).toContain("Planned: test (development), prod (production).");
    expect(domain.planFor(Environment.PROD).environment).toBe(Environment.PROD);
  });
});

describe("names that override a domain's", () => {
  test.each([
    ["resourceGroup", "Own.Group", "resourceGroupName"],
    ["dataFactory", "own-factory", "dataFactoryName"],
    ["integrationRuntime", "own-runtime", "integrationRuntimeName"],
    ["storageAccount", "ownstorage", "storageAccountName"],
  ] as const)("replace one name in one environment: %s", (kind, name, property) => {
    const domain = domainUnderTest({ names: { test: { [kind]: name } } });
    const plain = domainUnderTest();
    expect(domain.planFor(Environment.TEST)[property]).toBe(name);
    expect(domain.planFor(Environment.PLAY)[property]).toBe(plain.planFor(Environment.PLAY)[property]);
    const rest = ["resourceGroupName", "dataFactoryName", "integrationRuntimeName", "storageAccountName"] as const;
    const others = rest.filter((other) => other !== property);
    const namesOf = (plan: typeof domain) => others.map((other) => plan.planFor(Environment.TEST)[other]);
    expect(namesOf(domain)).toEqual(namesOf(plain));
  });

  test.each([
    ["resourceGroup", "group.", "core/resource-group-name"],
    ["dataFactory", "a--b", "data-factory/factory-name"],
    ["integrationRuntime", "a_b", "data-factory/runtime-name"],
    ["storageAccount", "own-storage", "storage/account-name"],
    ["dedicatedRuntime", "a_b", "data-factory/runtime-name"],
  ])("fail if Azure refuses them: %s %p", (kind, name, rule) => {
    const dedicatedRuntimeIn = kind === "dedicatedRuntime" ? [Tier.PRODUCTION] : [];
    expect(rulesOf(() => domainUnderTest({ dedicatedRuntimeIn, names: { prod: { [kind]: name } } }))).toEqual([rule]);
  });

  test("may repeat the dedicated runtime's in every environment of a tier", () => {
    const names = { play: { dedicatedRuntime: "own-ir" }, test: { dedicatedRuntime: "own-ir" } };
    const domain = domainUnderTest({ dedicatedRuntimeIn: [Tier.DEVELOPMENT], names });
    expect(domain.plans.map(({ runtime }) => runtime.runtimeName)).toEqual([
      "own-ir",
      "own-ir",
      "retail-production-ir",
    ]);
  });

  test.each<[string, DomainProps]>([
    ["nothing deployed", { environments: [] }],
    ["names where it is not deployed", { environments: [Environment.PROD], names: { play: {} } }],
    ["a name for a dedicated runtime that it does not have", { names: { prod: { dedicatedRuntime: "own-ir" } } }],
    [
      "a dedicated runtime where it is not deployed",
      { environments: [Environment.PLAY], dedicatedRuntimeIn: [Tier.PRODUCTION] },
    ],
  ])("fail if they would have no effect: %s", (_, props) => {
    expect(rulesOf(() => domainUnderTest(props))).toEqual(["holding/plan-in-use"]);
  });

  test("fail if another resource of the holding has them, and leave no trace", () => {
    const holding = holdingUnderTest();
    const retail = subsidiaryUnderTest({}, holding);
    const before = described(holding);
    const dataFactory = "contoso-retail-production-adf";
    expect(rulesOf(() => retail.addDomain("erp", { names: { prod: { dataFactory } } }))).toEqual([
      "holding/name-collision",
    ]);
    expect(described(holding)).toEqual(before);
    expect(retail.addDomain("erp").plans).toHaveLength(3);
  });
});

describe("a dedicated runtime", () => {
  test("is in the hub's factory, its keys in the hub's vault, linked by that domain alone", () => {
    // GIVEN
    const retail = subsidiaryUnderTest();
    const [erp, sales] = [
      retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] }),
      retail.addDomain("sales"),
    ];
    // WHEN
    const hub = retail.hubFor(Tier.PRODUCTION);
    const [shared, dedicated] = hub.runtimes;
    // THEN
    expect(dedicated).toMatchObject({
      runtimeName: "retail-production-erp-ir",
      runtimeId: `${hub.dataFactoryId}/integrationRuntimes/retail-production-erp-ir`,
      subsidiaryName: "retail",
      tier: Tier.PRODUCTION,
      dedicatedTo: "erp",
      links: 1,
    });
    expect([shared.dedicatedTo, shared.links]).toEqual([undefined, 1]);
    expect(erp.planFor(Environment.PROD).runtime).toBe(dedicated);
    expect(sales.planFor(Environment.PROD).runtime).toBe(shared);
    expect(hub.secrets).toEqual([]); // its keys are read from itself
  });

  test("is one for all environments of its tier, and none in the other tier", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.DEVELOPMENT] });
    expect(erp.plans.map(({ runtime }) => [runtime.runtimeName, runtime.links])).toEqual([
      ["retail-development-erp-ir", 2],
      ["retail-development-erp-ir", 2],
      ["retail-production-ir", 1],
    ]);
    expect(retail.hubFor(Tier.DEVELOPMENT).runtime.links).toBe(0);
    expect(retail.hubFor(Tier.PRODUCTION).runtimes).toHaveLength(1);
  });

  test("takes a name of its own, which no other runtime may have", () => {
    const retail = subsidiaryUnderTest();
    const named = (dedicatedRuntime: string): DomainProps => ({
      dedicatedRuntimeIn: [Tier.PRODUCTION],
      names: { prod: { dedicatedRuntime } },
    });
    expect(new Set(rulesOf(() => retail.addDomain("erp", named("Retail-Production-IR"))))).toEqual(
      new Set(["holding/name-collision"]),
    );
    expect(retail.hubFor(Tier.PRODUCTION).runtimes).toHaveLength(1);
    const erp = retail.addDomain("erp", named("erp-runtime"));
    expect(erp.planFor(Environment.PROD).runtime.runtimeName).toBe("erp-runtime");
  });
});

describe("links to a runtime", () => {
  test("are at most 100: 50 domains in play and test are planned, the 51st is refused without a trace", () => {
    const holding = holdingUnderTest();
    const retail = subsidiaryUnderTest({}, holding);
    Array.from({ length: 50 }, (_, index) => retail.addDomain(`source-${index}`));
    const { runtime } = retail.hubFor(Tier.DEVELOPMENT);
    expect([runtime.links, retail.hubFor(Tier.PRODUCTION).runtime.links]).toEqual([100, 50]);
    const before = described(holding);
    expect(rulesOf(() => retail.addDomain("more"))).toEqual(["ownership/runtime-links"]);
    expect(refusalOf(() => retail.addDomain("more", { environments: [Environment.PLAY] }))).toContain(
      "contoso/retail/more: [ownership/runtime-links] given 101 links to retail-development-ir.",
    );
    expect(described(holding)).toEqual(before);
    retail.addDomain("more", { dedicatedRuntimeIn: [Tier.DEVELOPMENT] });
    expect([runtime.links, retail.hubFor(Tier.PRODUCTION).runtime.links]).toEqual([100, 51]);
  });

  test.each([
    [79, 0, 0],
    [80, 1, 0],
    [100, 1, 0],
    [101, 1, 1],
  ])("%d of them yield %d warnings and %d violations", (links, warnings, violations) => {
    expect(linkLimitWarnings("ir", links)).toHaveLength(warnings);
    expect(linkLimitViolations("ir", links)).toHaveLength(violations);
  });
});

describe("a hub", () => {
  test("has names and IDs that follow from the plan", () => {
    const retail = subsidiaryUnderTest();
    const warehouse = retail.addSite("munich").addForward("warehouse", inBothTiers());
    const hub = retail.hubFor(Tier.DEVELOPMENT);
    const group = `/subscriptions/${DEVELOPMENT_SUBSCRIPTION}/resourceGroups/contoso-retail-development-rg`;
    expect(hub.resourceGroupId).toBe(group);
    expect(hub.dataFactoryId).toBe(`${group}/providers/Microsoft.DataFactory/factories/contoso-retail-development-adf`);
    expect(hub.hybridConnectionId(warehouse.end(Tier.DEVELOPMENT))).toBe(
      `${group}/providers/Microsoft.Relay/namespaces/contoso-retail-development-relay/hybridConnections/warehouse`,
    );
    expect(hub.keyVaultId).toBe(`${group}/providers/Microsoft.KeyVault/vaults/${hub.keyVaultName}`);
    expect(hub.storageAccountId).toBe(`${group}/providers/Microsoft.Storage/storageAccounts/${hub.storageAccountName}`);
    expect(hub.registry.resourceId).toBe(
      `${group}/providers/Microsoft.ContainerRegistry/registries/${hub.registry.registryName}`,
    );
    expect(hub.runtime.runtimeId).toBe(`${hub.dataFactoryId}/integrationRuntimes/retail-development-ir`);
  });

  test("serves the domains of its tier, once per environment", () => {
    const retail = subsidiaryUnderTest();
    retail.addDomain("erp");
    retail.addDomain("sales", { environments: [Environment.TEST] });
    expect(retail.hubPlans.map((hub) => hub.domains.map(({ stackName }) => stackName))).toEqual([
      ["retail-play-erp", "retail-test-erp", "retail-test-sales"],
      ["retail-prod-erp"],
    ]);
  });
});
