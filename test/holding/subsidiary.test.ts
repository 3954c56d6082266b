import { Fn } from "cdktf";
import { Environment, RelayAccess, SecretSource, SubsidiaryProps, Tier } from "../../lib";
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

const OTHER_SUBSCRIPTION = "5e6f7a8b-0000-4000-8000-000000000003";
const DEPLOYER = "d0d0d0d0-0000-4000-8000-000000000001";

describe("Subsidiary", () => {
  test("has a development and a production hub, each in the subscription of its tier", () => {
    const hubs = subsidiaryUnderTest().hubPlans.map(({ stackName, tier, subscriptionId }) => [
      stackName,
      tier,
      subscriptionId,
    ]);
    expect(hubs).toEqual([
      ["hub-retail-development", Tier.DEVELOPMENT, DEVELOPMENT_SUBSCRIPTION],
      ["hub-retail-production", Tier.PRODUCTION, PRODUCTION_SUBSCRIPTION],
    ]);
  });

  test("lies where the holding lies unless told otherwise", () => {
    const here = subsidiaryUnderTest();
    const there = subsidiaryUnderTest({ location: "germanywestcentral" });
    expect(here.hubPlans.map(({ location }) => location)).toEqual(["westeurope", "westeurope"]);
    expect(domainUnderTest({}, there).plans.map(({ location }) => location)).toEqual(
      Array(3).fill("germanywestcentral"),
    );
  });

  test("puts domains in the subscription of their tier, or in that of their environment", () => {
    const domain = domainUnderTest(
      {},
      subsidiaryUnderTest({ environmentSubscriptionIds: { test: OTHER_SUBSCRIPTION } }),
    );
    expect(domain.plans.map(({ environment, subscriptionId }) => [environment.name, subscriptionId])).toEqual([
      ["play", DEVELOPMENT_SUBSCRIPTION],
      ["test", OTHER_SUBSCRIPTION],
      ["prod", PRODUCTION_SUBSCRIPTION],
    ]);
    expect(domain.planFor(Environment.TEST).hub.subscriptionId).toBe(DEVELOPMENT_SUBSCRIPTION);
  });

  test("fails with all violations at once, and is not planned then", () => {
    const holding = holdingUnderTest();
    const program = () =>
      subsidiaryUnderTest(
        {
          developmentSubscriptionId: "development",
          environmentSubscriptionIds: { staging: OTHER_SUBSCRIPTION, prod: "prod" },
          productionDeployer: { principalId: "me", addresses: ["10.0.0.1"] },
          developmentHubNames: { keyVault: "1-vault", storageAccount: "Account" },
          productionHubNames: { relayNamespace: "relay" },
        },
        holding,
        "Retail",
      );
    expect(rulesOf(program)).toEqual([
      "holding/compact-name",
      "holding/subscription-id",
      "holding/subscription-id",
      "holding/subscription-of-known-environment",
      "holding/principal-id",
      "holding/public-address",
      "vault/vault-name",
      "storage/account-name",
      "relay/namespace-name",
    ]);
    expect(refusalOf(program).match(/^contoso\/Retail: /gm)).toHaveLength(9);
    expect(holding.subsidiaries).toEqual([]);
  });

  test.each(["r", "re-tail", "Retail", "2retail", "hub", "gateway", "edge", "r".repeat(41)])(
    "fails if the name is %p",
    (name) => {
      expect(rulesOf(() => subsidiaryUnderTest({}, holdingUnderTest(), name))).toEqual(["holding/compact-name"]);
    },
  );

  test("fails if the name is planned already", () => {
    const holding = holdingUnderTest();
    subsidiaryUnderTest({}, holding);
    expect(rulesOf(() => subsidiaryUnderTest({}, holding))).toEqual(["holding/unique-name"]);
  });

  test.each(["", "retail", `${DEVELOPMENT_SUBSCRIPTION} `, Fn.timestamp()])("fails if a subscription is %p", (id) => {
    expect(rulesOf(() => subsidiaryUnderTest({ productionSubscriptionId: id }))).toEqual(["holding/subscription-id"]);
  });

  test("takes subscriptions in any case, and two hubs in one subscription", () => {
    const subscriptionId = DEVELOPMENT_SUBSCRIPTION.toUpperCase();
    const retail = subsidiaryUnderTest({ productionSubscriptionId: subscriptionId });
    expect(retail.hubFor(Tier.PRODUCTION).subscriptionId).toBe(subscriptionId);
  });
});

