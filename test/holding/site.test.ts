import { OperatorKind, PortPlan, RelayAccess, SecretSource, Site, Tier } from "../../lib";
import { refusalOf, rulesOf, inBothTiers, subsidiaryUnderTest } from "../support/plan";

const PRODUCTION = { tier: Tier.PRODUCTION };
const OPERATOR = "0e0e0e0e-0000-4000-8000-00000000000a";

describe("Site", () => {
  test.each(["m2", "munich", "munich-2-east", "m".repeat(40)])("accepts the name %p", (name) => {
    expect(subsidiaryUnderTest().addSite(name).path).toBe(`contoso/retail/${name}`);
  });

  test.each(["", "m", "Munich", "2munich", "-munich", "munich-", "mu--nich", "mu_nich", "m".repeat(41)])(
    "fails if the name is %p",
    (name) => {
      expect(rulesOf(() => subsidiaryUnderTest().addSite(name))).toEqual(["holding/dashed-name"]);
    },
  );

  test("fails with all violations at once, and is not planned then", () => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich");
    const program = () => retail.addSite("MUNICH", { egressAddresses: ["10.0.0.1", "vpn"] });
    expect(rulesOf(program)).toEqual([
      "holding/dashed-name",
      "holding/unique-name",
      "holding/public-address",
      "holding/public-address",
    ]);
    expect(retail.sites.map(({ name }) => name)).toEqual(["munich"]);
  });

  test("has two listeners by key, in no container, no operators and no Java unless told otherwise", () => {
    const { listeners, listenerAccess, listensInContainers, operators, nodesHaveJava, subsidiaryName } =
      subsidiaryUnderTest().addSite("munich");
    expect({ listeners, listenerAccess, listensInContainers, operators, nodesHaveJava, subsidiaryName }).toEqual({
      listeners: 2,
      listenerAccess: RelayAccess.SHARED_ACCESS_KEY,
      listensInContainers: false,
      operators: [],
      nodesHaveJava: false,
      subsidiaryName: "retail",
    });
  });

  test("has what it is told", () => {
    const given = {
      listeners: 25,
      listenerAccess: RelayAccess.IDENTITY,
      operators: [{ principalId: OPERATOR, kind: OperatorKind.PERSON }],
      nodesHaveJava: true,
    };
    expect(subsidiaryUnderTest().addSite("munich", given)).toMatchObject(given);
  });

  test("listens in containers by key, be it that machines still listen as who they are", () => {
    const { IDENTITY, SHARED_ACCESS_KEY } = RelayAccess;
    const inContainers = (listenerAccess: RelayAccess, retiredListenerAccess?: RelayAccess) => () =>
      subsidiaryUnderTest().addSite("munich", { listensInContainers: true, listenerAccess, retiredListenerAccess });
    expect(rulesOf(inContainers(IDENTITY, SHARED_ACCESS_KEY))).toEqual(["holding/containers-by-key"]);
    expect(inContainers(SHARED_ACCESS_KEY, IDENTITY)().listensInContainers).toBe(true);
  });

  test.each([0, 26, 1.5])("fails if it has %p listeners", (listeners) => {
    expect(rulesOf(() => subsidiaryUnderTest().addSite("munich", { listeners }))).toEqual(["tunnel/listeners"]);
  });

  test("fails if an operator is no object ID, or named twice in whatever case", () => {
    const operators = [OPERATOR.toUpperCase(), "operators", OPERATOR].map((principalId) => ({ principalId }));
    const program = () => subsidiaryUnderTest().addSite("munich", { operators });
    expect(rulesOf(program)).toEqual(["holding/operator-id", "holding/one-operator"]);
    expect(refusalOf(program)).toContain(`given ${OPERATOR} twice.`);
  });

  test("two subsidiaries may have sites of one name", () => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich");
    expect(rulesOf(() => retail.addSite("munich"))).toEqual(["holding/unique-name"]);
    expect(subsidiaryUnderTest().addSite("munich").name).toBe("munich");
  });
});

