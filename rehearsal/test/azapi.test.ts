import { PIPELINE, RUNTIME } from "../src/azure/types/data-factory";
import { without } from "../src/provider/value";
import { inFactory, part, providers } from "./support/azapi-sketch";
import { FACTORY_ID } from "./support/sketches";
import { outcome } from "./support/stage";
import { DEPLOYER, GROUP_ID, PLACE, Sketch, Workshop } from "./support/workshop";

const WAIT = { name: "Wait", type: "Wait", typeProperties: { waitTimeInSeconds: 1 } };
const FETCH = {
  name: "Fetch",
  type: "WebActivity",
  typeProperties: { method: "GET", url: "https://example", authentication: { type: "MSI", resource: "https://a" } },
};
const PIPELINE_ID = `${FACTORY_ID}/pipelines/nightly`;
const UPDATED = [{ address: "azapi_resource.nightly", actions: ["update"] }];
const REPLACED = [{ address: "azapi_resource.nightly", actions: ["delete", "create"] }];

const resources = (properties: object, more: object = {}): ReturnType<Sketch["resources"]> => ({
  azapi_resource: { nightly: part("pipelines", "nightly", { activities: [WAIT, FETCH], ...properties }, more) },
});

/** A pipeline made by azapi, with `more` arguments, by a provider that is configured so. */
const nightly = (name: string, properties: object = {}, more: object = {}, azapi: object = {}): Sketch =>
  inFactory(name, () => resources(properties, more), { azapi });

/** Applies a sketch, and hands the workshop on; clears up. */
async function applied(sketch: Sketch, then: (workshop: Workshop) => Promise<void>): Promise<void> {
  const workshop = new Workshop(sketch);
  try {
    expect(await outcome(workshop.stack().init())).toBe("ok");
    expect(await outcome(workshop.stack().validate())).toBe("ok");
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    await then(workshop);
  } finally {
    workshop.clear();
  }
}

/** What Terraform says to a sketch before anything is made. */
async function refused(sketch: Sketch): Promise<string> {
  const workshop = new Workshop(sketch);
  try {
    expect(await outcome(workshop.stack().init())).toBe("ok");
    return (await outcome(workshop.stack().validate())).replace(/\s*\n[│ ]*/g, " ");
  } finally {
    workshop.clear();
  }
}

/** From now on the stack is written so. */
function become(workshop: Workshop, properties: object, more: object = {}): void {
  workshop.stack().change((configuration) => (configuration.resource = resources(properties, more)));
}

const propertiesIn = ({ world }: Workshop) =>
  world.find(PIPELINE_ID, PIPELINE)!.values.properties as Record<string, unknown>;