describe("names that override derived ones", () => {
  const overrides: SubsidiaryProps["developmentHubNames"] = {
    resourceGroup: "Own.Group",
    dataFactory: "own-factory",
    integrationRuntime: "own-runtime",
    relayNamespace: "own-relay",
    keyVault: "own-vault",
    storageAccount: "ownstorage",
    containerRegistry: "ownregistry",
  };
  const namesOf = (developmentHubNames: SubsidiaryProps["developmentHubNames"]) => {
    const hub = subsidiaryUnderTest({ developmentHubNames }).hubFor(Tier.DEVELOPMENT);
    return {
      resourceGroup: hub.resourceGroupName,
      dataFactory: hub.dataFactoryName,
      integrationRuntime: hub.runtime.runtimeName,
      relayNamespace: hub.relayNamespaceName,
      keyVault: hub.keyVaultName,
      storageAccount: hub.storageAccountName,
      containerRegistry: hub.registry.registryName,
    };
  };

  test.each(Object.entries(overrides))("replace one name alone: %s", (kind, name) => {
    expect(namesOf({ [kind]: name })).toEqual({ ...namesOf({}), [kind]: name });
  });

  test.each([
    ["resourceGroup", "group.", "core/resource-group-name"],
    ["dataFactory", "a--b", "data-factory/factory-name"],
    ["integrationRuntime", "a_b", "data-factory/runtime-name"],
    ["relayNamespace", "relay-", "relay/namespace-name"],
    ["keyVault", "1-vault", "vault/vault-name"],
    ["storageAccount", "own-storage", "storage/account-name"],
    ["containerRegistry", "own-registry", "registry/registry-name"],
  ])("fail if Azure refuses them: %s %p", (kind, name, rule) => {
    expect(rulesOf(() => namesOf({ [kind]: name }))).toEqual([rule]);
  });

  test.each([
    ["keyVault", "shared-kv", "key vault"],
    ["storageAccount", "shared", "storage account"],
    ["relayNamespace", "shared-relay", "relay namespace"],
    ["dataFactory", "shared-adf", "data factory"],
    ["containerRegistry", "sharedregistry", "container registry"],
  ])("fail if two hubs of different subsidiaries get one %s, whatever its case", (kind, name, within) => {
    const holding = holdingUnderTest();
    subsidiaryUnderTest({ productionHubNames: { [kind]: name } }, holding);
    const other = { developmentHubNames: { [kind]: kind === "storageAccount" ? name : name.toUpperCase() } };
    expect(rulesOf(() => subsidiaryUnderTest(other, holding, "energy"))).toEqual(["holding/name-collision"]);
    expect(refusalOf(() => subsidiaryUnderTest(other, holding, "energy"))).toMatch(
      new RegExp(`given ${within} "${name}" for hub-energy-development and hub-retail-production\\.`, "i"),
    );
    expect(subsidiaryUnderTest({}, holding, "energy").name).toBe("energy");
  });

  test("may give hubs in different subscriptions one resource group's name, but not in one subscription", () => {
    const names = { developmentHubNames: { resourceGroup: "hubs" }, productionHubNames: { resourceGroup: "hubs" } };
    expect(subsidiaryUnderTest(names).hubPlans.map(({ resourceGroupName }) => resourceGroupName)).toEqual([
      "hubs",
      "hubs",
    ]);
    expect(
      rulesOf(() => subsidiaryUnderTest({ ...names, productionSubscriptionId: DEVELOPMENT_SUBSCRIPTION })),
    ).toEqual(["holding/name-collision"]);
  });
});

