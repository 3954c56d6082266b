import { TerraformOutput } from "cdktf";
import { KeyVault, SecretValue } from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, principalIn } from "../support/azure";
import { resources, stackUnderTest, template } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/contoso-retail-kv`;

function ownVault(stack: ReturnType<typeof stackUnderTest>): KeyVault {
  const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-retail-kv" });
  vault.grantWrite(principalIn(stack, "Deployer"));
  return vault;
}

describe("the value of a secret", () => {
  test("of another vault is looked up by the vault's full ID, once however often it is read", () => {
    // GIVEN
    const stack = stackUnderTest();
    const vault = KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID });
    // WHEN
    const values = [vault.secret("password").value, vault.secret("password").value];
    values.forEach((value, index) => new TerraformOutput(stack, `o${index}`, { value, sensitive: true }));
    // THEN
    const { data, output } = template(stack);
    const [[lookup, body], ...others] = Object.entries(data!.azurerm_key_vault_secret);
    expect(others).toEqual([]);
    expect(body).toEqual({ name: "password", key_vault_id: VAULT_ID });
    const read = { value: `\${data.azurerm_key_vault_secret.${lookup}.value}`, sensitive: true };
    expect(output).toEqual({ o0: read, o1: read });
  });

  test("that this stack writes is looked up once it is written", () => {
    const stack = stackUnderTest();
    const secret = ownVault(stack).addSecret("password", SecretValue.stored(sensitiveVariable(stack, "password")));
    new TerraformOutput(stack, "password-read", { value: secret.value, sensitive: true });
    const [written] = Object.keys(template(stack).resource!.azurerm_key_vault_secret);
    expect(Object.values(template(stack).data!.azurerm_key_vault_secret)).toEqual([
      {
        name: "password",
        key_vault_id: expect.stringMatching(/^\$\{azurerm_key_vault\.Vault_\w+\.id\}$/),
        depends_on: [`azurerm_key_vault_secret.${written}`],
      },
    ]);
  });

  test("is not looked up before it is read", () => {
    const stack = stackUnderTest();
    KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID }).secret("password").grantRead(principalIn(stack));
    expect(template(stack).data).toBeUndefined();
  });
});

describe("the right to read", () => {
  test("covers one secret of another vault", () => {
    const stack = stackUnderTest();
    const secret = KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID }).secret("password");
    const somebody = principalIn(stack);
    expect(secret.grantRead(somebody)).toBe(secret.grantRead(somebody));
    expect(resources(stack, "azurerm_role_assignment")).toEqual([
      {
        scope: `${VAULT_ID}/secrets/password`,
        role_definition_name: "Key Vault Secrets User",
        principal_id: PRINCIPAL_ID,
        principal_type: "ServicePrincipal",
        skip_service_principal_aad_check: true,
      },
    ]);
  });

  test("covers one secret of a vault of this stack", () => {
    const stack = stackUnderTest();
    ownVault(stack).secret("password").grantRead(principalIn(stack, "Reader"));
    const [reader] = resources(stack, "azurerm_role_assignment").filter(
      (role) => role.role_definition_name === "Key Vault Secrets User",
    );
    expect(reader.scope).toMatch(/^\$\{azurerm_key_vault\.Vault_\w+\.id\}\/secrets\/password$/);
  });
});

describe("the name of a secret", () => {
  test.each(["", "data_base", "a.b", "a b", "s".repeat(128)])("fails if it is %j", (name) => {
    const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", { resourceId: VAULT_ID });
    expect(() => vault.secret(name)).toThrow(`[vault/secret-name] given "${name}".`);
    const stack = stackUnderTest();
    const value = SecretValue.stored(sensitiveVariable(stack, "value"));
    expect(() => ownVault(stack).addSecret(name, value)).toThrow(`[vault/secret-name] given "${name}".`);
  });

  test.each(["a", "-", "Warehouse-1", "s".repeat(127)])("may be %j", (name) => {
    const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", { resourceId: VAULT_ID });
    expect(vault.secret(name)).toMatchObject({ secretName: name, resourceId: `${VAULT_ID}/secrets/${name}` });
  });
});
