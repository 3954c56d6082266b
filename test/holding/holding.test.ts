import * as fc from "fast-check";
import { DomainProps, Environment, Holding, RelayAccess, Subsidiary, Tier } from "../../lib";
import { NAME_SYNTAX } from "../../lib/core/limits";
import { NameKind, nameViolations } from "../../lib/core/resource-name";
import {
  DEVELOPMENT_SUBSCRIPTION,
  described,
  holdingUnderTest,
  namesIn,
  refusalOf,
  rulesOf,
  inBothTiers,
  subsidiaryUnderTest,
} from "../support/plan";

const TENANT = "7e0a5c1e-0000-4000-8000-000000000001";

describe("Holding", () => {
  test("has play, test and prod unless told otherwise", () => {
    expect(holdingUnderTest().environments).toEqual([Environment.PLAY, Environment.TEST, Environment.PROD]);
    expect(holdingUnderTest({ environments: [Environment.PROD] }).environments).toEqual([Environment.PROD]);
  });

  test("gives its tenant to the hubs", () => {
    const holding = holdingUnderTest({ tenantId: TENANT });
    subsidiaryUnderTest({}, holding);
    expect(holding.hubPlans.map(({ tenantId }) => tenantId)).toEqual([TENANT, TENANT]);
  });

  test("fails with all violations at once, each with the holding's name", () => {
    const program = () =>
      new Holding({
        name: "Con-toso",
        location: "West Europe",
        tenantId: "contoso",
        environments: [Environment.PLAY, Environment.PLAY],
      });
    expect(rulesOf(program)).toEqual([
      "holding/holding-name",
      "holding/location",
      "holding/tenant-id",
      "holding/unique-name",
    ]);
    expect(refusalOf(program).match(/^holding Con-toso: /gm)).toHaveLength(4);
  });

  test.each(["co", "c0", "c".repeat(12)])("accepts the name %p", (name) => {
    expect(holdingUnderTest({ name }).name).toBe(name);
  });

  test.each(["", "c", "2co", "Contoso", "con-toso", "con_toso", "c".repeat(13)])("fails if the name is %p", (name) => {
    expect(rulesOf(() => holdingUnderTest({ name }))).toEqual(["holding/holding-name"]);
  });

  test.each(["", "West Europe", "west-europe", "1west", "WestEurope"])("fails if the location is %p", (location) => {
    expect(rulesOf(() => holdingUnderTest({ location }))).toEqual(["holding/location"]);
  });

  test.each(["", "contoso.onmicrosoft.com", `${TENANT}0`, TENANT.replaceAll("-", "")])(
    "fails if the tenant is %p",
    (tenantId) => {
      expect(rulesOf(() => holdingUnderTest({ tenantId }))).toEqual(["holding/tenant-id"]);
    },
  );

  test("hands out copies: what is done to them does not change the plan", () => {
    const holding = holdingUnderTest();
    const retail = subsidiaryUnderTest({}, holding);
    retail.addSite("munich", { egressAddresses: ["203.0.113.7"] }).addForward("warehouse", inBothTiers());
    retail.addDomain("erp");
    const before = described(holding);
    [
      holding.environments,
      holding.subsidiaries,
      holding.hubPlans,
      retail.sites,
      retail.forwards,
      retail.domains,
      retail.sites[0].egressAddresses,
      retail.sites[0].forwards,
      retail.hubPlans[0].runtime.nodes,
      retail.hubPlans[0].runtimes,
    ].forEach((list) => list.splice(0));
    expect(described(holding)).toEqual(before);
  });
});

const compact = fc.stringMatching(/^[a-c][a-c1]{1,39}$/);
const dashed = fc.stringMatching(/^[a-c][a-c1]{1,12}(-[a-c1]{1,12}){0,2}$/).filter((name) => name.length <= 40);
const holdingName = fc.stringMatching(/^[a-c][a-c1]{1,11}$/);