describe("secrets of a subsidiary", () => {
  test("that workloads alone read are not looked up by Terraform", () => {
    const retail = subsidiaryUnderTest();
    const sales = retail.addDomain("sales");
    retail.addSecret("client-secret", { readers: [sales], byIdentityOnly: true });
    retail.addSecret("license", { readers: [sales] });
    const { readableSecretNames, lookedUpSecretNames, identitySecretNames } = sales.planFor(Environment.PROD);
    expect(readableSecretNames).toEqual(["client-secret", "license"]);
    expect(lookedUpSecretNames).toEqual(["license"]);
    expect(identitySecretNames).toEqual(["client-secret", "license"]);
  });

  test("are planned with their readers in the vaults of both hubs", () => {
    const retail = subsidiaryUnderTest();
    const [erp, sales] = ["erp", "sales"].map((name) => retail.addDomain(name));
    retail.addSecret("warehouse-password", { readers: [erp] });
    retail.addSecret("license", { readers: [erp, sales], external: true });
    for (const hub of retail.hubPlans) {
      const planned = hub.secrets.slice(0, 2).map(({ name, source, readers }) => [name, source, readers]);
      expect(planned).toEqual([
        ["warehouse-password", SecretSource.VARIABLE, [erp]],
        ["license", SecretSource.EXTERNAL, [erp, sales]],
      ]);
    }
    expect(sales.plans.map((plan) => plan.readableSecretNames)).toEqual(Array(3).fill(["license"]));
    expect(erp.planFor(Environment.PROD).mayRead("warehouse-password")).toBe(true);
    expect(erp.planFor(Environment.PROD).identitySecretNames).toEqual(["warehouse-password", "license"]);
    expect(sales.planFor(Environment.PROD).mayRead("warehouse-password")).toBe(false);
  });

  test.each(["", "a_b", "a.b", "s".repeat(128)])("fail if the name is %p", (name) => {
    expect(rulesOf(() => subsidiaryUnderTest().addSecret(name, { readers: [] }))).toEqual(["vault/secret-name"]);
  });

  test.each(["password", "PASSWORD", "relay-listen-warehouse", "relay-send-warehouse"])(
    "fail if the vault holds a secret called %p already",
    (name) => {
      const retail = subsidiaryUnderTest();
      retail.addSite("munich").addForward("warehouse", inBothTiers());
      retail.addSecret("password", { readers: [] });
      const program = () => retail.addSecret(name, { readers: [] });
      expect(new Set(rulesOf(program))).toEqual(new Set(["holding/name-collision"]));
      expect(retail.secrets.map((secret) => secret.name)).toEqual(["password"]);
    },
  );

  test("fail if a reader belongs to another subsidiary, also where it has a namesake here", () => {
    const holding = holdingUnderTest();
    const [retail, energy] = ["retail", "energy"].map((name) => subsidiaryUnderTest({}, holding, name));
    const [own, foreign] = [retail, energy].map((subsidiary) => subsidiary.addDomain("erp"));
    const before = described(holding);
    const program = () => retail.addSecret("password", { readers: [own, foreign] });
    expect(rulesOf(program)).toEqual(["holding/own-subsidiary"]);
    expect(refusalOf(program)).toContain(
      'contoso/retail/password: [holding/own-subsidiary] given reader contoso/energy/erp of secret "password".',
    );
    expect(described(holding)).toEqual(before);
    expect(retail.addSecret("password", { readers: [own] }).readers).toEqual([own]);
  });
});

