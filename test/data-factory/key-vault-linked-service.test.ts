import { Testing } from "cdktf";
import { DataFactory, Duration, IKeyVault, KeyVault, KeyVaultLinkedService } from "../../lib";
import { GROUP_ID, PLACE } from "../support/azure";
import { rulesOf } from "../support/plan";
import { resources, stackUnderTest } from "../support/stack";

const CUSTOM = "azurerm_data_factory_linked_custom_service";
const OWN = "azurerm_data_factory_linked_service_key_vault";

function serviceFor(vault: (stack: ReturnType<typeof stackUnderTest>) => IKeyVault) {
  const stack = stackUnderTest("domain", Testing.app());
  const dataFactory = new DataFactory(stack, "Factory", { ...PLACE, factoryName: "salesforce-adf" });
  const service = new KeyVaultLinkedService(stack, "Secrets", {
    dataFactory,
    vault: vault(stack),
    linkedServiceName: "secrets",
    propagation: Duration.minutes(2),
  });
  return { stack, service };
}

describe("a factory's way to a vault", () => {
  test("is azurerm's own type where this stack makes the vault", () => {
    const { stack } = serviceFor((here) => new KeyVault(here, "Vault", { ...PLACE, vaultName: "retail-kv" }));
    expect(resources(stack, OWN)).toMatchObject([
      { name: "secrets", key_vault_id: expect.stringMatching(/^\$\{azurerm_key_vault\.\S+\.id\}$/) },
    ]);
    expect(resources(stack, CUSTOM)).toEqual([]);
  });

  test.each<[string, (stack: ReturnType<typeof stackUnderTest>) => IKeyVault]>([
    [
      "somebody else makes it",
      (here) =>
        KeyVault.fromAttributes(here, "Vault", {
          resourceId: `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/retail-kv`,
        }),
    ],
    [
      "another stack makes it, which may lie in another subscription",
      (here) =>
        new KeyVault(stackUnderTest("hub", here.node.root as ReturnType<typeof Testing.app>), "Vault", {
          ...PLACE,
          vaultName: "retail-kv",
        }),
    ],
  ])("is a custom one by the vault's address where %s", (_, vault) => {
    const { stack } = serviceFor(vault);
    const [service] = resources(stack, CUSTOM);
    expect(service).toMatchObject({ name: "secrets", type: "AzureKeyVault" });
    expect(JSON.parse(String(service.type_properties_json))).toEqual({ baseUrl: "https://retail-kv.vault.azure.net/" });
    expect(resources(stack, OWN)).toEqual([]);
  });

  test("fails if it is asked for a secret of another vault, and takes one of its own in any case of letters", () => {
    const vaultOf = (here: ReturnType<typeof stackUnderTest>, vaultName: string) =>
      KeyVault.fromAttributes(here, vaultName, {
        resourceId: `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/${vaultName}`,
      });
    const { stack, service } = serviceFor((here) => vaultOf(here, "retail-kv"));
    expect(rulesOf(() => service._read(vaultOf(stack, "energy-kv").secret("password")))).toEqual([
      "data-factory/own-vault",
    ]);
    expect(service._read(vaultOf(stack, "Retail-KV").secret("password")).secretName).toBe("password");
  });

  test("waits as long as it is told until rights on secrets count", () => {
    const { stack, service } = serviceFor((here) =>
      KeyVault.fromAttributes(here, "Vault", {
        resourceId: `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/retail-kv`,
      }),
    );
    expect(service.linkedServiceName).toBe("secrets");
    expect(resources(stack, "time_sleep")).toMatchObject([{ create_duration: "120s" }]);
  });
});