describe("a body", () => {
  it("is sent as it is written, planned empty, and taken down", async () => {
    const properties = {
      concurrency: 1,
      parameters: { share: { type: "Float", defaultValue: 0.1 }, names: { type: "Array", defaultValue: [] } },
      annotations: ["a", 2, true, null],
    };
    await applied(nightly("as-written", properties), async (workshop) => {
      expect(workshop.world.find(PIPELINE_ID)!.values).toEqual({
        id: PIPELINE_ID,
        name: "nightly",
        type: PIPELINE,
        properties: { activities: [WAIT, FETCH], ...properties },
      });
      expect(await workshop.stack().changes()).toEqual([]);
      expect(await outcome(workshop.stack().destroy())).toBe("ok");
      expect(workshop.world.find(PIPELINE_ID)).toBeUndefined();
    });
  });

  it("may hold what is known only after apply, in the types that Terraform's expressions have", async () => {
    const identity = { name: "copy-id", resource_group_name: "sketch-rg", location: "westeurope" };
    const sketch = inFactory("unknown-inside", () => ({
      azurerm_user_assigned_identity: { copy: { ...identity, tags: { a: "b" } } },
      azapi_resource: {
        copy: part("credentials", "copy", {
          type: "ManagedIdentity",
          annotations: '${toset(["x", "y"])}',
          typeProperties: { resourceId: "${azurerm_user_assigned_identity.copy.id}" },
        }),
        listed: part("pipelines", "listed", {
          activities: [],
          parameters: "${{ for k, v in azurerm_user_assigned_identity.copy.tags : k => { type = v } }}",
        }),
      },
    }));
    await applied(sketch, async (workshop) => {
      const [{ id }] = workshop.world.ofType("azurerm_user_assigned_identity");
      expect(workshop.world.find(`${FACTORY_ID}/credentials/copy`)!.values.properties).toEqual({
        type: "ManagedIdentity",
        annotations: ["x", "y"],
        typeProperties: { resourceId: id },
      });
      expect(workshop.world.find(`${FACTORY_ID}/pipelines/listed`)!.values.properties).toMatchObject({
        parameters: { a: { type: "b" } },
      });
      expect(await workshop.stack().changes()).toEqual([]);
    });
  });

  it("loses what is taken out of it, and Azure does", () =>
    applied(nightly("taken-out", { concurrency: 1, description: "each night" }), async (workshop) => {
      become(workshop, { description: "each night" });
      expect(await workshop.stack().changes()).toEqual(UPDATED);
      expect(await outcome(workshop.stack().apply())).toBe("ok");
      expect(propertiesIn(workshop)).toEqual({ activities: [WAIT, FETCH], description: "each night" });
      expect(await workshop.stack().changes()).toEqual([]);
    }));

  it("never loses it where azapi is left to its default: no change is seen, and the old value stays", () =>
    applied(
      nightly("never-taken-out", { concurrency: 1, description: "each night" }, {}, { ignore_no_op_changes: null }),
      async (workshop) => {
        become(workshop, { description: "each night" });
        expect(await workshop.stack().changes()).toEqual([]);
        expect(await outcome(workshop.stack().apply())).toBe("ok");
        expect(propertiesIn(workshop).concurrency).toBe(1);
        become(workshop, { description: "each night", activities: [WAIT] }); // an item is seen
        expect(await workshop.stack().changes()).toEqual(UPDATED);
      },
    ));

  const [{ typeProperties, ...wait }, fetched] = [WAIT, FETCH.typeProperties];
  const masked = { ...fetched, url: "****" };
  const anonymous = without(fetched, "authentication");

  test.each([
    [
      "a value that is changed",
      { activities: [{ ...WAIT, typeProperties: { waitTimeInSeconds: 9 } }, FETCH] },
      true,
      true,
    ],
    ["an activity that is added", { activities: [WAIT, FETCH, { ...WAIT, name: "More" }] }, true, true],
    ["an activity that is deleted", { activities: [WAIT] }, true, true],
    ["a property that is removed", { activities: [{ ...wait }, FETCH] }, true, false],
    ["an authentication that is removed", { activities: [WAIT, { ...FETCH, typeProperties: anonymous }] }, true, false],
    ["a text that is masked", { activities: [WAIT, { ...FETCH, typeProperties: masked }] }, true, false],
    ["activities that are reordered", { activities: [FETCH, WAIT] }, false, false],
    ["a property that was never written", { activities: [WAIT, FETCH], variables: {} }, false, false],
    ["a number that comes back as a text", { activities: [WAIT, FETCH], concurrency: "1" }, true, true],
  ])("%s in the portal is seen as azapi sees it", async (_what, edited, strictly, byDefault) => {
    expect(typeProperties).toBeDefined();
    for (const [more, seen] of [
      [{}, strictly],
      [{ ignore_missing_property: true }, byDefault],
    ] as const) {
      await applied(nightly("edited", { concurrency: 1 }, more), async (workshop) => {
        const pipeline = workshop.world.find(PIPELINE_ID)!;
        pipeline.values = { ...pipeline.values, properties: { concurrency: 1, ...edited } };
        expect(await workshop.stack().changes()).toEqual(seen ? UPDATED : []);
      });
    }
  });

  it("plans for ever where it holds a secret as text: Azure never shows it again", () =>
    applied(
      inFactory("secret-text", () => ({
        azapi_resource: {
          nightly: part("linkedservices", "sql", {
            type: "SqlServer",
            typeProperties: { connectionString: "a", password: { type: "SecureString", value: "secret" } },
          }),
        },
      })),
      async (workshop) => {
        expect(await workshop.stack().changes()).toEqual(UPDATED);
        expect(await outcome(workshop.stack().apply())).toBe("ok");
        expect(await workshop.stack().changes()).toEqual(UPDATED);
      },
    ));

  it("is another resource under another name, in another parent, or when a path in it says so", () =>
    applied(nightly("replaced", {}, { replace_triggers_refs: ["properties.activities[].type"] }), async (workshop) => {
      const refs = { replace_triggers_refs: ["properties.activities[].type"] };
      become(workshop, { activities: [{ ...WAIT, name: "Pause" }, FETCH] }, refs);
      expect(await workshop.stack().changes()).toEqual(UPDATED);
      become(
        workshop,
        { activities: [WAIT, { name: "Fail", type: "Fail", typeProperties: { message: "a", errorCode: "1" } }] },
        refs,
      );
      expect(await workshop.stack().changes()).toEqual(REPLACED);
      become(workshop, {}, { ...refs, name: "other" });
      expect(await workshop.stack().changes()).toEqual(REPLACED);
      become(workshop, {}, { ...refs, parent_id: `${FACTORY_ID}-2` });
      expect(await workshop.stack().changes()).toEqual(REPLACED);
    }));

  it("is not replaced under its own name when the new one comes first", () =>
    applied(
      nightly("own-name", {}, { lifecycle: { create_before_destroy: true }, replace_triggers_refs: ["properties"] }),
      async (workshop) => {
        const more = { lifecycle: { create_before_destroy: true }, replace_triggers_refs: ["properties"] };
        become(workshop, { concurrency: 1 }, more);
        const said = await outcome(workshop.stack().apply());
        expect(said).toMatch(/^Error: Resource already exists/);
        expect(said.replace(/\s*\n[│ ]*/g, " ")).toContain(`A resource with the ID "${PIPELINE_ID}" already exists`);
      },
    ));

  it("is imported by its ID with the version of the API", () =>
    applied(nightly("imported", { concurrency: 1 }), async (workshop) => {
      const stack = workshop.stack();
      const { world } = workshop;
      const { values } = world.find(PIPELINE_ID)!;
      stack.change((configuration) => delete configuration.resource);
      expect(await outcome(stack.apply())).toBe("ok");
      world.put(PIPELINE, PIPELINE_ID, values);
      become(workshop, { concurrency: 1 });
      expect(await outcome(stack.import("azapi_resource.nightly", PIPELINE_ID))).toMatch(/Invalid Resource ID/);
      const address = `${PIPELINE_ID}?api-version=2018-06-01`;
      expect(await outcome(stack.import("azapi_resource.nightly", address))).toBe("ok");
      expect(await stack.changes()).toEqual(UPDATED); // what is exported, and what is ignored
      expect(await outcome(stack.apply())).toBe("ok");
      expect(await stack.changes()).toEqual([]);
    }));
});