describe("what a hub keeps for domains that send by key", () => {
  const planned = () => {
    const retail = subsidiaryUnderTest();
    const munich = retail.addSite("munich");
    const warehouse = munich.addForward("warehouse", inBothTiers());
    const archive = munich.addForward("archive.1", inBothTiers({ port: 1434 }));
    munich.addForward("unused", inBothTiers({ port: 1435 }));
    const relayAccess = RelayAccess.SHARED_ACCESS_KEY;
    const erp = retail.addDomain("erp", { relayAccess, forwards: [warehouse, archive] });
    const sales = retail.addDomain("sales", { relayAccess, forwards: [warehouse], environments: [Environment.PROD] });
    const datev = retail.addDomain("datev", { forwards: [warehouse] });
    return { retail, erp, sales, datev, archive };
  };

  test("is one connection string per forward that they reach, readable by those that reach it", () => {
    const { retail, erp, sales, archive } = planned();
    const sendRules = retail.hubPlans.map((hub) =>
      hub.secrets
        .filter(({ source }) => source === SecretSource.RELAY_SEND_RULE)
        .map(({ name, readers }) => [name, readers]),
    );
    const archiveSecret = retail.hubFor(Tier.PRODUCTION).sendRuleSecretName(archive.end(Tier.PRODUCTION));
    expect(archiveSecret).toMatch(/^relay-send-archive-1-[a-v0-9]{8}$/);
    expect(sendRules).toEqual([
      [
        ["relay-send-warehouse", [erp]],
        [archiveSecret, [erp]],
      ],
      [
        ["relay-send-warehouse", [erp, sales]],
        [archiveSecret, [erp]],
      ],
    ]);
  });

  test("is looked up by Terraform, and read by no workload's identity", () => {
    const { sales } = planned();
    const { lookedUpSecretNames, identitySecretNames } = sales.planFor(Environment.PROD);
    expect([lookedUpSecretNames, identitySecretNames]).toEqual([["relay-send-warehouse"], []]);
  });

  test("is nothing where the identity has the right", () => {
    const { erp, sales, datev } = planned();
    expect(datev.planFor(Environment.PROD).readableSecretNames).toEqual([]);
    expect(sales.planFor(Environment.PROD).readableSecretNames).toEqual(["relay-send-warehouse"]);
    expect(erp.planFor(Environment.PLAY).readableSecretNames).toHaveLength(2);
  });
});

