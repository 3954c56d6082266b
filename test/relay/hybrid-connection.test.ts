import { HybridConnection, HybridConnectionProps, ISecret, KeyVault, RelayNamespace } from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, blocksWith, principalIn, resolved } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";

const CONNECTION_ID = `${GROUP_ID}/providers/Microsoft.Relay/namespaces/contoso-relay/hybridConnections/warehouse`;

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
        relay_namespace_name: expect.stringMatching(/^\$\{azurerm_relay_namespace\.Relay_\w+\.name\}$/),
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
  test.each([
    ["storeSendRule", { name: "send", send: true }],
    ["storeListenRule", { name: "listen", listen: true }],
  ] as const)("made by %s has one right, and its string goes to the vault and nowhere else", (store, right) => {
    // GIVEN
    const stack = stackUnderTest();
    const connection = connectionIn(stack);
    const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-kv" });
    vault.grantWrite(principalIn(stack));
    // WHEN
    const secret: ISecret = connection[store](vault, "warehouse-string");
    // THEN
    expect(secret).toBe(vault.secret("warehouse-string"));
    const [[rule, body], ...others] = Object.entries(
      template(stack).resource!.azurerm_relay_hybrid_connection_authorization_rule,
    );
    expect(others).toEqual([]);
    expect(body).toEqual({
      resource_group_name: "retail-rg",
      namespace_name: expect.stringMatching(/^\$\{azurerm_relay_namespace\.Relay_\w+\.name\}$/),
      hybrid_connection_name: expect.stringMatching(/^\$\{azurerm_relay_hybrid_connection\.Warehouse_\w+\.name\}$/),
      ...right,
    });
    expect(resources(stack, "azurerm_key_vault_secret")).toMatchObject([
      {
        name: "warehouse-string",
        value: `\${azurerm_relay_hybrid_connection_authorization_rule.${rule}.primary_connection_string}`,
      },
    ]);
    expect(blocksWith(stack, /_(?:key|connection_string)\}/)).toEqual([
      expect.stringMatching(/^azurerm_key_vault_secret\./),
    ]);
  });

  test("to send and one to listen stand side by side", () => {
    const stack = stackUnderTest();
    const connection = connectionIn(stack);
    const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-kv" });
    vault.grantWrite(principalIn(stack));
    connection.storeSendRule(vault, "warehouse-send");
    connection.storeListenRule(vault, "warehouse-listen");
    const rules = resources(stack, "azurerm_relay_hybrid_connection_authorization_rule");
    expect(rules.map(({ name, send, listen, manage }) => ({ name, send, listen, manage }))).toEqual([
      { name: "listen", listen: true },
      { name: "send", send: true },
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
