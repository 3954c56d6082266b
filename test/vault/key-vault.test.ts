import { Duration, KeyVault, KeyVaultProps, SecretValue } from "../../lib";
import { GROUP_ID, PLACE, PRINCIPAL_ID, principalIn } from "../support/azure";
import { resources, stackUnderTest, synthesized, template } from "../support/stack";
import { sensitiveVariable } from "../support/variable";

const VAULT_ID = `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/contoso-retail-kv`;

function vaultIn(stack: ReturnType<typeof stackUnderTest>, given: Partial<KeyVaultProps> = {}): KeyVault {
  return new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-retail-kv", ...given });
}

describe("a vault", () => {
  test("gives rights by RBAC, denies by default, and is protected from purge for 90 days", () => {
    const stack = stackUnderTest();
    vaultIn(stack);
    expect(resources(stack, "azurerm_key_vault")).toEqual([
      {
        name: "contoso-retail-kv",
        resource_group_name: "retail-rg",
        location: "westeurope",
        tenant_id: expect.stringMatching(/^\$\{data\.azurerm_client_config\.Vault_Tenant_\w+\.tenant_id\}$/),
        sku_name: "standard",
        rbac_authorization_enabled: true,
        purge_protection_enabled: true,
        soft_delete_retention_days: 90,
        network_acls: {
          default_action: "Deny",
          bypass: "AzureServices",
          ip_rules: [],
          virtual_network_subnet_ids: [],
        },
      },
    ]);
  });

  test("admits the given addresses and subnets, beside trusted Azure services", () => {
    const stack = stackUnderTest();
    const subnetId = `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/hub/subnets/jobs`;
    vaultIn(stack, { admittedAddresses: ["203.0.113.7", "198.51.100.0/24"], admittedSubnetIds: [subnetId] });
    expect(resources(stack, "azurerm_key_vault")).toMatchObject([
      {
        network_acls: {
          default_action: "Deny",
          bypass: "AzureServices",
          ip_rules: ["203.0.113.7", "198.51.100.0/24"],
          virtual_network_subnet_ids: [subnetId],
        },
      },
    ]);
  });

  test("lies in the given tenant, without looking it up", () => {
    const stack = stackUnderTest();
    vaultIn(stack, { tenantId: "7e7e0000-0000-4000-8000-000000000001" });
    expect(resources(stack, "azurerm_key_vault")).toMatchObject([
      { tenant_id: "7e7e0000-0000-4000-8000-000000000001" },
    ]);
    expect(template(stack).data).toBeUndefined();
  });

  test("can be purged where that is asked for", () => {
    const stack = stackUnderTest();
    vaultIn(stack, { purgeProtection: false, softDeleteRetention: Duration.days(7) });
    expect(resources(stack, "azurerm_key_vault")).toMatchObject([
      { purge_protection_enabled: false, soft_delete_retention_days: 7 },
    ]);
  });

  test.each(["kv", "1contoso", "contoso-", "contoso--kv", "contoso_kv", "k".repeat(25)])(
    "fails if its name is %j",
    (vaultName) => {
      expect(() => vaultIn(stackUnderTest(), { vaultName })).toThrow(
        `Stack/Vault: [vault/vault-name] given "${vaultName}".`,
      );
    },
  );

  test.each(["kv1", "Contoso-1-kv", "k".repeat(24)])("may be called %j", (vaultName) => {
    const stack = stackUnderTest();
    expect(vaultIn(stack, { vaultName }).vaultName).toBe(vaultName);
    expect(resources(stack, "azurerm_key_vault")).toMatchObject([{ name: vaultName }]);
  });

  test.each([6, 91, 7.5, 0])("fails if it can be recovered for %d days", (days) => {
    expect(() => vaultIn(stackUnderTest(), { softDeleteRetention: Duration.days(days) })).toThrow(
      `Stack/Vault: [vault/soft-delete-retention] given a softDeleteRetention of ${days} days.`,
    );
  });

  test("fails if it admits more than 1000 addresses", () => {
    const addresses = (count: number) =>
      Array.from({ length: count }, (_, index) => `203.0.${index >> 8}.${index % 256}`);
    const stack = stackUnderTest();
    vaultIn(stack, { admittedAddresses: addresses(1000) });
    expect(resources(stack, "azurerm_key_vault")).toMatchObject([{ network_acls: { ip_rules: addresses(1000) } }]);
    expect(() => vaultIn(stackUnderTest(), { admittedAddresses: addresses(1001) })).toThrow(
      "Stack/Vault: [vault/admitted-addresses] given 1001 admittedAddresses.",
    );
  });

  test("fails if it admits more than 200 subnets", () => {
    const subnets = (count: number) =>
      Array.from(
        { length: count },
        (_, index) => `${GROUP_ID}/providers/Microsoft.Network/virtualNetworks/net/subnets/${index}`,
      );
    expect(() => vaultIn(stackUnderTest(), { admittedSubnetIds: subnets(200) })).not.toThrow();
    expect(() => vaultIn(stackUnderTest(), { admittedSubnetIds: subnets(201) })).toThrow(
      "Stack/Vault: [vault/admitted-subnets] given 201 admittedSubnetIds.",
    );
  });

  test("says everything that is wrong with it at once", () => {
    const wrong = () => vaultIn(stackUnderTest(), { vaultName: "kv", softDeleteRetention: Duration.days(1) });
    expect(wrong).toThrow(/^Stack\/Vault: \[vault\/vault-name\].*\nStack\/Vault: \[vault\/soft-delete-retention\].*$/);
  });
});