describe("what is wrong is said before anything is made", () => {
  const wrong = (more: object): Sketch => nightly("wrong", {}, more);

  test.each([
    ["a type without a version", { type: "Microsoft.DataFactory/factories/pipelines" }, /expected <resource-type>@/],
    [
      "a version that nobody serves",
      { type: "Microsoft.DataFactory/factories/pipelines@2019-01-01" },
      /`api-version` of Microsoft.DataFactory\/factories\/pipelines is 2019-01-01; it can be 2018-06-01/,
    ],
    [
      "a misspelt type",
      { type: "Microsoft.DataFactory/factories/pipelins@2018-06-01" },
      /serves no type Microsoft.DataFactory\/factories\/pipelins; is Microsoft.DataFactory\/factories\/pipelines meant\?/,
    ],
    ["a parent of another type", { parent_id: GROUP_ID }, /expect ID of `Microsoft.DataFactory\/factories`, but got/],
    ["a body that is a text", { body: JSON.stringify({ properties: {} }) }, /Invalid Type/],
    [
      "a body that Azure would not take",
      { body: { properties: { activities: [{ ...FETCH, typeProperties: { methd: "GET", url: "https://a" } }] } } },
      /`properties.activities.0.typeProperties.methd`: it is not expected here; is method meant\?/,
    ],
    ["no name", { name: null }, /Missing required argument/],
    ["no parent", { parent_id: null }, /Missing required argument.*"parent_id"/],
  ])("%s", async (_, more, says) => {
    expect(await refused(wrong(more))).toMatch(says);
  });
});

