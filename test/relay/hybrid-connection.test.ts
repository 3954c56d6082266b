import {
  HybridConnection,
  HybridConnectionProps,
  ISecret,
  KeyVault,
  RelayNamespace,
  KeySlot,
  RelayKeys,
} from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, blocksWith, principalIn, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const CONNECTION_ID = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-relay/hybridConnections/warehouse`;

const RULE = "Microsoft.Relay/namespaces/hybridConnections/authorizationRules@2024-01-01";

function connectionIn(stack: ReturnType<typeof stackUnderTest>, given: Partial<HybridConnectionProps> = {}) {
  const relayNamespace = new RelayNamespace(stack, "Relay", { ...PLACE, namespaceName: "contoso-relay" });
  return new HybridConnection(stack, "Warehouse", { relayNamespace, hybridConnectionName: "warehouse", ...given });
}

describe("a hybrid connection", () => {
  test("requires authorization of its clients", () => {
    const stack = stackUnderTest();
    const connection = connectionIn(stack, { description: "sql01.retail.example:1433" });
    expect(resources(stack, "azurerm_relay_hybrid_connection")).toEqual([
      {
        name: "warehouse",
        relay_namespace_name: expect.stringMatching(/^\$\{azapi_resource\.Relay_\w+\.name\}$/),
        resource_group_name: "retail-rg",
        requires_client_authorization: true,
        user_metadata: "sql01.retail.example:1433",
      },
    ]);
    expect(resolved(stack, [connection.resourceId, connection.hybridConnectionName])).toEqual([
      expect.stringMatching(/^\$\{azurerm_relay_hybrid_connection\.Warehouse_\w+\.id\}$/),
      expect.stringMatching(/^\$\{azurerm_relay_hybrid_connection\.Warehouse_\w+\.name\}$/),
    ]);
  });

  test("has no text for operators where none is given", () => {
    const stack = stackUnderTest();
    connectionIn(stack);
    expect(resources(stack, "azurerm_relay_hybrid_connection")[0].user_metadata).toBeUndefined();
  });

  test.each([
    ["send", "grantSend", "Azure Relay Sender"],
    ["listen", "grantListen", "Azure Relay Listener"],
  ] as const)("grants the right to %s on itself alone, once however often asked", (_, grant, role) => {
    const stack = stackUnderTest();
    const connection = connectionIn(stack);
    const somebody = principalIn(stack);
    expect(connection[grant](somebody)).toBe(connection[grant](somebody));
    expect(resources(stack, "azurerm_role_assignment")).toEqual([
      {
        scope: expect.stringMatching(/^\$\{azurerm_relay_hybrid_connection\.Warehouse_\w+\.id\}$/),
        role_definition_name: role,
        principal_id: PRINCIPAL_ID,
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test.each(["", "-warehouse", "warehouse.", "ware house", "w".repeat(261)])("fails if its name is %j", (name) => {
    expect(() => connectionIn(stackUnderTest(), { hybridConnectionName: name })).toThrow(
      `Stack/Warehouse: [relay/hybrid-connection-name] given "${name}".`,
    );
  });

  test.each(["w", "warehouse/eu-1", "w_h.1", "w".repeat(260)])("may be called %j", (hybridConnectionName) => {
    const stack = stackUnderTest();
    connectionIn(stack, { hybridConnectionName });
    expect(resources(stack, "azurerm_relay_hybrid_connection")).toMatchObject([{ name: hybridConnectionName }]);
  });
});

describe("a rule of a hybrid connection", () => {
  function storing(stack: ReturnType<typeof stackUnderTest>) {
    const connection = connectionIn(stack);
    const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-kv" });
    vault.grantWrite(principalIn(stack));
    return { connection, vault };
  }

  const rulesIn = (stack: ReturnType<typeof stackUnderTest>) =>
    Object.entries(template(stack).resource!.azapi_resource).filter(([, { type }]) => type === RULE);

  test.each([
    ["storeSendRule", "send", "Send"],
    ["storeListenRule", "listen", "Listen"],
  ] as const)("made by %s has one right, and its string goes to the vault and into no state", (store, name, right) => {
    // GIVEN
    const stack = stackUnderTest();
    const { connection, vault } = storing(stack);
    // WHEN
    const secret: ISecret = connection[store](vault, "warehouse-string");
    // THEN
    expect(secret).toBe(vault.secret("warehouse-string"));
    const [[rule, body], ...others] = rulesIn(stack);
    expect(others).toEqual([]);
    expect(body).toEqual({
      type: RULE,
      name,
      parent_id: expect.stringMatching(/^\$\{azurerm_relay_hybrid_connection\.Warehouse_\w+\.id\}$/),
      body: { properties: { rights: [right] } },
      ignore_missing_property: false,
      response_export_values: [],
    });
    const [[keys, action], ...otherActions] = Object.entries(template(stack).ephemeral!.azapi_resource_action);
    expect(otherActions).toEqual([]);
    expect(action).toEqual({
      type: RULE,
      resource_id: `\${azapi_resource.${rule}.id}`,
      action: "listKeys",
      response_export_values: ["primaryConnectionString"],
    });
    const [kept] = resources(stack, "azurerm_key_vault_secret");
    expect(kept).toMatchObject({
      name: "warehouse-string",
      value_wo: `\${coalesce(ephemeral.azapi_resource_action.${keys}.output.primaryConnectionString)}`,
      value_wo_version: 1,
    });
    expect(kept).not.toHaveProperty("value");
    expect(blocksWith(stack, /ConnectionString\)\}/)).toEqual([expect.stringMatching(/^azurerm_key_vault_secret\./)]);
  });

  test("to send and one to listen stand side by side, and are written anew when another key is served", () => {
    const stack = stackUnderTest();
    const { connection, vault } = storing(stack);
    connection.storeSendRule(vault, "warehouse-send", RelayKeys.serving(KeySlot.SECONDARY, { version: 1 }));
    connection.storeListenRule(vault, "warehouse-listen");
    expect(rulesIn(stack).map(([, { name, body }]) => [name, body])).toEqual([
      ["listen", { properties: { rights: ["Listen"] } }],
      ["send", { properties: { rights: ["Send"] } }],
    ]);
    const kept = resources(stack, "azurerm_key_vault_secret");
    expect(kept.map(({ name, value_wo_version: version }) => [name, version])).toEqual([
      ["warehouse-listen", 1],
      ["warehouse-send", 2],
    ]);
    expect(kept.map(({ value_wo: value }) => /output\.(\w+)\)/.exec(String(value))?.[1])).toEqual([
      "primaryConnectionString",
      "secondaryConnectionString",
    ]);
  });
});

describe("a hybrid connection of somebody else", () => {
  test.each([
    [CONNECTION_ID, "warehouse"],
    [CONNECTION_ID.toLowerCase(), "warehouse"],
  ])("is known by its ID, not made, and gives the same rights: %s", (resourceId, hybridConnectionName) => {
    const stack = stackUnderTest();
    const connection = HybridConnection.fromResourceId(stack, "Warehouse", resourceId);
    connection.grantSend(principalIn(stack));
    expect(connection).toMatchObject({ resourceId, hybridConnectionName });
    expect(Object.keys(template(stack).resource!)).toEqual(["azurerm_role_assignment"]);
    expect(resources(stack, "azurerm_role_assignment")).toMatchObject([
      { scope: resourceId, role_definition_name: "Azure Relay Sender" },
    ]);
  });
});
