import { TerraformStack, Testing } from "cdktf";
import { DataFactory, Duration, IKeyVault, KeyVault, KeyVaultLinkedService } from "../../lib";
import { GROUP_ID, PLACE } from "../support/azure";
import { partsOf } from "../support/data-factory/parts";
import { rulesOf } from "../support/plan";
import { resources, stackUnderTest } from "../support/stack";

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
  test.each<[string, (stack: ReturnType<typeof stackUnderTest>) => IKeyVault]>([
    ["this stack makes it", (here) => new KeyVault(here, "Vault", { ...PLACE, vaultName: "retail-kv" })],
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
  ])("is the vault's address, to which it is not bound, where %s", (_, vault) => {
    const { stack } = serviceFor(vault);
    const [service, ...others] = partsOf(stack, "linkedservices");
    expect(others).toEqual([]);
    expect(service).toMatchObject({
      name: "secrets",
      properties: { type: "AzureKeyVault", typeProperties: { baseUrl: "https://retail-kv.vault.azure.net/" } },
      depends_on: [],
    });
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
    const vaultOf = (here: TerraformStack) =>
      KeyVault.fromAttributes(here, "Vault", {
        resourceId: `${GROUP_ID}/providers/Microsoft.KeyVault/vaults/retail-kv`,
      });
    const { stack, service } = serviceFor(vaultOf);
    expect(resources(stack, "time_sleep")).toEqual([]); // nothing is read yet
    service._read((stack.node.findChild("Vault") as IKeyVault).secret("password"));
    expect(service.linkedServiceName).toBe("secrets");
    expect(resources(stack, "time_sleep")).toMatchObject([{ create_duration: "120s" }]);
  });
});