describe("a plan of any names", () => {
  test("has valid names, and those that are global in Azure begin with the holding's", () => {
    fc.assert(
      fc.property(holdingName, compact, compact, dashed, (name, subsidiary, stage, domain) => {
        const environments = [Environment.custom(stage, Tier.DEVELOPMENT), Environment.PROD];
        const holding = holdingUnderTest({ name, environments });
        const retail = subsidiaryUnderTest({}, holding, subsidiary);
        retail.addDomain(domain, { dedicatedRuntimeIn: [Tier.PRODUCTION] });
        const global: [NameKind, string][] = [
          ...holding.hubPlans.flatMap((hub): [NameKind, string][] => [
            ["dataFactory", hub.dataFactoryName],
            ["relayNamespace", hub.relayNamespaceName],
            ["keyVault", hub.keyVaultName],
            ["storageAccount", hub.storageAccountName],
            ["containerRegistry", hub.registry.registryName],
          ]),
          ...holding.domainPlans.flatMap((plan): [NameKind, string][] => [
            ["dataFactory", plan.dataFactoryName],
            ["storageAccount", plan.storageAccountName],
          ]),
        ];
        const local: [NameKind, string][] = [
          ...holding.hubPlans.flatMap((hub): [NameKind, string][] => [
            ["resourceGroup", hub.resourceGroupName],
            ...hub.runtimes.map(({ runtimeName }): [NameKind, string] => ["integrationRuntime", runtimeName]),
            ...hub.secrets.map((secret): [NameKind, string] => ["keyVaultSecret", secret.name]),
          ]),
          ...holding.domainPlans.flatMap((plan): [NameKind, string][] => [
            ["resourceGroup", plan.resourceGroupName],
            ["integrationRuntime", plan.integrationRuntimeName],
            ["containerGroup", plan.containerGroupName("transform")],
            ["userAssignedIdentity", plan.factoryIdentityName],
            ["userAssignedIdentity", plan.jobIdentityName],
          ]),
        ];
        expect([...global, ...local].flatMap(([kind, text]) => nameViolations(kind, text))).toEqual([]);
        expect(global.filter(([, text]) => !text.startsWith(name))).toEqual([]);
        expect(global.filter(([kind, text]) => text.length > NAME_SYNTAX[kind].max)).toEqual([]);
      }),
    );
  });

  test("follows from the names alone: planned again, it is the same", () => {
    fc.assert(
      fc.property(holdingName, compact, dashed, (name, subsidiary, domain) => {
        const [one, other] = [1, 2].map(() => {
          const holding = holdingUnderTest({ name });
          subsidiaryUnderTest({}, holding, subsidiary).addDomain(domain);
          return described(holding);
        });
        expect(one).toEqual(other);
      }),
    );
  });
});

/** One step of planning that may be refused. */
type Step = (holding: Holding) => void;

const anyOf = <T>(list: readonly T[], index: number): T | undefined => list[index % Math.max(list.length, 1)];
const someSubsidiary = (holding: Holding, index: number): Subsidiary | undefined => anyOf(holding.subsidiaries, index);

