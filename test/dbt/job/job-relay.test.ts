import { TerraformStack } from "cdktf";
import { JobRelay } from "../../../lib";
import {
  RELAY_ID,
  containerOf,
  fileIn,
  groupOf,
  yamlEncoded,
  plant,
  relayIn,
  vaultIn,
  warehouse,
} from "../../support/job";
import { resources, stackUnderTest } from "../../support/stack";

const forwards = [warehouse, plant];

function bySecrets(stack: TerraformStack, ...names: string[]): JobRelay {
  const secrets = names.map((name) => [name, vaultIn(stack).secret(`relay-send-${name}`)] as const);
  return JobRelay.bySecrets(relayIn(stack), Object.fromEntries(secrets));
}

describe("JobRelay.byIdentity", () => {
  test("gives the job's identity the right to send on each forward's hybrid connection, and on nothing else", () => {
    const stack = stackUnderTest();
    groupOf(stack, { forwards });
    const rights = resources(stack, "azurerm_role_assignment").map((right) => [
      right.scope,
      right.role_definition_name,
    ]);
    expect(rights.sort()).toEqual([
      [`${RELAY_ID}/hybridConnections/plant`, "Azure Relay Sender"],
      [`${RELAY_ID}/hybridConnections/warehouse`, "Azure Relay Sender"],
    ]);
    expect(resources(stack, "azurerm_role_assignment")).toEqual(
      Array(2).fill(
        expect.objectContaining({
          principal_id: expect.stringMatching(
            /^\$\{azurerm_user_assigned_identity\.Transform_Identity_\w+\.principal_id\}$/,
          ),
          principal_type: "ServicePrincipal",
        }),
      ),
    );
  });

  test("tells azbridge which identity to use, and hands over no key", () => {
    const bridge = containerOf(groupOf(stackUnderTest(), { forwards }), "azbridge");
    expect(bridge.environment_variables).toEqual({
      ENV_GROUP_NAME: "retail-prod-salesforce-transform",
      AZURE_CLIENT_ID: expect.stringMatching(
        /^\$\{azurerm_user_assigned_identity\.Transform_Identity_\w+\.client_id\}$/,
      ),
      AZURE_TOKEN_CREDENTIALS: "prod",
    });
    expect(bridge).not.toHaveProperty("secure_environment_variables");
    expect(fileIn(bridge, "profile.yml")).not.toContain("ConnectionString");
  });
});

describe("JobRelay.bySecrets", () => {
  test("gives no right, and hands over one send-only connection string per forward", () => {
    const stack = stackUnderTest();
    const bridge = containerOf(groupOf(stack, { forwards, relay: bySecrets(stack, "plant", "warehouse") }), "azbridge");
    expect(resources(stack, "azurerm_role_assignment")).toEqual([]);
    const identity = expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Transform_Identity_\w+\.id\}$/);
    const plain = { ENV_GROUP_NAME: "retail-prod-salesforce-transform", ENV_IDENTITY_ID: identity };
    expect(bridge.environment_variables).toEqual(plain);
    const { LocalForward } = yamlEncoded(fileIn(bridge, "profile.yml")) as { LocalForward: Record<string, string>[] };
    expect(
      LocalForward.map(({ RelayName, ConnectionString }) => [RelayName, ConnectionString.split("_Lookup")[0]]),
    ).toEqual([
      ["warehouse", "data.azurerm_key_vault_secret.Vault_Secret-relay-send-warehouse"],
      ["plant", "data.azurerm_key_vault_secret.Vault_Secret-relay-send-plant"],
    ]);
  });

  test.each([
    { of: [], given: "connection strings for nothing" },
    { of: ["warehouse"], given: "connection strings for warehouse" },
    { of: ["warehouse", "plant", "ledger"], given: "connection strings for ledger, plant, warehouse" },
    { of: ["warehouse", "ledger"], given: "connection strings for ledger, warehouse" },
  ])("fails if there are secrets for $of where the forwards are warehouse and plant", ({ of, given }) => {
    const stack = stackUnderTest();
    const relay = bySecrets(stack, ...of);
    expect(() => groupOf(stack, { forwards, relay })).toThrow(
      `Stack/Transform: [tunnel/connection-string-per-forward] given ${given}.`,
    );
  });
});
