import { KeyVaultSecret } from "@cdktf/provider-azurerm/lib/key-vault-secret";
import { TerraformStack, Testing } from "cdktf";
import { EphemeralAzapiResourceAction } from "../../lib";
import { GROUP_ID } from "../support/azure";
import { stackUnderTest, synthesized, template } from "../support/stack";

const KEYS = {
  type: "Microsoft.DataFactory/factories/integrationRuntimes@2018-06-01",
  resourceId: `${GROUP_ID}/providers/Microsoft.DataFactory/factories/f/integrationRuntimes/shir`,
  action: "listAuthKeys",
  responseExportValues: ["authKey1"],
};

test("is an ephemeral block, and what it reads goes where a reference to it stands", () => {
  const stack = stackUnderTest();
  const keys = new EphemeralAzapiResourceAction(stack, "Keys", KEYS);
  new KeyVaultSecret(stack, "Secret", {
    name: "key",
    keyVaultId: "/vault",
    valueWo: keys.output("authKey1"),
    valueWoVersion: 1,
  });
  const { ephemeral, resource, data } = template(stack);
  expect(ephemeral).toMatchObject({
    azapi_resource_action: {
      Keys: {
        type: KEYS.type,
        resource_id: KEYS.resourceId,
        action: "listAuthKeys",
        response_export_values: ["authKey1"],
      },
    },
  });
  expect(resource).toMatchObject({
    azurerm_key_vault_secret: {
      Secret: { value_wo: "${coalesce(ephemeral.azapi_resource_action.Keys.output.authKey1)}" },
    },
  });
  expect(Object.keys(resource!)).toEqual(["azurerm_key_vault_secret"]);
  expect(data).toBeUndefined();
});

test("wants the provider azapi in its stack, as resources do", () => {
  const stack = new TerraformStack(Testing.app(), "Stack");
  new EphemeralAzapiResourceAction(stack, "Keys", KEYS);
  expect(() => synthesized(stack)).toThrow("[azapi/provider] given no provider azapi.");
});

test("is refused as HCL, which has no such block in cdktf", () => {
  const stack = stackUnderTest();
  new EphemeralAzapiResourceAction(stack, "Keys", KEYS);
  expect(() => stack.toHclTerraform()).toThrow("Stack/Keys: [azapi/json-only] given HCL.");
});
