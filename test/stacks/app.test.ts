import { HoldingApp } from "../../stacks/app";
import { example } from "../../stacks/example";
import { contoso } from "../../stacks/example-holding";
import { Kind, Part, partsIn } from "../support/data-factory/parts";
import { without } from "../support/made";
import { exampleApp, templatesOf } from "../support/example";

const app = exampleApp();
const templates = templatesOf(app);
const names = Object.keys(templates);
/** What lies in Azure: an Azure Stack Hub has a provider of its own. */
const inAzure = Object.entries(templates).filter(([name]) => !name.startsWith("edge-"));

/** Whether a glob of the command line, where `*` stands for anything, means a stack of this name. */
function matches(glob: string, name: string): boolean {
  return new RegExp(`^${glob.replace(/\*/g, ".*")}$`).test(name);
}

/** Every string within a value. */
function stringsIn(value: unknown): string[] {
  return typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(stringsIn);
}

/** Blocks of all stacks of one type, with the stack's name. */
function blocksOf(type: string): [string, Record<string, unknown>][] {
  return Object.entries(templates).flatMap(([name, { resource = {} }]) =>
    Object.values(resource[type] ?? {}).map((block): [string, Record<string, unknown>] => [name, block]),
  );
}

/** Parts of factories of one kind of all stacks, with the stack's name. */
function partsOf(kind: Kind): [string, Part][] {
  return Object.entries(templates).flatMap(([name, template]) =>
    partsIn(template, kind).map((part): [string, Part] => [name, part]),
  );
}

