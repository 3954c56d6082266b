import { TerraformStack } from "cdktf";
import {
  ConnectivityHub,
  ConnectivityHubProps,
  Environment,
  HubPlan,
  KeySlot,
  OperatorKind,
  PlannedRegistry,
  RelayAccess,
  RelayKeys,
  SecretValue,
  SiteProps,
  StorageAccount,
  Tier,
} from "../../lib";
import { GROUP_ID, warningsOf } from "../support/azure";
import { madeIn } from "../support/made";
import { partsOf } from "../support/data-factory/parts";
import { refusalOf, inBothTiers, subsidiaryUnderTest } from "../support/plan";
import { HUB_DEPLOYER, smallPlan } from "../support/small-plan";
import { resources, stackUnderTest, template } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

const DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000002", addresses: ["203.0.113.12"] };
const ANY_VALUE = SecretValue.stored("any");
const BY_IDENTITY = { listenerAccess: RelayAccess.IDENTITY };
const OTHER_DEPLOYER = { principalId: "d0d0d0d0-0000-4000-8000-000000000003" };

function hubOf(plan: HubPlan, props: Partial<ConnectivityHubProps> = {}) {
  const stack = stackUnderTest(plan.stackName);
  return { stack, hub: new ConnectivityHub(stack, "Hub", { plan, ...props }) };
}

/** References within `text` by what they refer to: `${azurerm_key_vault.Hub_Vault_C1EA3C67.id}` as `contoso-kv.id`. */
function readable(stack: TerraformStack, text: unknown): string {
  const { resource = {}, ephemeral = {} } = template(stack);
  const asked = /^\$\{coalesce\(ephemeral\.azapi_resource_action\.([\w-]+)\.output\.(\w+)\)\}$/.exec(String(text));
  if (asked !== null) {
    const [, id, what] = asked;
    return readable(stack, ephemeral.azapi_resource_action[id].resource_id).replace(/\.id>$/, `.${what}>`);
  }
  return String(text).replace(/\$\{(\w+)\.([\w-]+)\.(\w+)\}/g, (_, type: string, id: string, what: string) => {
    return `<${String(resource[type][id].name)}.${what}>`;
  });
}

const RULE = "Microsoft.Relay/namespaces/hybridConnections/authorizationRules@2024-01-01";

/** The rules of hybrid connections that a stack makes: of which one, called what, with which rights. */
function rulesIn(stack: TerraformStack): unknown[] {
  return resources(stack, "azapi_resource")
    .filter(({ type }) => type === RULE)
    .map(({ parent_id, name, body }) => [
      readable(stack, parent_id),
      name,
      (body as { properties: { rights: string[] } }).properties.rights,
    ]);
}

/** What is granted in a stack: to whom, which role, on what. */
function grantsIn(stack: TerraformStack): Record<string, string[]> {
  const grants: Record<string, string[]> = {};
  resources(stack, "azurerm_role_assignment").forEach((grant) => {
    expect(grant.principal_type).toBe("ServicePrincipal");
    const line = `${String(grant.role_definition_name)} on ${readable(stack, grant.scope)}`;
    (grants[String(grant.principal_id)] ??= []).push(line);
  });
  return Object.fromEntries(Object.entries(grants).map(([principal, lines]) => [principal, lines.sort()]));
}

/** Secrets that the stack writes, with where their values come from. */
function secretsIn(stack: TerraformStack): Record<string, string> {
  return Object.fromEntries(
    resources(stack, "azurerm_key_vault_secret").map(({ name, value, value_wo: writeOnly }) => [
      name,
      readable(stack, value ?? writeOnly),
    ]),
  );
}

