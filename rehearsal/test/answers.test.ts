import { Azure } from "../src/azure/azure";
import { text } from "../src/azure/operation";
import { CONNECTION_RULE } from "../src/azure/types/relay";
import {
  BOOKS,
  BOOKS_ACCESS,
  DOMAIN_SUBSCRIPTION,
  HUB,
  HUB_SUBSCRIPTION,
  SALES,
  Stage,
  applied,
  block,
  outcome,
  withoutSecret,
} from "./support/stage";
import { MOVEMENT, VAULT_ID } from "./support/sketches";
import { DEPLOYER, GROUP_ID, PLACE, SUBSCRIPTION, Sketch, Workshop } from "./support/workshop";

const SECRET = "azurerm_key_vault_secret";

const stage = new Stage();
afterAll(() => stage.clear());

/** Runs a sketch, and clears up. */
async function inWorkshop(sketch: Sketch, then: (workshop: Workshop) => Promise<void>): Promise<void> {
  const workshop = new Workshop(sketch);
  try {
    expect(await outcome(workshop.stack().init())).toBe("ok");
    await then(workshop);
  } finally {
    workshop.clear();
  }
}

it.each(["primaryConnectionString", "secondaryConnectionString"])(
  "fails where Azure answers without the key of the Relay that is served, and says for which secret: %s",
  async (withheld) => {
    const rehearsal = stage.rehearsal();
    rehearsal.world.withhold(CONNECTION_RULE, withheld);
    const stack = rehearsal.stack(HUB);
    expect(await outcome(stack.init())).toBe("ok");
    const { code, output } = await stack.apply();
    const said = output.replace(/\s*\n[│ ]*/g, " ");
    const missing = [
      ...said.matchAll(/in resource\.azurerm_key_vault_secret\.Hub_Vault_Secret-(relay-[a-z]+-[a-z]+)_/g),
    ].map(([, name]) => name);
    const served = withheld === "primaryConnectionString";
    expect([code, ...missing.sort()]).toEqual(served ? [1, "relay-listen-warehouse", "relay-send-warehouse"] : [0]);
    expect(said.includes('Call to function "coalesce" failed')).toBe(served);
  },
);

it("recovers a deleted secret of its own name, with a new value", async () => {
  const rehearsal = await stage.withHub();
  const hub = rehearsal.stack(HUB);
  const { world } = rehearsal;
  const [id, secret] = Object.entries(hub.configuration.resource![SECRET]).find(([one]) =>
    one.includes("sales-password"),
  )!;
  hub.change((configuration) => withoutSecret(configuration, id));
  expect(await outcome(hub.apply())).toBe("ok");
  const secretId = `${world.ofType("azurerm_key_vault")[0].id}/secrets/sales-password`;
  expect([world.find(secretId), world.deletedSecret(secretId)?.type]).toEqual([undefined, SECRET]);
  hub.change(({ resource }) => (resource![SECRET][id] = secret));
  expect(await outcome(hub.apply())).toBe("ok");
  expect(
    world.events
      .since(0)
      .filter((event) => event.id === secretId)
      .map(({ kind }) => kind),
  ).toEqual(["create", "delete", "recover"]);
  expect(world.deletedSecret(secretId)).toBeUndefined();
  expect(await hub.changes()).toEqual([]);
});

it("starts a stopped group again, with all that it needs", async () => {
  const { azure, changes } = await withDomain(BOOKS);
  const { world } = azure;
  const [{ id }] = world.ofType("azurerm_container_group");
  azure.stop(id);
  expect(world.isStopped(id)).toBe(true);
  expect(azure.whyNot(() => azure.start(id, "d0d0d0d0-0000-4000-8000-000000000006"))).toBeUndefined();
  expect(world.isStopped(id)).toBe(false);
  expect(world.events.all.filter(({ kind }) => ["start", "stop"].includes(kind)).map(({ kind }) => kind)).toEqual([
    "stop",
    "start",
  ]);
  expect(changes).toEqual([]);
});

async function withDomain(stackName: string): Promise<{ azure: Azure; changes: unknown[] }> {
  const rehearsal = await stage.withHub();
  await applied(rehearsal.stack(stackName));
  return { azure: rehearsal.azure, changes: await rehearsal.stack(stackName).changes() };
}

it("gives a role on a secret that nobody has put into the vault yet: it is there when the secret comes", async () => {
  const rehearsal = stage.rehearsal();
  await applied(rehearsal.stack(HUB));
  await applied(rehearsal.stack(BOOKS_ACCESS));
  const { world } = rehearsal;
  const vaultId = world.ofType("azurerm_key_vault")[0].id;
  const secretId = `${vaultId}/secrets/books-password`;
  const given = world.ofType("azurerm_role_assignment").filter(({ values }) => values.scope === secretId);
  expect([world.find(secretId), given.length > 0]).toEqual([undefined, true]);
  world.putSecret(vaultId, "books-password", "late");
  world.clock.advance(600);
  expect(world.has("readSecrets", text(given[0].values, "principal_id"), secretId)).toBe(true);
});

