import { Environment, PlannedForwardProps, Protocol, Tier } from "../../lib";
import {
  DEVELOPMENT_SUBSCRIPTION,
  PRODUCTION_SUBSCRIPTION,
  holdingUnderTest,
  inBothTiers,
  refusalOf,
  rulesOf,
  subsidiaryUnderTest,
} from "../support/plan";

const PRODUCTION = { production: { host: "sql01.example", port: 1433 } };
const DEVELOPMENT = { development: { host: "sqltest.example", port: 1434 } };

/** A forward of a subsidiary in which nothing else is planned, with that subsidiary. */
function planned(props: Partial<PlannedForwardProps>) {
  const retail = subsidiaryUnderTest();
  const munich = retail.addSite("munich");
  const warehouse = munich.addForward("warehouse", { protocol: Protocol.SQL_SERVER, ...props });
  return { retail, munich, warehouse };
}

describe("a forward", () => {
  test("has an end per tier, each with a host and a port of its own", () => {
    const { warehouse } = planned({ ...PRODUCTION, ...DEVELOPMENT, bindAddress: "127.0.10.7" });
    expect(warehouse.tiers.map((tier) => warehouse.end(tier))).toMatchObject([
      { name: "warehouse", host: "sqltest.example", port: 1434, bindAddress: "127.0.10.7" },
      { name: "warehouse", host: "sql01.example", port: 1433, bindAddress: "127.0.10.7" },
    ]);
  });

  test("that has no end in a tier does not exist there", () => {
    const { retail, munich, warehouse } = planned(PRODUCTION);
    const named = (tier: Tier) => ({
      hub: retail.hubFor(tier).forwards.map(({ name }) => name),
      site: munich.forwardsIn(tier).map(({ name }) => name),
      secrets: retail.hubFor(tier).secrets.filter(({ name }) => name.includes("warehouse")).length,
      ports: retail.hubFor(tier).portPlan.ports.length,
    });
    expect(named(Tier.PRODUCTION)).toEqual({ hub: ["warehouse"], site: ["warehouse"], secrets: 1, ports: 1 });
    expect(named(Tier.DEVELOPMENT)).toEqual({ hub: [], site: [], secrets: 0, ports: 0 });
    expect(munich.listenerPlans.map(({ tier }) => tier)).toEqual([Tier.PRODUCTION]);
    const erp = retail.addDomain("erp");
    expect(erp.planFor(Environment.PROD).forward(warehouse).host).toBe("sql01.example");
    expect(rulesOf(() => erp.planFor(Environment.TEST).forward(warehouse))).toEqual(["holding/forward-tier"]);
    expect(rulesOf(() => retail.addGateway(Tier.DEVELOPMENT, { forwards: [{ forward: warehouse }] }))).toEqual([
      "holding/forward-tier",
    ]);
  });

  test("fails with neither end, and with all that is wrong with either at once", () => {
    expect(rulesOf(() => planned({}))).toEqual(["holding/forward-tier"]);
    const wrong = { production: { host: "SQL01", port: 0 }, development: { host: "sqltest.example", port: 70000 } };
    expect(rulesOf(() => planned(wrong)).sort()).toEqual(["tunnel/host-name", "tunnel/port", "tunnel/port"]);
  });

  test("clashes within its tier alone", () => {
    const { munich } = planned({ ...PRODUCTION, ...DEVELOPMENT });
    // One bind address for two hosts, but in two tiers.
    const archive = { protocol: Protocol.SQL_SERVER, production: { host: "sql01.example", port: 1435 } };
    expect(() => munich.addForward("archive", archive)).not.toThrow();
    const stranger = { protocol: Protocol.SQL_SERVER, development: { host: "other.example", port: 1435 } };
    expect(rulesOf(() => munich.addForward("other", stranger))).toEqual(["tunnel/one-address-per-host"]);
  });
});

describe("a host", () => {
  test.each<[string, Partial<PlannedForwardProps>, Partial<PlannedForwardProps>]>([
    ["of the other tier, by another name and port", PRODUCTION, { development: { host: "sql01.example", port: 9 } }],
    ["the other way round", DEVELOPMENT, { production: { host: "sqltest.example", port: 9 } }],
  ])("fails if it is one %s, also of another subsidiary", (_, first, second) => {
    const holding = holdingUnderTest();
    const [retail, energy] = ["retail", "energy"].map((name) => subsidiaryUnderTest({}, holding, name));
    const protocol = Protocol.SQL_SERVER;
    retail.addSite("munich").addForward("warehouse", { protocol, ...first });
    for (const site of [retail.addSite("berlin"), energy.addSite("berlin")]) {
      const props = { protocol, bindAddress: "127.0.10.9", ...second };
      expect(rulesOf(() => site.addForward("other", props))).toContain("holding/host-in-one-tier");
      expect(site.forwards).toEqual([]);
    }
  });

  test("may serve both tiers where the plan says why, and fails where it says nothing in as many words", () => {
    const both = {
      production: { host: "sql01.example", port: 1433 },
      development: { host: "sql01.example", port: 1434 },
    };
    expect(rulesOf(() => planned(both))).toEqual(["holding/host-in-one-tier"]);
    expect(rulesOf(() => planned({ ...both, sharedHostReason: " " }))).toEqual(["holding/host-in-one-tier"]);
    const { warehouse } = planned({ ...both, sharedHostReason: "two instances, kept apart by their firewall" });
    expect(warehouse.tiers).toEqual([Tier.DEVELOPMENT, Tier.PRODUCTION]);
  });

  test("may be in one tier of many forwards", () => {
    const { munich } = planned({ ...PRODUCTION, ...DEVELOPMENT });
    const archive = { protocol: Protocol.SQL_SERVER, production: { host: "sql01.example", port: 1435 } };
    expect(() => munich.addForward("archive", archive)).not.toThrow();
  });
});