describe("subnets that the vault of a hub admits", () => {
  const subnetId = (name: string) =>
    `/subscriptions/1a2b3c4d-0000-4000-8000-000000000009/resourceGroups/network-rg/providers/Microsoft.Network/virtualNetworks/apps/subnets/${name}`;

  test("are those planned for its tier, each once", () => {
    const retail = subsidiaryUnderTest();
    retail.admitSubnet(Tier.PRODUCTION, subnetId("apps"));
    retail.admitSubnet(Tier.PRODUCTION, subnetId("deployers"));
    retail.admitSubnet(Tier.PRODUCTION, subnetId("APPS"));
    expect(retail.hubFor(Tier.PRODUCTION).admittedSubnetIds).toEqual([subnetId("APPS"), subnetId("deployers")]);
    expect(retail.hubFor(Tier.DEVELOPMENT).admittedSubnetIds).toEqual([]);
  });

  test.each(["apps", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/apps"])(
    "fail if they are none: %s",
    (wrong) => {
      expect(() => subsidiaryUnderTest().admitSubnet(Tier.PRODUCTION, wrong)).toThrow(
        `contoso/retail: [core/resource-id] given "${wrong}".`,
      );
    },
  );
});

describe("addresses that the vault of a hub admits", () => {
  const at = (address: string) => ({ principalId: DEPLOYER, addresses: [address] });

  test("are those of its own deployer, its domains' deployers and all sites, each once and sorted", () => {
    const retail = subsidiaryUnderTest({
      developmentDeployer: at("203.0.113.1"),
      productionDeployer: at("203.0.113.2"),
    });
    retail.addSite("munich", { egressAddresses: ["198.51.100.0/28", "203.0.113.2"] });
    retail.addSite("hamburg", { egressAddresses: ["198.51.100.32/28"] });
    retail.addDomain("erp", { developmentDeployer: at("203.0.113.3"), productionDeployer: at("203.0.113.4") });
    retail.addDomain("sales", { developmentDeployer: at("203.0.113.3"), environments: [Environment.PROD] });
    const sites = ["198.51.100.0/28", "198.51.100.32/28"];
    expect(retail.hubPlans.map(({ admittedAddresses }) => admittedAddresses)).toEqual([
      [...sites, "203.0.113.1", "203.0.113.2", "203.0.113.3"],
      [...sites, "203.0.113.2", "203.0.113.4"],
    ]);
    expect(retail.domains[0].planFor(Environment.PROD).deployer).toEqual(at("203.0.113.4"));
  });

  test("are none where none are planned", () => {
    expect(subsidiaryUnderTest().hubFor(Tier.PRODUCTION).admittedAddresses).toEqual([]);
  });

  test.each([
    "203.0.113.7",
    "203.0.113.0/28",
    "8.0.0.0/8",
    "8.8.8.8/32",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.0.1",
    "100.128.0.1",
    "223.255.255.1",
  ])("may be %p", (address) => {
    expect(subsidiaryUnderTest().addSite("munich", { egressAddresses: [address] }).egressAddresses).toEqual([address]);
  });

  test.each([
    "",
    "10.0.0.1",
    "10.0.0.0/24",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.0/24",
    "127.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "0.0.0.0/0",
    "8.0.0.0/7",
    "203.0.113.0/33",
    "203.0.113.0/28/1",
    "203.0.113.0/",
    "203.0.113.256",
    "224.0.0.1",
    "255.255.255.255",
    "2001:db8::1",
    "vpn.example",
  ])("fail if one is %p, at a site and at a deployer", (address) => {
    const retail = subsidiaryUnderTest();
    expect(rulesOf(() => retail.addSite("munich", { egressAddresses: ["203.0.113.7", address] }))).toEqual([
      "holding/public-address",
    ]);
    expect(rulesOf(() => retail.addDomain("erp", { developmentDeployer: at(address) }))).toEqual([
      "holding/public-address",
    ]);
    expect(retail.sites).toEqual([]);
  });

  test.each(["", "deployer", "d0d0d0d0-0000-4000-8000-00000000000", Fn.timestamp()])(
    "fail if the deployer is %p",
    (principalId) => {
      expect(rulesOf(() => subsidiaryUnderTest({ developmentDeployer: { principalId } }))).toEqual([
        "holding/principal-id",
      ]);
      expect(rulesOf(() => domainUnderTest({ productionDeployer: { principalId } }))).toEqual(["holding/principal-id"]);
    },
  );
});

describe("forwards of a subsidiary", () => {
  test("clash across its sites, not across subsidiaries", () => {
    const holding = holdingUnderTest();
    const [retail, energy] = ["retail", "energy"].map((name) => subsidiaryUnderTest({}, holding, name));
    const warehouse = retail.addSite("munich").addForward("warehouse", inBothTiers());
    const hamburg = retail.addSite("hamburg");
    expect(rulesOf(() => hamburg.addForward("Warehouse", inBothTiers({ host: "sql02.example" })))).toEqual([
      "tunnel/one-address-per-host",
      "tunnel/unique-forward-name",
      "tunnel/one-address-per-host", // in each tier
    ]);
    const plant = energy.addSite("berlin").addForward("warehouse", inBothTiers({ host: "sql02.example" }));
    expect([retail.forwards, hamburg.forwards, energy.forwards]).toEqual([[warehouse], [], [plant]]);
  });

  test("fail if their secret's name is taken", () => {
    const retail = subsidiaryUnderTest();
    retail.addSecret("relay-send-warehouse", { readers: [] });
    const munich = retail.addSite("munich");
    expect(new Set(rulesOf(() => munich.addForward("warehouse", inBothTiers())))).toEqual(
      new Set(["holding/name-collision"]),
    );
    expect([retail.forwards, munich.forwards]).toEqual([[], []]);
  });

  test("cannot be those of another subsidiary", () => {
    const holding = holdingUnderTest();
    const berlin = subsidiaryUnderTest({}, holding, "energy").addSite("berlin");
    const foreign = berlin.addForward("plant", inBothTiers({ host: "sql02.example" }));
    const retail = subsidiaryUnderTest({}, holding);
    const own = retail.addSite("munich").addForward("warehouse", inBothTiers());
    const program = () => retail.addDomain("erp", { forwards: [own, foreign] });
    expect(rulesOf(program)).toEqual(["holding/own-subsidiary"]);
    expect(refusalOf(program)).toContain('given forward "plant" for erp.');
    expect(retail.domains).toEqual([]);
    const erp = retail.addDomain("erp", { forwards: [own] }).planFor(Environment.PROD);
    expect([own, foreign].map((forward) => erp.mayReach(forward.end(Tier.PRODUCTION)))).toEqual([true, false]);
  });
});