it("makes each resource in the subscription of its own provider, alias or not", async () => {
  const sketch: Sketch = {
    name: "two-subscriptions",
    provider: {
      azurerm: [
        { features: {}, subscription_id: SUBSCRIPTION },
        { alias: "there", features: {}, subscription_id: HUB_SUBSCRIPTION },
      ],
    },
    resources: () => ({
      azurerm_resource_group: {
        here: { name: "here-rg", location: "westeurope" },
        there: { name: "there-rg", location: "westeurope", provider: "azurerm.there" },
      },
    }),
    given: ({ world }) => world.give(DEPLOYER, "Owner", `/subscriptions/${HUB_SUBSCRIPTION}`),
  };
  const groups = ({ world }: Workshop) => world.ofType("azurerm_resource_group").map(({ id }) => id);
  await inWorkshop(sketch, async (workshop) => {
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    expect(groups(workshop).sort()).toEqual([
      `/subscriptions/${HUB_SUBSCRIPTION}/resourceGroups/there-rg`,
      `/subscriptions/${SUBSCRIPTION}/resourceGroups/here-rg`,
      GROUP_ID,
    ]);
    expect(await workshop.stack().changes()).toEqual([]);
    expect(await outcome(workshop.stack().destroy())).toBe("ok");
    expect(groups(workshop)).toEqual([GROUP_ID]);
  });
});

it("never ends planning a linked service of a vault in another subscription: the provider does not find it", async () => {
  const elsewhere = VAULT_ID.replace(SUBSCRIPTION, DOMAIN_SUBSCRIPTION);
  const sketch: Sketch = {
    ...MOVEMENT,
    resources: () => ({
      azurerm_data_factory_linked_service_key_vault: {
        vault: {
          name: "vault",
          data_factory_id: `${GROUP_ID}/providers/Microsoft.DataFactory/factories/sketch-adf`,
          key_vault_id: elsewhere,
        },
      },
    }),
  };
  await inWorkshop(sketch, async (workshop) => {
    const update = [{ address: "azurerm_data_factory_linked_service_key_vault.vault", actions: ["update"] }];
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    expect(await workshop.stack().changes()).toEqual(update);
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    expect(await workshop.stack().changes()).toEqual(update);
  });
});

it("lets whoever has a role of somebody's own start a group, if the role says so", async () => {
  const rehearsal = await stage.withHub();
  await applied(rehearsal.stack(SALES));
  const { azure, world } = rehearsal;
  const [{ id }] = world.ofType("azurerm_container_group");
  const definitionId = `${id}/providers/Microsoft.Authorization/roleDefinitions/0d0d0d0d-0000-4000-8000-000000000001`;
  world.put("azurerm_role_definition", definitionId, {
    name: "Group Starter",
    role_definition_id: "0d0d0d0d-0000-4000-8000-000000000001",
    permissions: [{ actions: ["Microsoft.ContainerInstance/containerGroups/start/action"] }],
  });
  world.put("azurerm_role_assignment", `${id}/providers/Microsoft.Authorization/roleAssignments/1`, {
    scope: id,
    principal_id: "somebody",
    role_definition_id: definitionId,
  });
  azure.stop(id);
  expect(azure.whyNot(() => azure.start(id, "somebody"))).toMatch(/containerGroups\/start\/action/);
  world.clock.advance(600);
  expect(azure.whyNot(() => azure.start(id, "somebody"))).toBeUndefined();
});

it("deletes for good what the provider purges, where the vault is not protected from that", async () => {
  const sketch: Sketch = {
    name: "unprotected",
    resources: () => ({
      azurerm_key_vault: {
        vault: {
          ...PLACE,
          name: "unprotected-kv",
          tenant_id: SUBSCRIPTION,
          sku_name: "standard",
          rbac_authorization_enabled: true,
        },
      },
    }),
  };
  await inWorkshop(sketch, async (workshop) => {
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    expect(await outcome(workshop.stack().destroy())).toBe("ok");
    expect(workshop.world.deletedVault("unprotected-kv")).toBeUndefined();
    workshop
      .stack()
      .change((configuration) => (block(configuration, "azurerm_key_vault").purge_protection_enabled = true));
    expect(await outcome(workshop.stack().apply())).toBe("ok");
    expect(await outcome(workshop.stack().destroy())).toBe("ok");
    expect(workshop.world.deletedVault("unprotected-kv")?.type).toBe("azurerm_key_vault");
  });
});