describe("the example holding", () => {
  test("is four hubs, twelve domains, each with what it may, a gateway and an edge", () => {
    const domains = [
      "energy-play-datev",
      "energy-play-telemetry",
      "energy-prod-datev",
      "energy-prod-telemetry",
      "energy-test-datev",
      "energy-test-telemetry",
      "retail-play-erp",
      "retail-play-salesforce",
      "retail-prod-erp",
      "retail-prod-salesforce",
      "retail-test-erp",
      "retail-test-salesforce",
    ];
    const others = [
      "edge-retail-munich",
      "gateway-retail-production",
      "hub-energy-development",
      "hub-energy-production",
      "hub-retail-development",
      "hub-retail-production",
    ];
    expect(names.sort()).toEqual([...others, ...domains, ...domains.map((name) => `access-${name}`)].sort());
  });

  test("is deployed by environment, or hubs alone, by globs that do not overlap", () => {
    const globs = ["retail", "energy"].flatMap((who) => ["play", "test", "prod"].map((where) => `${who}-${where}-*`));
    const counts = [...globs, "hub-*", "access-*"].map((glob) => names.filter((name) => matches(glob, name)).length);
    expect(counts).toEqual([2, 2, 2, 2, 2, 2, 4, 12]);
    const twice = names.filter(
      (name) =>
        [...globs, "hub-*", "access-*", "gateway-*", "edge-*"].filter((glob) => matches(glob, name)).length !== 1,
    );
    expect(twice).toEqual([]);
  });

  test("has no stack that depends on another, so that each glob can be deployed alone", () => {
    expect([...app.hubs, ...app.accesses, ...app.domains].flatMap(({ dependencies }) => dependencies)).toEqual([]);
    expect(names.filter((name) => /terraform_remote_state/.test(JSON.stringify(templates[name])))).toEqual([]);
  });

  test("has one domain with a runtime of its own in production", () => {
    const runtimes = partsOf("integrationRuntimes")
      .filter(([stack]) => stack.startsWith("hub-"))
      .map(([stack, { name }]) => `${stack} ${String(name)}`);
    expect(runtimes.sort()).toEqual([
      "hub-energy-development energy-development-ir",
      "hub-energy-production energy-production-ir",
      "hub-retail-development retail-development-ir",
      "hub-retail-production retail-production-erp-ir",
      "hub-retail-production retail-production-ir",
    ]);
  });

  test("runs copies and then dbt in every domain, by a trigger", () => {
    const loads = partsOf("pipelines").filter(([, { name }]) => name === "load");
    const steps = loads.map(([stack, { properties }]) => {
      const activities = properties.activities as {
        type: string;
        dependsOn: { activity: string }[];
        name: string;
      }[];
      const [transform, ...before] = [...activities].reverse();
      expect(transform).toMatchObject({ name: "Transform", type: "ExecutePipeline" });
      expect(transform.dependsOn.map(({ activity }) => activity).sort()).toEqual(before.map(({ name }) => name).sort());
      return [stack, before.some(({ type }) => type === "Copy")];
    });
    expect(steps.sort()).toEqual(app.domains.map(({ node }) => [node.id, true]).sort());
    const triggers = blocksOf("azurerm_data_factory_trigger_schedule").map(([stack, { name }]) => [stack, name]);
    const started: Record<string, string[]> = { erp: ["nightly"], telemetry: ["accounting", "load"] };
    const expected = app.domains.flatMap(({ node, domain: { plan } }) =>
      (started[plan.domainName] ?? ["load"]).map((name) => [node.id, name]),
    );
    expect(triggers.sort()).toEqual(expected.sort());
  });

  test("gives energy its stock levels when the load has ended, and not at an hour when it should have", () => {
    const nightly = partsOf("pipelines").filter(([, { name }]) => name === "nightly");
    expect(nightly).toHaveLength(app.domains.filter(({ domain }) => domain.plan.domainName === "erp").length);
    for (const [, { properties }] of nightly) {
      expect(properties.activities).toMatchObject([
        { name: "Load", typeProperties: { pipeline: { referenceName: "load" }, waitOnCompletion: true } },
        {
          name: "Give stock levels",
          typeProperties: { pipeline: { referenceName: "give-stock-levels" } },
          dependsOn: [{ activity: "Load", dependencyConditions: ["Succeeded"] }],
        },
      ]);
    }
  });

  test("hands data from one subsidiary to the other, in one container per environment", () => {
    const rights = blocksOf("azurerm_role_assignment")
      .filter(([, { scope }]) => /containers\/handoff-/.test(String(scope)))
      .map(([stack, { role_definition_name: role, scope }]) => [stack, role, String(scope).replace(/^.*\//, "")]);
    expect(rights.sort()).toEqual(
      ["play", "prod", "test"]
        .flatMap((stage) => [
          [`access-retail-${stage}-erp`, "Storage Blob Data Contributor", `handoff-${stage}-stock-levels`],
          [`access-retail-${stage}-erp`, "Storage Blob Data Reader", `handoff-${stage}-stock-levels`],
        ])
        .sort(),
    );
  });

  test("lets no domain's stack give a right, or wait for one", () => {
    const types = app.domains.flatMap(({ node }) => Object.keys(templates[node.id].resource ?? {}));
    expect(types.filter((type) => /^(?:azurerm_role_|time_)/.test(type))).toEqual([]);
    expect(new Set(types)).toContain("azurerm_container_group");
    const alsoInAzapi = blocksOf("azapi_resource").filter(([, { type }]) =>
      /^Microsoft\.Authorization/.test(String(type)),
    );
    expect(alsoInAzapi).toEqual([]);
  });

  test("fails if a domain has nothing to do", () => {
    expect(() => new HoldingApp(contoso, { ...example, domains: {} }, undefined, { outdir: app.outdir })).toThrow(
      "retail-play-salesforce: nothing for the domain salesforce to do; add it to the holding's domains.",
    );
  });

  test("fails if a gateway has no settings", () => {
    expect(() => new HoldingApp(contoso, { ...example, gateways: {} }, undefined, { outdir: app.outdir })).toThrow(
      "gateway-retail-production: no settings for this gateway; add them to the holding's gateways.",
    );
  });
});

describe("the providers of the example", () => {
  const TENANT = "7e0a5c1e-0000-4000-8000-000000000001";
  const placeOf = (subscriptionId: string) => ({ subscription_id: subscriptionId, tenant_id: TENANT });

  test("are bound to the subscription of each stack and to the tenant, and find credentials by themselves", () => {
    const found = Object.fromEntries(
      inAzure.map(([name, { provider }]) => {
        const { azurerm, azapi, time } = provider!;
        const waits = /^(?:hub|access|gateway)-/.test(name);
        expect(time).toEqual(waits ? [{}] : undefined);
        const own = without(azurerm[0], "features", "resource_provider_registrations");
        expect(azapi?.[0] ?? own).toMatchObject(own);
        expect(azapi === undefined).toBe(name.startsWith("access-"));
        expect(azurerm[0].resource_provider_registrations).toBe(waits ? undefined : "none");
        return [
          name,
          { ...(own as ReturnType<typeof placeOf>), also: azurerm.slice(1).map((other) => without(other, "features")) },
        ];
      }),
    );
    const subscriptions = Object.fromEntries(
      [
        ...app.hubs.map(({ hub }) => hub.plan),
        ...app.accesses.map(({ node, plan }) => ({
          stackName: node.id,
          subscriptionId: plan.hub.subscriptionId,
          // for the domain's resource group
          also: [plan.subscriptionId]
            .filter((id) => id !== plan.hub.subscriptionId)
            .map((id) => ({ alias: "domain", ...placeOf(id) })),
        })),
        ...app.gateways.map(({ plan }) => plan),
        ...app.domains.map(({ domain }) => domain.plan),
      ].map((plan) => [plan.stackName, { ...placeOf(plan.subscriptionId), also: "also" in plan ? plan.also : [] }]),
    );
    expect(found).toEqual(subscriptions);
    expect(found["energy-prod-datev"].subscription_id).not.toBe(found["hub-energy-production"].subscription_id);
  });

  test("never purge what is deleted, and recover a vault of the same name", () => {
    const features = inAzure.map(([name, { provider }]) => {
      const { azurerm } = provider as { azurerm: { features: unknown }[] };
      return [name.startsWith("hub-"), azurerm[0].features];
    });
    const ofHubs = [
      {
        key_vault: [
          {
            purge_soft_delete_on_destroy: false,
            purge_soft_deleted_secrets_on_destroy: false,
            recover_soft_deleted_key_vaults: true,
            recover_soft_deleted_secrets: true,
          },
        ],
      },
    ];
    expect(features).toEqual(features.map(([isHub]) => [isHub, isHub ? ofHubs : [{}]]));
  });
});

describe("what the example keeps to itself", () => {
  test("comes in by ephemeral variables of the hubs alone, one per planned secret", () => {
    const variables = Object.entries(templates).flatMap(([name, { variable }]) =>
      Object.entries(variable ?? {}).map(([variableName, body]) => [name, variableName, body]),
    );
    const sensitive = {
      type: "string",
      sensitive: true,
      ephemeral: true,
      nullable: false,
      description: expect.any(String),
    };
    expect(variables).toEqual([
      ["hub-retail-development", "hub_retail_development_warehouse_password", sensitive],
      ["hub-retail-production", "hub_retail_production_warehouse_password", sensitive],
      ["hub-energy-development", "hub_energy_development_costs_password", sensitive],
      ["hub-energy-development", "hub_energy_development_plant_password", sensitive],
      ["hub-energy-production", "hub_energy_production_costs_password", sensitive],
      ["hub-energy-production", "hub_energy_production_plant_password", sensitive],
    ]);
    expect(variables.map(([, , body]) => (body as { description: string }).description)[0]).toMatch(
      /^Value of the secret warehouse-password in contoso-reta-\w+-kv$/,
    );
  });

  test("leaves no stack as an output", () => {
    expect(names.filter((name) => "output" in templates[name])).toEqual([]);
  });

  test("stands in no synthesized file: every secret argument is a reference", () => {
    const secrets = blocksOf("azurerm_key_vault_secret").map(([, { value, value_wo: writeOnly }]) =>
      String(value ?? writeOnly),
    );
    const groups = blocksOf("azurerm_container_group").flatMap(([, { container }]) =>
      (container as Record<string, unknown>[]).flatMap(({ secure_environment_variables, volume }) => [
        ...stringsIn(secure_environment_variables),
        ...(volume as Record<string, unknown>[]).flatMap(({ storage_account_key }) => stringsIn(storage_account_key)),
      ]),
    );
    expect(secrets).toHaveLength(6 + 4 + 3); // variables, send rules, listen rules
    expect(groups).toHaveLength(15 + 3 * 2); // passwords, and the keys of the shares of erp
    const reference =
      /^\$\{(?:var\.\w+|(?:data\.)?azurerm_\w+\.[\w-]+\.\w+|coalesce\(ephemeral\.azapi_resource_action\.[\w-]+\.output\.\w+\))\}$/;
    expect([...secrets, ...groups].filter((text) => !reference.test(text))).toEqual([]);
  });

  test("is no key or connection string, in plain text or encoded", () => {
    const texts = Object.values(templates).flatMap(stringsIn);
    const decoded = texts
      .filter((text) => /^[A-Za-z0-9+/]{24,}={0,2}$/.test(text))
      .map((text) => Buffer.from(text, "base64").toString("utf8"));
    // A script of the gateway says that a key has no password.
    const secret = /SharedAccessKey(?:Name)?\s*=|AccountKey\s*=|IR@|BEGIN [A-Z ]*PRIVATE KEY|Password\s*=(?!lambda)/i;
    expect([...texts, ...decoded].filter((text) => secret.test(text))).toEqual([]);
    expect(decoded.length).toBeGreaterThan(12 * 8);
  });
});