/** Few names, so that steps meet each other's; some of them are names that the plan derives. */
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc
    .record({
      name: fc.constantFrom("retail", "energy", "Retail", "a-b"),
      developmentHubNames: fc.record(
        {
          keyVault: fc.constantFrom("shared-kv", "SHARED-KV", "own-kv", "not_valid"),
          resourceGroup: fc.constantFrom("contoso-retail-production-rg", "shared-rg"),
        },
        { requiredKeys: [] },
      ),
    })
    .map(
      ({ name, ...props }): Step =>
        (holding) =>
          subsidiaryUnderTest({ ...props, productionSubscriptionId: DEVELOPMENT_SUBSCRIPTION }, holding, name),
    ),
  fc.record({ in: fc.nat(3), name: fc.constantFrom("munich", "hamburg", "x") }).map(
    (given): Step =>
      (holding) =>
        someSubsidiary(holding, given.in)?.addSite(given.name, { egressAddresses: ["203.0.113.7"] }),
  ),
  fc
    .record({
      in: fc.nat(3),
      site: fc.nat(3),
      name: fc.constantFrom("warehouse", "Warehouse", "plant", "ledger/1", "ledger-1", "1433"),
      host: fc.constantFrom("sql01.example", "pg01.example"),
      port: fc.constantFrom(1433, 5432),
      bindAddress: fc.constantFrom("127.0.10.1", "127.0.10.2"),
    })
    .map((given): Step => (holding) => {
      anyOf(someSubsidiary(holding, given.in)?.sites ?? [], given.site)?.addForward(given.name, inBothTiers(given));
    }),
  fc
    .record({
      in: fc.nat(3),
      name: fc.constantFrom("erp", "erp-x", "sales", "SALES"),
      dedicatedRuntimeIn: fc.constantFrom(undefined, [Tier.PRODUCTION], [Tier.DEVELOPMENT, Tier.PRODUCTION]),
      environments: fc.constantFrom(undefined, [Environment.PROD], [Environment.custom("staging", Tier.DEVELOPMENT)]),
      relayAccess: fc.constantFrom(RelayAccess.IDENTITY, RelayAccess.SHARED_ACCESS_KEY),
      names: fc.constantFrom(
        undefined,
        { prod: { storageAccount: "contososhared" } },
        { prod: { dedicatedRuntime: "retail-production-ir" } },
        { play: { dataFactory: "contoso-retail-production-adf" } },
        { prod: { dataFactory: "not_valid" } },
      ),
    })
    .map(({ in: index, name, ...props }): Step => (holding) => {
      someSubsidiary(holding, index)?.addDomain(name, props as DomainProps);
    }),
  fc
    .record({
      in: fc.nat(3),
      from: fc.nat(3),
      name: fc.constantFrom("password", "Password", "relay-send-warehouse", "relay-listen-plant", "a_b"),
    })
    .map((given): Step => (holding) => {
      const readers = someSubsidiary(holding, given.from)?.domains ?? [];
      someSubsidiary(holding, given.in)?.addSecret(given.name, { readers });
    }),
  fc
    .record({
      in: fc.nat(3),
      name: fc.constantFrom("IR-1", "ir-1", "IR-2", "IR-3", "IR-4", "IR-5", "IR-6", "ir_1"),
      tier: fc.constantFrom(Tier.DEVELOPMENT, Tier.PRODUCTION),
      dedicated: fc.boolean(),
    })
    .map(({ in: index, name, tier, dedicated }): Step => (holding) => {
      const subsidiary = someSubsidiary(holding, index);
      const dedicatedTo = dedicated ? subsidiary?.domains[0] : undefined;
      subsidiary?.sites[0]?.addRuntimeNode(name, { tier, dedicatedTo });
    }),
);

describe("a plan, whatever is tried on it", () => {
  let refused = 0;
  let planned = 0;

  test("never gives one name to two resources, and what was refused leaves no trace", () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 20, maxLength: 40 }), (tried) => {
        const holding = holdingUnderTest();
        subsidiaryUnderTest({}, holding).addSite("munich");
        tried.forEach((step) => {
          const before = described(holding);
          try {
            step(holding);
            planned += 1;
          } catch (error) {
            refused += 1;
            expect((error as Error).message).toMatch(
              /^[^\n]+: \[(holding|tunnel|vault|data-factory)\/[a-z-]+\] given /,
            );
            expect(described(holding)).toEqual(before);
            // nor in the names that are given away: it is refused for the same reason again
            expect(refusalOf(() => step(holding))).toBe((error as Error).message);
          }
        });
        const names = namesIn(holding);
        expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
      }),
      { numRuns: 20 },
    );
    expect(refused).toBeGreaterThan(100);
    expect(planned).toBeGreaterThan(100);
  });
});