describe("a node of a runtime", () => {
  test("carries the shared runtime of its tier, or the runtime that is dedicated to a domain", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
    retail.addSite("munich").addRuntimeNode("MUC-IR-1", PRODUCTION);
    retail.addSite("hamburg").addRuntimeNode("HAM-IR-1", { ...PRODUCTION, dedicatedTo: erp });
    const [development, production] = retail.hubPlans.map(({ runtimes }) => runtimes.map(({ nodes }) => nodes));
    expect(development).toEqual([[]]);
    expect(production).toEqual([
      [{ name: "MUC-IR-1", siteName: "munich" }],
      [{ name: "HAM-IR-1", siteName: "hamburg" }],
    ]);
  });

  test("is one of at most four, over all sites, per runtime", () => {
    const retail = subsidiaryUnderTest();
    const [munich, hamburg] = ["munich", "hamburg"].map((name) => retail.addSite(name));
    [munich, hamburg, munich, hamburg].forEach((site, index) => site.addRuntimeNode(`IR-${index}`, PRODUCTION));
    expect(rulesOf(() => munich.addRuntimeNode("IR-5", PRODUCTION))).toEqual(["holding/runtime-nodes"]);
    expect(refusalOf(() => munich.addRuntimeNode("IR-5", PRODUCTION))).toContain(
      "given 5 nodes for retail-production-ir.",
    );
    expect(retail.hubFor(Tier.PRODUCTION).runtime.nodes).toHaveLength(4);
    munich.addRuntimeNode("IR-5", { tier: Tier.DEVELOPMENT });
    expect(retail.hubFor(Tier.DEVELOPMENT).runtime.nodes).toEqual([{ name: "IR-5", siteName: "munich" }]);
  });

  test.each(["I", "1", "MUC-IR-1", "n".repeat(15)])("accepts the name %p", (name) => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich").addRuntimeNode(name, PRODUCTION);
    expect(retail.hubFor(Tier.PRODUCTION).runtime.nodes).toEqual([{ name, siteName: "munich" }]);
  });

  test.each(["", "-IR", "IR-", "IR_1", "ir01.example", "n".repeat(16)])("fails if the name is %p", (name) => {
    expect(rulesOf(() => subsidiaryUnderTest().addSite("munich").addRuntimeNode(name, PRODUCTION))).toEqual([
      "holding/node-name",
    ]);
  });

  test("fails if a machine of this name, whatever its case, carries a runtime already", () => {
    const retail = subsidiaryUnderTest();
    retail.addSite("munich").addRuntimeNode("IR-1", PRODUCTION);
    const hamburg = retail.addSite("hamburg");
    expect(rulesOf(() => hamburg.addRuntimeNode("ir-1", { tier: Tier.DEVELOPMENT }))).toEqual(["holding/unique-name"]);
  });

  test("fails if the domain has no runtime of its own in that tier, or belongs to another subsidiary", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
    const sales = retail.addDomain("sales");
    const munich = retail.addSite("munich");
    const foreign = subsidiaryUnderTest({}, undefined, "energy").addDomain("erp", {
      dedicatedRuntimeIn: [Tier.PRODUCTION],
    });
    for (const props of [
      { tier: Tier.DEVELOPMENT, dedicatedTo: erp },
      { tier: Tier.PRODUCTION, dedicatedTo: sales },
      { tier: Tier.PRODUCTION, dedicatedTo: foreign },
    ]) {
      expect(rulesOf(() => munich.addRuntimeNode("IR-1", props))).toEqual(["holding/dedicated-runtime"]);
    }
    munich.addRuntimeNode("IR-1", { tier: Tier.PRODUCTION, dedicatedTo: erp });
  });
});