describe("writing secrets", () => {
  test("waits until every writer's right on the vault is in effect, also one that is given later", () => {
    // GIVEN
    const stack = stackUnderTest();
    const vault = vaultIn(stack, { propagation: Duration.minutes(5) });
    const first = vault.grantWrite(principalIn(stack, "First"));
    vault.addSecret("password", SecretValue.stored(sensitiveVariable(stack, "password")));
    // WHEN
    const second = vault.grantWrite(principalIn(stack, "Second"));
    // THEN
    const officer = {
      scope: expect.stringMatching(/^\$\{azurerm_key_vault\.Vault_\w+\.id\}$/),
      role_definition_name: "Key Vault Secrets Officer",
      principal_id: PRINCIPAL_ID,
    };
    expect(resources(stack, "azurerm_role_assignment")).toMatchObject([officer, officer]);
    const [[sleep, wait]] = Object.entries(template(stack).resource!.time_sleep);
    expect(wait).toEqual({
      create_duration: "300s",
      triggers: {
        [first!.node.path]: expect.stringMatching(/^\$\{azurerm_role_assignment\.First_\w+\.id\}$/),
        [second!.node.path]: expect.stringMatching(/^\$\{azurerm_role_assignment\.Second_\w+\.id\}$/),
      },
    });
    expect(resources(stack, "azurerm_key_vault_secret")).toEqual([
      {
        name: "password",
        key_vault_id: expect.stringMatching(/^\$\{azurerm_key_vault\.Vault_\w+\.id\}$/),
        value: "${var.password}",
        depends_on: [`time_sleep.${sleep}`],
      },
    ]);
  });

  test("fails if nobody may write", () => {
    const stack = stackUnderTest();
    const vault = vaultIn(stack);
    vault.addSecret("password", SecretValue.stored(sensitiveVariable(stack, "password")));
    vault.addSecret("token", SecretValue.stored(sensitiveVariable(stack, "token")));
    expect(() => synthesized(stack)).toThrow(
      '[vault/writer-before-secret] given nobody who may write "password", "token".',
    );
    vault.grantWrite(principalIn(stack));
    expect(resources(stack, "azurerm_key_vault_secret")).toHaveLength(2);
  });

  test("needs no writer where there is no secret", () => {
    const stack = stackUnderTest();
    vaultIn(stack);
    expect(resources(stack, "azurerm_role_assignment")).toEqual([]);
  });
});

describe("finding secrets", () => {
  test("finds the one that this stack writes", () => {
    const stack = stackUnderTest();
    const vault = vaultIn(stack);
    const written = vault.addSecret("password", SecretValue.stored(sensitiveVariable(stack, "password")));
    expect(vault.secret("password")).toBe(written);
  });

  test("finds one and the same, however often it is asked for", () => {
    const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", { resourceId: VAULT_ID });
    expect(vault.secret("password")).toBe(vault.secret("password"));
    expect(vault.secret("password")).not.toBe(vault.secret("token"));
  });
});

describe("a vault of somebody else", () => {
  test("is known by its ID, in whichever case that is written", () => {
    const stack = stackUnderTest();
    const vault = KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID.replace("vaults", "VAULTS") });
    expect(vault.vaultName).toBe("contoso-retail-kv");
    expect(template(stack).resource).toBeUndefined();
  });

  test("fails if a secret is looked up that the plan does not let the domain read", () => {
    const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", {
      resourceId: VAULT_ID,
      readableSecretNames: ["password", "token"],
    });
    expect(vault.secret("token").secretName).toBe("token");
    expect(() => vault.secret("other")).toThrow(
      /^Stack\/Vault: \[vault\/planned-reader\] given "other"\. .* Readable: password, token\.$/,
    );
  });

  test("fails if the value of a secret is looked up that workloads alone read; these may still be let", () => {
    const stack = stackUnderTest();
    const vault = KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID, lookedUpSecretNames: ["password"] });
    expect(vault.secret("password").value).toMatch(/TfToken/);
    expect(() => vault.secret("client-secret").value).toThrow(/\[vault\/by-identity-only\] given "client-secret"/);
    expect(vault.secret("client-secret").resourceId).toBe(`${VAULT_ID}/secrets/client-secret`);
  });

  test("lets no secret be looked up where none is readable", () => {
    const vault = KeyVault.fromAttributes(stackUnderTest(), "Vault", { resourceId: VAULT_ID, readableSecretNames: [] });
    expect(() => vault.secret("password")).toThrow(/\[vault\/planned-reader\] given "password"\. .* Readable: none\.$/);
  });
});

describe("secrets of one vault", () => {
  test("are written once each, and found again by their names", () => {
    const stack = stackUnderTest();
    const vault = new KeyVault(stack, "Vault", { ...PLACE, vaultName: "contoso-retail-kv" });
    const value = SecretValue.stored(sensitiveVariable(stack, "password"));
    const written = vault.addSecret("warehouse-password", value);
    vault.addSecret("ledger-password", value);
    expect(vault.secret("warehouse-password")).toBe(written);
    expect(() => vault.addSecret("Warehouse-Password", value)).toThrow("[vault/one-secret-per-name]");
    vault.secret("mail-password");
    expect(() => vault.addSecret("mail-password", value)).toThrow("[vault/one-secret-per-name]");
  });
});