describe("a subsidiary of one tier", () => {
  const energy = () =>
    holdingUnderTest().addSubsidiary("energy", { productionSubscriptionId: PRODUCTION_SUBSCRIPTION });

  test("has one hub, domains in the environments of that tier, and listeners for that hub alone", () => {
    const planned = energy();
    const hamburg = planned.addSite("hamburg");
    hamburg.addForward("plant", { protocol: Protocol.SQL_SERVER, ...PRODUCTION });
    expect(planned.hubPlans.map(({ stackName }) => stackName)).toEqual(["hub-energy-production"]);
    expect(planned.addDomain("datev").plans.map(({ stackName }) => stackName)).toEqual(["energy-prod-datev"]);
    expect(hamburg.listenerPlans.map(({ hub }) => hub.stackName)).toEqual(["hub-energy-production"]);
  });

  test.each<[string, (subsidiary: ReturnType<typeof energy>) => unknown]>([
    ["a hub", (it) => it.hubFor(Tier.DEVELOPMENT)],
    ["a forward's end", (it) => it.addSite("hamburg").addForward("plant", inBothTiers())],
    ["a gateway", (it) => it.addGateway(Tier.DEVELOPMENT, { forwards: [] })],
    ["a node", (it) => it.addSite("hamburg").addRuntimeNode("HAM-1", { tier: Tier.DEVELOPMENT })],
    ["a domain", (it) => it.addDomain("datev", { environments: [Environment.TEST] })],
    ["a deployer", (it) => it.addDomain("datev", { developmentDeployer: { principalId: PRODUCTION_SUBSCRIPTION } })],
    ["a subnet", (it) => it.admitSubnet(Tier.DEVELOPMENT, SUBNET)],
  ])("fails if %s is planned in the other", (_, program) => {
    expect(rulesOf(() => program(energy()))).toEqual(["holding/subsidiary-tier"]);
  });

  test("fails without any subscription, and where names, deployers or subscriptions are for no hub", () => {
    const holding = holdingUnderTest();
    const program = (props: Parameters<typeof holding.addSubsidiary>[1]) =>
      rulesOf(() => holding.addSubsidiary("energy", props));
    expect(program({})).toEqual(["holding/subsidiary-tier"]);
    expect(
      program({
        productionSubscriptionId: PRODUCTION_SUBSCRIPTION,
        developmentDeployer: { principalId: PRODUCTION_SUBSCRIPTION },
        developmentHubNames: {},
        environmentSubscriptionIds: { play: DEVELOPMENT_SUBSCRIPTION },
      }),
    ).toEqual(Array(3).fill("holding/subsidiary-tier"));
    expect(holding.subsidiaries).toEqual([]);
  });
});

const SUBNET = `/subscriptions/${PRODUCTION_SUBSCRIPTION}/resourceGroups/net-rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/jobs`;

describe("what environments must not share", () => {
  test("has the plain name in the first production environment, and the environment's in all others", () => {
    const eu = Environment.custom("eu", Tier.PRODUCTION);
    const environments = [Environment.PLAY, Environment.TEST, Environment.PROD, eu];
    const retail = subsidiaryUnderTest({}, holdingUnderTest({ environments }));
    const names = retail.addDomain("erp").plans.map((plan) => plan.own("dwh"));
    expect(names).toEqual(["dwh_play", "dwh_test", "dwh", "dwh_eu"]);
  });
});

test("a forward of another domain is refused by what is planned for this one", () => {
  const { retail, munich, warehouse } = planned({ ...PRODUCTION, ...DEVELOPMENT });
  const archive = munich.addForward("archive", {
    protocol: Protocol.SQL_SERVER,
    production: { host: "sql01.example", port: 9 },
  });
  const plan = retail.addDomain("erp", { forwards: [warehouse] }).planFor(Environment.PROD);
  expect(refusalOf(() => plan.forward(archive))).toContain("[holding/forward-of-domain]");
  expect(refusalOf(() => plan.forward(archive))).toContain("Planned: warehouse.");
});