describe("the listeners of a site", () => {
  const plansOf = (site: Site) =>
    site.listenerPlans.map(({ path, tier, relayHostName, keyVaultName, forwards, secretNames }) => ({
      path,
      tier,
      relayHostName,
      keyVaultName,
      forwards: forwards.map(({ name }) => name),
      secretNames,
    }));

  test("are planned once for each hub, with the forwards of the site and their strings in the hub's vault", () => {
    const retail = subsidiaryUnderTest();
    const munich = retail.addSite("munich", { listeners: 3 });
    retail.addSite("hamburg").addForward("crm", inBothTiers({ host: "sql02.example", bindAddress: "127.0.10.2" }));
    munich.addForward("warehouse", inBothTiers());
    munich.addForward("archive", inBothTiers({ port: 1434 }));
    const shared = {
      forwards: ["warehouse", "archive"],
      secretNames: { warehouse: "relay-listen-warehouse", archive: "relay-listen-archive" },
    };
    expect(plansOf(munich)).toEqual([
      {
        path: "contoso/retail/munich/development",
        tier: Tier.DEVELOPMENT,
        relayHostName: "contoso-retail-development-relay.servicebus.windows.net",
        keyVaultName: retail.hubFor(Tier.DEVELOPMENT).keyVaultName,
        ...shared,
      },
      {
        path: "contoso/retail/munich/production",
        tier: Tier.PRODUCTION,
        relayHostName: "contoso-retail-production-relay.servicebus.windows.net",
        keyVaultName: retail.hubFor(Tier.PRODUCTION).keyVaultName,
        ...shared,
      },
    ]);
    munich.listenerPlans.forEach((plan) => {
      expect([plan.site, plan.hub, plan.access, plan.listeners]).toEqual([
        munich,
        retail.hubFor(plan.tier),
        RelayAccess.SHARED_ACCESS_KEY,
        3,
      ]);
    });
  });

  test("need no strings where they listen by identity, and no vault holds any", () => {
    const retail = subsidiaryUnderTest();
    const munich = retail.addSite("munich", { listenerAccess: RelayAccess.IDENTITY });
    munich.addForward("warehouse", inBothTiers());
    expect(munich.listenerPlans.map(({ access, secretNames }) => [access, secretNames])).toEqual(
      Array(2).fill([RelayAccess.IDENTITY, {}]),
    );
    const listening = retail.hubPlans.flatMap(({ secrets }) =>
      secrets.filter(({ source }) => source === SecretSource.RELAY_LISTEN_RULE),
    );
    expect(listening).toEqual([]);
  });

  test("find their strings under names that each hub has planned, for no domain to read", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { relayAccess: RelayAccess.SHARED_ACCESS_KEY });
    const munich = retail.addSite("munich");
    munich.addForward("warehouse", inBothTiers());
    munich.listenerPlans.forEach(({ hub, secretNames }) => {
      const planned = hub.secrets.filter(({ source }) => source === SecretSource.RELAY_LISTEN_RULE);
      expect(planned.map(({ name, readers }) => [name, readers])).toEqual([[secretNames.warehouse, []]]);
    });
    expect(erp.plans.map((plan) => plan.mayRead("relay-listen-warehouse"))).toEqual([false, false, false]);
  });

  test("fail if a secret of yours has the name of a string of theirs", () => {
    const retail = subsidiaryUnderTest();
    const munich = retail.addSite("munich");
    retail.addSecret("relay-listen-warehouse", { readers: [] });
    expect(new Set(rulesOf(() => munich.addForward("warehouse", inBothTiers())))).toEqual(
      new Set(["holding/name-collision"]),
    );
    expect(munich.forwards).toEqual([]);
  });
});