it("a body is not looked at where it says so, nor are texts of which there are only some", async () => {
  const unseen = { body: { properties: { activites: [] } }, schema_validation_enabled: false };
  expect(await refused(nightly("unseen", {}, unseen))).toBe("ok");
  const fetch = { ...FETCH, typeProperties: { ...FETCH.typeProperties, method: "FETCH" } };
  expect(await refused(nightly("method", { activities: [fetch] }))).toBe("ok");
});

describe("part of a body that is there already", () => {
  const NAMESPACE = {
    type: "Microsoft.Relay/namespaces@2024-01-01",
    parent_id: GROUP_ID,
    name: "sketch-relay",
    location: "westeurope",
    body: { sku: { name: "Standard", tier: "Standard" }, properties: { publicNetworkAccess: "Disabled" } },
    response_export_values: [],
    ignore_missing_property: false,
  };
  const RULES_ID = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/sketch-relay/networkRuleSets/default`;
  const rules = {
    type: "Microsoft.Relay/namespaces/networkRuleSets@2024-01-01",
    body: { properties: { ipRules: [{ ipMask: "203.0.113.7", action: "Allow" }] } },
    response_export_values: [],
  };
  const namespaceAnd = (others: ReturnType<Sketch["resources"]>): Sketch => ({
    name: "relay",
    provider: providers(),
    resources: () => ({ ...others, azapi_resource: { relay: NAMESPACE, ...others.azapi_resource } }),
  });

  it("is put into it, planned empty, and stays when it is taken out of the stack", async () => {
    const sketch = namespaceAnd({
      azapi_update_resource: { rules: { ...rules, resource_id: "${azapi_resource.relay.id}/networkRuleSets/default" } },
    });
    await applied(sketch, async (workshop) => {
      const properties = () => workshop.world.find(RULES_ID)!.values.properties;
      const changed = { ...rules.body.properties, defaultAction: "Allow", publicNetworkAccess: "Disabled" };
      expect(properties()).toEqual(changed);
      expect(await workshop.stack().changes()).toEqual([]);
      workshop.stack().change(({ resource = {} }) => delete resource.azapi_update_resource);
      expect(await outcome(workshop.stack().apply())).toBe("ok");
      expect(properties()).toEqual(changed);
    });
  });

  it("cannot be made: every namespace has it", async () => {
    const workshop = new Workshop(
      namespaceAnd({
        azapi_resource: { rules: { ...rules, parent_id: "${azapi_resource.relay.id}", name: "default" } },
      }),
    );
    await workshop.stack().init();
    expect(await outcome(workshop.stack().apply())).toMatch(/^Error: Resource already exists/);
    workshop.clear();
  });
});

describe("what Terraform never keeps", () => {
  const VAULT = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/sketch-kv`;
  const SECRET_ID = `${VAULT}/secrets/shir-auth-key`;

  /** A runtime's key, from Azure to the vault. */
  const keyed = inFactory(
    "keyed",
    () => ({
      azapi_resource: { runtime: part("integrationRuntimes", "onprem", { type: "SelfHosted" }) },
      azurerm_key_vault_secret: {
        key: {
          name: "shir-auth-key",
          key_vault_id: VAULT,
          value_wo: "${ephemeral.azapi_resource_action.keys.output.authKey1}",
          value_wo_version: 1,
        },
      },
    }),
    {
      given: ({ world }) => {
        world.put("azurerm_key_vault", VAULT, { name: "sketch-kv" });
        world.give(DEPLOYER, "Key Vault Secrets Officer", VAULT);
      },
      ephemeral: {
        azapi_resource_action: {
          keys: {
            type: `${RUNTIME}@2018-06-01`,
            resource_id: "${azapi_resource.runtime.id}",
            action: "listAuthKeys",
            response_export_values: ["authKey1"],
          },
        },
      },
    },
  );

  it("goes from Azure to the vault by way of no state and no plan, and again only with another version", () =>
    applied(keyed, async (workshop) => {
      const stack = workshop.stack();
      const runtime = workshop.world.find(`${FACTORY_ID}/integrationRuntimes/onprem`)!;
      const key = runtime.hidden!.authKey1 as string;
      const secret = () => workshop.world.find(SECRET_ID)!.hidden!.value;
      expect(key).toMatch(/^IR@/);
      expect(secret()).toBe(key);
      expect(stack.stateText()).toContain("shir-auth-key");
      expect(stack.stateText()).not.toContain(key);
      expect(await stack.changes()).toEqual([]);
      runtime.hidden = { ...runtime.hidden, authKey1: "IR@regenerated" };
      expect(await stack.changes()).toEqual([]);
      stack.change(({ resource }) => (resource!.azurerm_key_vault_secret.key.value_wo_version = 2));
      expect(await outcome(stack.apply())).toBe("ok");
      expect(secret()).toBe("IR@regenerated");
    }));

  const secretText = (value: string) => ({ type: "SecureString", value });
  const secretBody = (value: string, more: object = {}): Record<string, unknown> =>
    part(
      "linkedservices",
      "sql",
      {
        type: "SqlServer",
        typeProperties: { connectionString: "a" },
        parameters: { list: { type: "Array", defaultValue: [{ a: 1 }] } },
      },
      { sensitive_body: { properties: { typeProperties: { password: secretText(value) } } }, ...more },
    );
  const typeProperties = ({ world }: Workshop) =>
    (world.find(`${FACTORY_ID}/linkedservices/sql`)!.values.properties as Record<string, unknown>).typeProperties;

  it("is sent with the body and left out of the state; its hash tells when it becomes another", () =>
    applied(
      inFactory("sensitive", () => ({ azapi_resource: { nightly: secretBody("first-secret") } })),
      async (workshop) => {
        const stack = workshop.stack();
        expect(typeProperties(workshop)).toEqual({ connectionString: "a", password: secretText("first-secret") });
        expect(stack.stateText()).not.toContain("first-secret");
        expect(await stack.changes()).toEqual([]);
        stack.change(
          (configuration) => (configuration.resource = { azapi_resource: { nightly: secretBody("second") } }),
        );
        expect(await stack.changes()).toEqual(UPDATED);
        expect(await outcome(stack.apply())).toBe("ok");
        expect(typeProperties(workshop)).toEqual({ connectionString: "a", password: secretText("second") });
        expect(await stack.changes()).toEqual([]);
      },
    ));

  it("with a version is sent when that changes, and left out of every other update: the fault of azapi", () => {
    const versioned = (value: string, version: string, description: string) => ({
      azapi_resource: {
        nightly: {
          ...secretBody(value, { sensitive_body_version: { "properties.typeProperties.password": version } }),
          body: { properties: { type: "SqlServer", description, typeProperties: { connectionString: "a" } } },
        },
      },
    });
    return applied(
      inFactory("versioned", () => versioned("first", "1", "a")),
      async (workshop) => {
        const stack = workshop.stack();
        const become = async (...is: [string, string, string]) => {
          stack.change((configuration) => (configuration.resource = versioned(...is)));
          const changes = await stack.changes();
          expect(await outcome(stack.apply())).toBe("ok");
          return changes.length;
        };
        expect(await become("second", "1", "a")).toBe(0);
        expect(await become("second", "2", "a")).toBe(1);
        expect(typeProperties(workshop)).toEqual({ connectionString: "a", password: secretText("second") });
        expect(await become("second", "2", "b")).toBe(1);
        expect(typeProperties(workshop)).toEqual({ connectionString: "a" });
      },
    );
  });
});

