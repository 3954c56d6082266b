import { TerraformStack } from "cdktf";
import {
  Azbridge,
  ContainerAppEnvironment,
  ContainerImage,
  ContainerRegistry,
  Coordination,
  DbtContainerAppJob,
  DbtContainerAppJobProps,
  DbtProfile,
  FileShare,
  Forward,
  JobRelay,
  JobTrigger,
  KeyVault,
  Protocol,
  RelayNamespace,
  StorageAccount,
} from "../../lib";
import { CONNECTION_RULE, HYBRID_CONNECTION } from "../src/azure/types/relay";
import { stackUnderTest, template } from "../../test/support/stack";
import { AZBRIDGE, CONNECTION_ID, VAULT_ID } from "./support/sketches";
import { outcome } from "./support/stage";
import { DEPLOYER, GROUP_NAME, Sketch, Workshop, inGroup } from "./support/workshop";

const REGISTRY_ID = inGroup("Microsoft.ContainerRegistry", "registries", "sketchcr");
const SEND_RULE_ID = `${CONNECTION_ID}/authorizationRules/send`;
const RELAY_ID = inGroup("Microsoft.Relay", "namespaces", "sketch-relay");
const PLACE = { resourceGroupName: GROUP_NAME, location: "westeurope" };
const WAREHOUSE = new Forward("warehouse", { host: "sql01.example", port: 1433, protocol: Protocol.SQL_SERVER });

/** A stack of the library's own constructs. */
function made(name: string, given: (stack: TerraformStack) => Partial<DbtContainerAppJobProps>): Sketch {
  return {
    name,
    given: ({ world }) => {
      world.put("azurerm_container_registry", REGISTRY_ID, { name: "sketchcr" });
      ["dbt:1.0.0", AZBRIDGE].forEach((image) => world.pushImage(`sketchcr.azurecr.io/${image}`));
      world.put(HYBRID_CONNECTION, CONNECTION_ID, { properties: {} });
      world.put("azurerm_key_vault", VAULT_ID, { name: "sketch-kv" });
      world.putSecret(VAULT_ID, "dwh-password", "secret");
      world.put(CONNECTION_RULE, SEND_RULE_ID, { properties: { rights: ["Send"] } });
      const { primaryConnectionString: sends } = world.find(SEND_RULE_ID)!.hidden as Record<string, string>;
      world.putSecret(VAULT_ID, "relay-send-warehouse", sends);
      world.putSecret(
        VAULT_ID,
        "relay-send-nothing",
        sends.replace(/SharedAccessKey=[^;]*/, "SharedAccessKey=bm9uZQ=="),
      );
    },
    resources: () => {
      const stack = stackUnderTest(name);
      const vault = KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID });
      const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
      new DbtContainerAppJob(stack, "Transform", {
        ...PLACE,
        jobName: "sales-transform",
        identityName: "sales-transform-id",
        containerAppEnvironment: new ContainerAppEnvironment(stack, "Apps", {
          ...PLACE,
          environmentName: "sales-apps",
        }),
        dbtImage: ContainerImage.fromRegistry(registry, "dbt", "1.0.0"),
        azbridgeImage: ContainerImage.fromRegistry(registry, "azbridge", Azbridge.VERSION),
        forwards: [WAREHOUSE],
        profile: DbtProfile.sqlServer({
          forward: WAREHOUSE,
          database: "dwh",
          schema: "sales",
          user: "dbt",
          password: vault.secret("dwh-password"),
        }),
        relay: JobRelay.byIdentity(RelayNamespace.fromResourceId(stack, "Relay", RELAY_ID)),
        ...given(stack),
      });
      return template(stack).resource!;
    },
  };
}

const BY_IDENTITY = made("app-job-by-identity", () => ({}));

/** Sends by the key in this secret, whenever the clock says so. */
function byKey(stack: TerraformStack, secretName: string): Partial<DbtContainerAppJobProps> {
  const relay = RelayNamespace.fromResourceId(stack, "Keyed", RELAY_ID);
  const keys = KeyVault.fromAttributes(stack, "Keys", { resourceId: VAULT_ID });
  return {
    trigger: JobTrigger.schedule("30 2 * * *"),
    relay: JobRelay.bySecrets(relay, { warehouse: keys.secret(secretName) }),
  };
}

const BY_KEY_ON_A_SHARE = made("app-job-by-key", (stack) => {
  const storageAccount = new StorageAccount(stack, "Storage", { ...PLACE, accountName: "salesst" });
  return {
    ...byKey(stack, "relay-send-warehouse"),
    coordination: Coordination.azureFileShare(new FileShare(stack, "Share", { storageAccount, shareName: "dbt-runs" })),
  };
});

it.each([BY_IDENTITY, BY_KEY_ON_A_SHARE])("$name goes well: applied, planned again, taken down", async (sketch) => {
  const workshop = new Workshop(sketch);
  const before = workshop.world.all.length;
  const stack = workshop.stack();
  try {
    expect(await outcome(stack.init())).toBe("ok");
    expect(await outcome(stack.apply())).toBe("ok");
    const [job, ...others] = workshop.world.ofType("azurerm_container_app_job");
    expect(others).toEqual([]);
    workshop.azure.start(job.id, DEPLOYER); // all that a run needs is there
    expect(await stack.changes()).toEqual([]);
    expect(await outcome(stack.destroy())).toBe("ok");
    expect(workshop.world.all).toHaveLength(before);
  } finally {
    workshop.clear();
  }
});

it("a job whose key in the vault opens nothing is refused", async () => {
  const workshop = new Workshop(made("app-job-wrong-key", (stack) => byKey(stack, "relay-send-nothing")));
  try {
    await workshop.stack().init();
    expect(await outcome(workshop.stack().apply())).toMatch(
      /RelayUnauthorized: The connection string of 'warehouse' does not let its holder send through it/,
    );
  } finally {
    workshop.clear();
  }
});