describe("the port plan", () => {
  const placed = ({ ports }: PortPlan) => ports.map(({ bindAddress, port }) => `${bindAddress}:${port}`);

  test("of a hub has all forwards of its sites, that of a domain those that it may reach", () => {
    const retail = subsidiaryUnderTest();
    const warehouse = retail.addSite("munich").addForward("warehouse", inBothTiers());
    const elsewhere = inBothTiers({ host: "sql02.example", port: 1434, bindAddress: "127.0.10.2" });
    retail.addSite("hamburg").addForward("crm", elsewhere);
    const erp = retail.addDomain("erp", { forwards: [warehouse] });
    expect(retail.hubPlans.map(({ portPlan }) => placed(portPlan))).toEqual(
      Array(2).fill(["127.0.10.1:1433", "127.0.10.2:1434"]),
    );
    expect(erp.plans.map(({ portPlan }) => placed(portPlan))).toEqual(Array(3).fill(["127.0.10.1:1433"]));
    expect(retail.hubPlans.map(({ sites }) => sites)).toEqual([retail.sites, retail.sites]);
  });
});

describe("the runtimes of a site", () => {
  test("are those of which a node stands there, of both hubs", () => {
    const retail = subsidiaryUnderTest();
    const erp = retail.addDomain("erp", { dedicatedRuntimeIn: [Tier.PRODUCTION] });
    const [munich, hamburg] = ["munich", "hamburg"].map((name) => retail.addSite(name));
    munich.addRuntimeNode("MUC-1", PRODUCTION);
    munich.addRuntimeNode("MUC-2", PRODUCTION);
    munich.addRuntimeNode("MUC-3", { tier: Tier.DEVELOPMENT });
    hamburg.addRuntimeNode("HAM-1", { ...PRODUCTION, dedicatedTo: erp });
    const namesOf = (site: Site) => site.runtimes.map(({ runtimeName }) => runtimeName);
    expect(namesOf(munich)).toEqual(["retail-development-ir", "retail-production-ir"]);
    expect(namesOf(hamburg)).toEqual(["retail-production-erp-ir"]);
    expect(namesOf(retail.addSite("berlin"))).toEqual([]);
  });
});

describe("hundreds of sites", () => {
  /** Counts how often a member of what is planned is read. */
  function watched(planned: object, counted: { reads: number }): void {
    for (const [member, value] of Object.entries(planned) as [string, unknown][]) {
      Object.defineProperty(planned, member, {
        get: () => {
          counted.reads += 1;
          return value;
        },
      });
    }
  }

  test("are planned without a look at what is planned already, so in a time that grows with their number", () => {
    const retail = subsidiaryUnderTest();
    const counted = { reads: 0 };
    for (let site = 0; site < 300; site += 1) {
      const planned = retail.addSite(`site-${site}`, { operators: [{ principalId: OPERATOR }] });
      const forwards = [0, 1, 2, 3, 4].map((forward) => {
        const number = site * 5 + forward;
        const bindAddress = `127.1.${Math.floor(number / 250)}.${(number % 250) + 1}`;
        return planned.addForward(`f${number}`, inBothTiers({ host: `h${number}.example`, bindAddress }));
      });
      expect(counted.reads).toBe(0);
      [planned, ...forwards].forEach((each) => watched(each, counted));
    }
    expect(retail.sites.flatMap(({ forwards }) => forwards)).toHaveLength(1500);
    expect(counted.reads).toBeGreaterThan(0); // by the line above: the watch works
  });

  test("are looked at once by a hub that lists its secrets, whatever the number of its domains", () => {
    const retail = subsidiaryUnderTest();
    const munich = retail.addSite("munich");
    const counted = { reads: 0 };
    for (let port = 1; port <= 100; port += 1) {
      watched(munich.addForward(`f${port}`, inBothTiers({ port })), counted);
    }
    const relayAccess = RelayAccess.SHARED_ACCESS_KEY;
    for (let domain = 0; domain < 10; domain += 1) {
      retail.addDomain(`domain-${domain}`, { relayAccess });
    }
    counted.reads = 0;
    expect(retail.hubFor(Tier.PRODUCTION).secrets).toHaveLength(2 * 100);
    expect(counted.reads).toBe(2 * 100); // a name for the key to send, and for the one to listen
  });
});