describe("what azurerm makes as well", () => {
  const OTHER = "5a5a5a5a-0000-4000-8000-000000000002";

  it("is a resource group in another subscription, with what is in it, by the one provider", () => {
    const group = {
      type: "Microsoft.Resources/resourceGroups@2024-03-01",
      name: "there-rg",
      parent_id: `/subscriptions/${OTHER}`,
      location: "West Europe",
      tags: { a: "b" },
      body: {},
      response_export_values: [],
    };
    const sketch: Sketch = {
      name: "there",
      provider: providers(),
      given: ({ world }) => world.give(DEPLOYER, "Owner", `/subscriptions/${OTHER}`),
      resources: () => ({
        azapi_resource: { group },
        azurerm_role_assignment: {
          reader: { scope: "${azapi_resource.group.id}", role_definition_name: "Reader", principal_id: "somebody" },
        },
      }),
    };
    return applied(sketch, async (workshop) => {
      const stack = workshop.stack();
      const id = `/subscriptions/${OTHER}/resourceGroups/there-rg`;
      expect(workshop.world.find(id, "azurerm_resource_group")!.values).toMatchObject({ location: "West Europe" });
      expect(workshop.world.assignments.filter(({ scope }) => scope === id)).toHaveLength(1);
      expect(await stack.changes()).toEqual([]);
      const become = (more: object) =>
        stack.change(({ resource }) => (resource!.azapi_resource.group = { ...group, ...more }));
      become({ location: "westeurope" });
      expect(await stack.changes()).toEqual([]);
      become({ tags: { a: "c" } });
      expect(await stack.changes()).toEqual([{ address: "azapi_resource.group", actions: ["update"] }]);
      expect(await outcome(stack.apply())).toBe("ok");
      expect(await outcome(stack.destroy())).toBe("ok");
      expect(workshop.world.find(id)).toBeUndefined();
    });
  });

  it("is an identity in another subscription, of which it looks up what Entra calls it, and fails where there is none", () => {
    const type = "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31";
    const inThere = `/subscriptions/${OTHER}/resourceGroups/there-rg/providers/Microsoft.ManagedIdentity`;
    const lookUp = (name: string): object => ({
      type,
      resource_id: `${inThere}/userAssignedIdentities/${name}`,
      response_export_values: { client: "properties.clientId" },
    });
    const sketch: Sketch = {
      name: "look-up",
      provider: providers(),
      given: ({ world }) => {
        world.give(DEPLOYER, "Reader", `/subscriptions/${OTHER}`);
        world.put("azurerm_user_assigned_identity", `${inThere}/userAssignedIdentities/there-id`, { name: "there-id" });
      },
      data: { azapi_resource: { there: lookUp("there-id") as Record<string, unknown> } },
      resources: () => ({
        azurerm_user_assigned_identity: {
          here: { ...PLACE, name: "here-id", tags: { client: "${data.azapi_resource.there.output.client}" } },
        },
      }),
    };
    return applied(sketch, async (workshop) => {
      const [there, here] = workshop.world.ofType("azurerm_user_assigned_identity");
      expect(there.values.client_id).toMatch(/^[0-9a-f-]{36}$/);
      expect(here.values.tags).toEqual({ client: there.values.client_id });
      expect(await workshop.stack().changes()).toEqual([]);
      workshop.stack().change(({ data }) => (data!.azapi_resource.there = lookUp("nobody") as Record<string, unknown>));
      expect(await outcome(workshop.stack().plan())).toMatch(/^Error: Resource not found\n.*nobody:\s404 Not Found/s);
    });
  });

  it("is a subnet, from which a PUT takes whatever it does not name", () => {
    const network = { ...PLACE, name: "net", address_space: ["10.0.0.0/24"] };
    const subnet = (services: string[]) => ({
      type: "Microsoft.Network/virtualNetworks/subnets@2024-05-01",
      name: "machines",
      parent_id: "${azurerm_virtual_network.net.id}",
      body: {
        properties: { addressPrefix: "10.0.0.0/26", serviceEndpoints: services.map((service) => ({ service })) },
      },
      response_export_values: [],
      ignore_missing_property: false,
    });
    const resources = (services: string[]) => ({
      azurerm_virtual_network: { net: network },
      azurerm_nat_gateway: { out: { ...PLACE, name: "out" } },
      azapi_resource: { machines: subnet(services) },
      azurerm_subnet_nat_gateway_association: {
        out: { nat_gateway_id: "${azurerm_nat_gateway.out.id}", subnet_id: "${azapi_resource.machines.id}" },
      },
    });
    const sketch: Sketch = {
      name: "subnet",
      provider: providers(),
      resources: () => resources(["Microsoft.KeyVault"]),
    };
    return applied(sketch, async (workshop) => {
      const stack = workshop.stack();
      expect(workshop.world.ofType("azurerm_subnet")[0].values).toMatchObject({
        address_prefixes: ["10.0.0.0/26"],
        service_endpoints: ["Microsoft.KeyVault"],
      });
      expect(await stack.changes()).toEqual([]);
      stack.change(
        (configuration) => (configuration.resource = resources(["Microsoft.KeyVault", "Microsoft.Storage"])),
      );
      expect(await outcome(stack.apply())).toBe("ok");
      expect(await stack.changes()).toEqual([
        { address: "azurerm_subnet_nat_gateway_association.out", actions: ["create"] },
      ]);
    });
  });
});