describe("ConnectivityHub", () => {
  test("makes every runtime for interactive authoring past Azure Relay where the plan wants that", () => {
    const { retail } = smallPlan(
      { dedicatedRuntimeIn: [Tier.PRODUCTION] },
      { selfContainedInteractiveAuthoringEnabled: true },
    );
    const { stack } = hubOf(retail.hubFor(Tier.PRODUCTION));
    const wanted = { selfContainedInteractiveAuthoringEnabled: true };
    const properties = partsOf(stack, "integrationRuntimes").map((part) => part.properties.typeProperties);
    expect(properties).toEqual([wanted, wanted]);
  });

  test("makes everything that its plan names, once", () => {
    const { retail } = smallPlan({ dedicatedRuntimeIn: [Tier.PRODUCTION] });
    const plan = retail.hubFor(Tier.PRODUCTION);
    const { stack } = hubOf(plan);
    expect(madeIn(stack)).toEqual([
      "Microsoft.DataFactory/factories/integrationRuntimes retail-production-ir",
      "Microsoft.DataFactory/factories/integrationRuntimes retail-production-salesforce-ir",
      "Microsoft.Relay/namespaces contoso-retail-production-relay",
      "Microsoft.Relay/namespaces/hybridConnections/authorizationRules listen",
      "Microsoft.Relay/namespaces/hybridConnections/authorizationRules listen",
      "azurerm_container_registry contosoretailproductionb0tdapga",
      "azurerm_data_factory contoso-retail-production-adf",
      "azurerm_key_vault contoso-reta-b0tdapga-kv",
      "azurerm_key_vault_secret relay-listen-archive",
      "azurerm_key_vault_secret relay-listen-warehouse",
      "azurerm_relay_hybrid_connection archive",
      "azurerm_relay_hybrid_connection warehouse",
      "azurerm_resource_group contoso-retail-production-rg",
      "azurerm_role_assignment",
      "azurerm_storage_account contosoretailprob0tdapga",
      "time_sleep",
    ]);
    // The plan names no tenant, so the deployer's is looked up; nothing else is.
    expect(Object.keys(template(stack).data ?? {})).toEqual(["azurerm_client_config"]);
  });

  test("lies where the plan says, in one resource group", () => {
    const { retail } = smallPlan({}, { location: "germanywestcentral" });
    const { stack } = hubOf(retail.hubFor(Tier.PRODUCTION));
    const { azurerm_resource_group: groups, ...others } = template(stack).resource!;
    const [id] = Object.keys(groups);
    const placed = Object.values(others).flatMap((blocks) => Object.values(blocks));
    const places = (key: string) => [...new Set(placed.map((block) => block[key]).filter((one) => one !== undefined))];
    expect(places("resource_group_name")).toEqual([`\${azurerm_resource_group.${id}.name}`]);
    expect(places("location")).toEqual(["germanywestcentral"]);
  });

  test("admits planned addresses to its vault, and its deployer's", () => {
    const { retail } = smallPlan({ productionDeployer: DEPLOYER }, { productionDeployer: undefined });
    const deployer = { ...OTHER_DEPLOYER, addresses: ["203.0.113.99", "203.0.113.12"] };
    const { stack } = hubOf(retail.hubFor(Tier.PRODUCTION), { deployer });
    expect(resources(stack, "azurerm_key_vault")).toEqual([
      expect.objectContaining({
        network_acls: expect.objectContaining({
          default_action: "Deny",
          ip_rules: ["198.51.100.7", "203.0.113.12", "203.0.113.99"],
        }),
      }),
    ]);
  });

  test("writes secrets from what it is given, and lets others write external ones", () => {
    const { retail, salesforce } = smallPlan({}, {}, BY_IDENTITY);
    retail.addSecret("warehouse-password", { readers: [salesforce] });
    retail.addSecret("archive-password", { readers: [salesforce], external: true });
    const stack = stackUnderTest();
    const value = sensitiveVariable(stack, "warehouse_password");
    const plan = retail.hubFor(Tier.DEVELOPMENT);
    new ConnectivityHub(stack, "Hub", { plan, secretValues: { "warehouse-password": SecretValue.stored(value) } });
    expect(secretsIn(stack)).toEqual({
      "warehouse-password": "${var.warehouse_password}",
    });
  });

  test("makes every runtime, and asks for the keys of none: whoever plans it needs no right to list them", () => {
    const { retail } = smallPlan({ dedicatedRuntimeIn: [Tier.DEVELOPMENT] }, {}, BY_IDENTITY);
    const { stack, hub } = hubOf(retail.hubFor(Tier.DEVELOPMENT));
    expect(hub.runtimes.map(({ runtimeName, dedicatedTo }) => [runtimeName, dedicatedTo])).toEqual([
      ["retail-development-ir", undefined],
      ["retail-development-salesforce-ir", "salesforce"],
    ]);
    expect(hub.runtime).toBe(hub.runtimes[0]);
    expect(secretsIn(stack)).toEqual({});
    expect(template(stack).ephemeral).toBeUndefined();
  });

  test("writes no secret before its deployer's right counts", () => {
    const { retail } = smallPlan();
    const { stack } = hubOf(retail.hubFor(Tier.PRODUCTION));
    const [wait] = Object.keys(template(stack).resource!.time_sleep);
    expect(resources(stack, "azurerm_key_vault_secret").map((secret) => secret.depends_on)).toEqual(
      Array(2).fill([`time_sleep.${wait}`]),
    );
    expect(grantsIn(stack)).toEqual({
      [HUB_DEPLOYER.principalId]: ["Key Vault Secrets Officer on <contoso-reta-b0tdapga-kv.id>"],
    });
  });

  test("makes send-only rules for the forwards of domains that send by key, and for no others", () => {
    const { retail } = smallPlan({ relayAccess: RelayAccess.SHARED_ACCESS_KEY }, {}, BY_IDENTITY);
    const { stack } = hubOf(retail.hubFor(Tier.PRODUCTION));
    expect(rulesIn(stack)).toEqual([["<warehouse.id>", "send", ["Send"]]]);
    expect(secretsIn(stack)).toMatchObject({ "relay-send-warehouse": "<send.primaryConnectionString>" });
    expect(secretsIn(stack)).not.toHaveProperty("relay-send-archive");
  });

  test("makes listen-only rules for the forwards of sites that listen by key, and for no others", () => {
    const { retail } = smallPlan();
    const sql02 = { host: "sql02.retail.example", bindAddress: "127.0.10.2" };
    retail.addSite("hamburg", BY_IDENTITY).addForward("crm", inBothTiers(sql02));
    const { stack } = hubOf(retail.hubFor(Tier.DEVELOPMENT));
    expect(rulesIn(stack)).toEqual([
      ["<archive.id>", "listen", ["Listen"]],
      ["<warehouse.id>", "listen", ["Listen"]],
    ]);
    const listening = Object.entries(secretsIn(stack)).filter(([, value]) => value.startsWith("<listen."));
    expect(listening).toEqual([
      ["relay-listen-archive", "<listen.primaryConnectionString>"],
      ["relay-listen-warehouse", "<listen.primaryConnectionString>"],
    ]);
  });

  test("stores each listen-only string under the name of its own forward", () => {
    const { stack } = hubOf(smallPlan().retail.hubFor(Tier.PRODUCTION));
    const { resource, ephemeral } = template(stack);
    const connectionOf = (name: string) => {
      const secret = Object.values(resource!.azurerm_key_vault_secret).find((one) => one.name === name)!;
      const [, keys] = /azapi_resource_action\.([\w-]+)\./.exec(String(secret.value_wo))!;
      const { resource_id: ruleId } = ephemeral!.azapi_resource_action[keys];
      const [, rule] = /azapi_resource\.([\w-]+)\.id/.exec(String(ruleId))!;
      return readable(stack, resource!.azapi_resource[rule].parent_id);
    };
    expect(connectionOf("relay-listen-archive")).toBe("<archive.id>");
    expect(connectionOf("relay-listen-warehouse")).toBe("<warehouse.id>");
  });

  test("writes keys of the Relay anew when the plan serves another", () => {
    const productionRelayKeys = RelayKeys.serving(KeySlot.SECONDARY, { version: 4 });
    const { stack } = hubOf(smallPlan({}, { productionRelayKeys }).retail.hubFor(Tier.PRODUCTION));
    const kept = resources(stack, "azurerm_key_vault_secret");
    expect(kept.map((secret) => [secret.name, secret.value_wo_version]).sort()).toEqual([
      ["relay-listen-archive", 8],
      ["relay-listen-warehouse", 8],
    ]);
  });

  test("makes no rule where domains send and sites listen by identity", () => {
    const { stack } = hubOf(smallPlan({}, {}, BY_IDENTITY).retail.hubFor(Tier.PRODUCTION));
    expect(rulesIn(stack)).toEqual([]);
  });

  test("knows the hybrid connection of each forward", () => {
    const { retail, archive } = smallPlan();
    const { hub } = hubOf(retail.hubFor(Tier.PRODUCTION));
    expect(hub.hybridConnection(archive).node.path).toBe("hub-retail-production/Hub/Forward-archive");
  });

  test("uses the planned registry and a storage account of yours", () => {
    const registryId = `${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/ours`;
    const productionRegistry = PlannedRegistry.existing(registryId);
    const { retail } = smallPlan({ productionDeployer: DEPLOYER }, { productionRegistry });
    const stack = stackUnderTest();
    const accountId = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/ours`;
    const hub = new ConnectivityHub(stack, "Hub", {
      plan: retail.hubFor(Tier.PRODUCTION),
      storageAccount: StorageAccount.fromResourceId(stack, "Storage", accountId),
    });
    expect([hub.registry.registryName, hub.storageAccount.accountName]).toEqual(["ours", "ours"]);
    expect(resources(stack, "azurerm_container_registry")).toEqual([]);
    expect(resources(stack, "azurerm_storage_account")).toEqual([]);
  });

  test.each([
    ["for yours", true],
    ["in the place of yours", false],
  ])("makes a registry of its own while it is exchanged %s", (_, retires) => {
    const theirs = PlannedRegistry.existing(`${GROUP_ID}/providers/Microsoft.ContainerRegistry/registries/theirs`);
    const [productionRegistry, retiredProductionRegistry] = retires
      ? [theirs, PlannedRegistry.OF_HUB]
      : [PlannedRegistry.OF_HUB, theirs];
    const { retail } = smallPlan({}, { productionRegistry, retiredProductionRegistry });
    const { hub, stack } = hubOf(retail.hubFor(Tier.PRODUCTION));
    expect(resources(stack, "azurerm_container_registry")).toMatchObject([{ name: "contosoretailproductionb0tdapga" }]);
    expect(hub.registry.registryName).toBe(retires ? "theirs" : "contosoretailproductionb0tdapga");
  });

  test("warns when its runtime has many links", () => {
    const { retail } = smallPlan();
    Array.from({ length: 79 }, (_, index) => retail.addDomain(`domain${index}`, { environments: [Environment.PROD] }));
    expect(warningsOf(hubOf(retail.hubFor(Tier.PRODUCTION)).hub)).toEqual([
      expect.stringContaining("retail-production-ir"),
    ]);
    expect(warningsOf(hubOf(retail.hubFor(Tier.DEVELOPMENT)).hub)).toEqual([]);
  });
});

describe("ConnectivityHub.admitOperator", () => {
  const OPERATOR = "0e0e0e0e-0000-4000-8000-000000000001";
  const MACHINE = "0e0e0e0e-0000-4000-8000-000000000002";
  const REGISTRY_OF_OURS =
    "/subscriptions/1a2b3c4d-0000-4000-8000-000000000009/resourceGroups/images-rg/providers/Microsoft.ContainerRegistry/registries/contosoimages";

  /** A second site beside the small plan's, each with nodes of both kinds of runtime somewhere. */
  function twoSites(munichProps: SiteProps = {}) {
    const { retail, munich, salesforce } = smallPlan({ dedicatedRuntimeIn: [Tier.PRODUCTION] }, {}, munichProps);
    const hamburg = retail.addSite("hamburg", { egressAddresses: ["198.51.100.40"] });
    hamburg.addForward("crm", inBothTiers({ host: "sql02.retail.example", bindAddress: "127.0.10.2" }));
    munich.addRuntimeNode("MUC-1", { tier: Tier.PRODUCTION });
    munich.addRuntimeNode("MUC-2", { tier: Tier.PRODUCTION });
    hamburg.addRuntimeNode("HAM-1", { tier: Tier.PRODUCTION, dedicatedTo: salesforce });
    return { plan: retail.hubFor(Tier.PRODUCTION), development: retail.hubFor(Tier.DEVELOPMENT), munich, hamburg };
  }

  /** What one principal is given, and as what. */
  function rightsOf(stack: TerraformStack, principalId: string): string[] {
    return resources(stack, "azurerm_role_assignment")
      .filter((grant) => grant.principal_id === principalId)
      .map(
        (grant) =>
          `${String(grant.principal_type)}: ${String(grant.role_definition_name)} on ${readable(stack, grant.scope)}`,
      )
      .sort();
  }
  const read = (type: string, ...names: string[]) =>
    names.map((name) => `${type}: Key Vault Secrets User on <${name}.resource_versionless_id>`).sort();
  const readKeys = (type: string, ...runtimes: string[]) =>
    runtimes.map((name) => `${type}: Data Factory Contributor on <${name}.id>`);
  const [MUNICH_RUNTIME, HAMBURG_RUNTIME] = ["retail-production-ir", "retail-production-salesforce-ir"];

  test("lets a group read the listen strings and the runtimes' keys of one site, a machine the strings alone", () => {
    const { plan, munich, hamburg } = twoSites();
    const { stack, hub } = hubOf(plan);
    hub.admitOperator(OPERATOR, munich);
    hub.admitOperator(MACHINE, hamburg, OperatorKind.MACHINE);
    expect(rightsOf(stack, OPERATOR)).toEqual([
      ...readKeys("Group", MUNICH_RUNTIME),
      ...read("Group", "relay-listen-archive", "relay-listen-warehouse"),
    ]);
    expect(rightsOf(stack, MACHINE)).toEqual(read("ServicePrincipal", "relay-listen-crm"));
  });

  test("admits planned operators without asking, in both hubs, and once where they are asked for again", () => {
    const { plan, development, munich } = twoSites({
      operators: [{ principalId: OPERATOR, kind: OperatorKind.PERSON }, { principalId: MACHINE }],
    });
    const { stack, hub } = hubOf(plan);
    hub.admitOperator(OPERATOR.toUpperCase(), munich, OperatorKind.PERSON);
    expect(rightsOf(stack, OPERATOR.toUpperCase())).toEqual([]);
    const strings = ["relay-listen-archive", "relay-listen-warehouse"];
    expect(rightsOf(stack, OPERATOR)).toEqual([...readKeys("User", MUNICH_RUNTIME), ...read("User", ...strings)]);
    expect(rightsOf(stack, MACHINE)).toEqual([...readKeys("Group", MUNICH_RUNTIME), ...read("Group", ...strings)]);
    expect(rightsOf(hubOf(development).stack, OPERATOR)).toEqual(read("User", ...strings)); // no node stands there
  });

  test("lets machines listen where the site listens by identity, where there is no string to read", () => {
    const { plan, munich } = twoSites({
      ...BY_IDENTITY,
      operators: [{ principalId: OPERATOR }, { principalId: MACHINE, kind: OperatorKind.MACHINE }],
    });
    const { stack } = hubOf(plan);
    expect(munich.forwards.map(({ name }) => name)).toEqual(["warehouse", "archive"]);
    expect(rightsOf(stack, OPERATOR)).toEqual(readKeys("Group", MUNICH_RUNTIME));
    expect(rightsOf(stack, MACHINE)).toEqual(
      ["archive", "warehouse"].map((name) => `ServicePrincipal: Azure Relay Listener on <${name}.id>`),
    );
  });

  test("lets whoever operates a site with containers pull their image, from the retired registry too", () => {
    const operators = [{ principalId: OPERATOR }, { principalId: MACHINE, kind: OperatorKind.MACHINE }];
    const pulls = (stack: TerraformStack) =>
      [OPERATOR, MACHINE].map((id) => rightsOf(stack, id).filter((right) => /AcrPull|Repository Reader/.test(right)));
    expect(pulls(hubOf(twoSites({ operators }).plan).stack)).toEqual([[], []]);
    const { plan } = twoSites({ operators, listensInContainers: true });
    const own = `AcrPull on <${plan.registry.registryName}.id>`;
    expect(pulls(hubOf(plan).stack)).toEqual([[`Group: ${own}`], [`ServicePrincipal: ${own}`]]);
    const ours = PlannedRegistry.existing(REGISTRY_OF_OURS, { repositoryPermissions: true });
    const retail = subsidiaryUnderTest({
      productionRegistry: ours,
      retiredProductionRegistry: PlannedRegistry.OF_HUB,
      productionDeployer: DEPLOYER,
    });
    const site = retail.addSite("munich", { operators: [operators[0]], listensInContainers: true });
    const exchanged = retail.hubFor(Tier.PRODUCTION);
    expect(pulls(hubOf(exchanged).stack)).toEqual([[], []]); // nothing is listened for there
    site.addForward("warehouse", inBothTiers());
    expect(pulls(hubOf(exchanged).stack)[0]).toEqual([
      `Group: AcrPull on <${exchanged.ownRegistry!.registryName}.id>`,
      `Group: Container Registry Repository Reader on ${REGISTRY_OF_OURS}`,
    ]);
  });

  test("gives an operator of two sites what both take", () => {
    const { plan, munich, hamburg } = twoSites();
    const { stack, hub } = hubOf(plan);
    [munich, hamburg].forEach((site) => hub.admitOperator(OPERATOR, site));
    const strings = ["relay-listen-archive", "relay-listen-crm", "relay-listen-warehouse"];
    expect(rightsOf(stack, OPERATOR)).toEqual([
      ...readKeys("Group", MUNICH_RUNTIME, HAMBURG_RUNTIME),
      ...read("Group", ...strings),
    ]);
  });

  test("fails if the site is another subsidiary's, even one of the same name", () => {
    const { hub } = hubOf(twoSites().plan);
    const foreign = subsidiaryUnderTest({}, undefined, "energy").addSite("munich");
    expect(refusalOf(() => hub.admitOperator(OPERATOR, foreign))).toContain(
      "[hub/planned-in-hub] given site contoso/energy/munich for hub-retail-production.",
    );
  });

  test("fails if the principal is no object ID, or was something else before", () => {
    const { plan, munich, hamburg } = twoSites();
    const { hub } = hubOf(plan);
    expect(() => hub.admitOperator("operators", munich)).toThrow('[holding/operator-id] given "operators".');
    hub.admitOperator(OPERATOR, munich);
    expect(() => hub.admitOperator(OPERATOR, hamburg, OperatorKind.MACHINE)).toThrow(
      `[hub/one-operator-kind] given ${OPERATOR} as ServicePrincipal after Group.`,
    );
  });
});

describe("a hub", () => {
  test("fails if nobody is known to deploy it", () => {
    const { retail } = smallPlan({}, { productionDeployer: undefined });
    expect(() => hubOf(retail.hubFor(Tier.PRODUCTION))).toThrow("[hub/deployer] given no deployer.");
    expect(() => hubOf(retail.hubFor(Tier.PRODUCTION), { deployer: DEPLOYER })).not.toThrow();
  });

  test("writes a planned secret that no state keeps, where its value is write-only", () => {
    const { retail, salesforce } = smallPlan({ productionDeployer: DEPLOYER });
    retail.addSecret("warehouse-password", { readers: [salesforce] });
    const stack = stackUnderTest();
    const value = SecretValue.writeOnly(sensitiveVariable(stack, "warehouse_password"), 2);
    new ConnectivityHub(stack, "Hub", {
      plan: retail.hubFor(Tier.PRODUCTION),
      secretValues: { "warehouse-password": value },
    });
    expect(resources(stack, "azurerm_key_vault_secret")).toContainEqual(
      expect.objectContaining({
        name: "warehouse-password",
        value_wo: "${var.warehouse_password}",
        value_wo_version: 2,
      }),
    );
  });

  test("fails if its vault admits no place from which its deployer could write", () => {
    const plan = smallPlan().retail.hubFor(Tier.PRODUCTION);
    const deployer = { principalId: DEPLOYER.principalId };
    expect(() => hubOf(plan, { deployer })).toThrow("[hub/deployer-admitted] given the deployer");
    const subnetId = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/deployers`;
    expect(() => hubOf(plan, { deployer, admittedSubnetIds: [subnetId] })).not.toThrow();
  });

  test("admits planned subnets and further ones to its vault", () => {
    const subnetId = (name: string) => `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/${name}`;
    const { retail } = smallPlan();
    retail.admitSubnet(Tier.PRODUCTION, subnetId("apps"));
    const { stack } = hubOf(retail.hubFor(Tier.PRODUCTION), {
      admittedSubnetIds: [subnetId("jobs"), subnetId("APPS")],
    });
    const virtual_network_subnet_ids = [subnetId("APPS"), subnetId("jobs")];
    expect(resources(stack, "azurerm_key_vault")).toMatchObject([{ network_acls: { virtual_network_subnet_ids } }]);
  });

  test("does not take a subnet of jobs for the place from which its deployer writes", () => {
    const { retail } = smallPlan();
    retail.admitSubnet(Tier.PRODUCTION, `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/apps`);
    const deployer = { principalId: DEPLOYER.principalId };
    expect(() => hubOf(retail.hubFor(Tier.PRODUCTION), { deployer })).toThrow("[hub/deployer-admitted]");
  });

  test("fails if the deployer that it is given is none that a plan would take", () => {
    const plan = smallPlan().retail.hubFor(Tier.PRODUCTION);
    const deployer = { principalId: "deployer", addresses: ["10.0.0.1"] };
    const refusal = refusalOf(() => hubOf(plan, { deployer }));
    expect(refusal).toContain('[holding/principal-id] given "deployer".');
    expect(refusal).toContain('[holding/public-address] given "10.0.0.1".');
  });

  test.each([
    ["has no value", {}, 'no value for "warehouse-password".'],
    [
      "that nobody planned has a value",
      { "warehouse-password": ANY_VALUE, other: ANY_VALUE },
      'a value for "other", which is not planned here.',
    ],
    [
      "that is external has a value",
      { "warehouse-password": ANY_VALUE, theirs: ANY_VALUE },
      'a value for "theirs", which is not planned here.',
    ],
  ])("fails if a secret %s", (_, secretValues, given) => {
    const { retail, salesforce } = smallPlan();
    retail.addSecret("warehouse-password", { readers: [salesforce] });
    retail.addSecret("theirs", { readers: [salesforce], external: true });
    expect(() => hubOf(retail.hubFor(Tier.PRODUCTION), { secretValues })).toThrow(
      `hub-retail-production/Hub: [hub/secret-values] given ${given}`,
    );
  });

  test("fails if a secret's value is a literal", () => {
    const { retail, salesforce } = smallPlan();
    retail.addSecret("warehouse-password", { readers: [salesforce] });
    const secretValues = { "warehouse-password": SecretValue.stored("hunter2") };
    const refusal = refusalOf(() => hubOf(retail.hubFor(Tier.PRODUCTION), { secretValues }));
    expect(refusal).toContain("[vault/no-literal-secret]");
    expect(refusal).not.toContain("hunter2");
  });

  test("fails if it is asked for the hybrid connection of a forward that it does not carry", () => {
    const { retail, munich } = smallPlan();
    const { hub } = hubOf(retail.hubFor(Tier.PRODUCTION));
    const later = munich.addForward("later", inBothTiers({ port: 1435 })).end(Tier.PRODUCTION);
    expect(() => hub.hybridConnection(later)).toThrow(
      '[hub/planned-in-hub] given forward "later" to sql01.retail.example:1435 for hub-retail-production.',
    );
  });

  test("fails if it is asked for the other tier's end of a forward, which goes by the same name", () => {
    const { retail, planned } = smallPlan();
    const { hub } = hubOf(retail.hubFor(Tier.DEVELOPMENT));
    expect(() => hub.hybridConnection(planned.warehouse.end(Tier.PRODUCTION))).toThrow(
      '[hub/planned-in-hub] given forward "warehouse" to sql01.retail.example:1433 for hub-retail-development.',
    );
    expect(() => hub.hybridConnection(planned.warehouse.end(Tier.DEVELOPMENT))).not.toThrow();
  });
});
