import { TerraformStack } from "cdktf";
import {
  Azbridge,
  ContainerAppEnvironment,
  ContainerImage,
  ContainerRegistry,
  Coordination,
  DataFactory,
  DbtContainerAppJob,
  DbtContainerAppJobProps,
  DbtExecutionPipeline,
  DbtRunParameters,
  DbtProfile,
  FileShare,
  Forward,
  JobRelay,
  JobTrigger,
  KeyVault,
  Protocol,
  RelayNamespace,
  Role,
  StorageAccount,
} from "../../lib";
import { Azure } from "../src/azure/azure";
import { CONNECTION_RULE, HYBRID_CONNECTION } from "../src/azure/types/relay";
import { stackUnderTest, template } from "../../test/support/stack";
import { providers } from "./support/azapi-sketch";
import { AZBRIDGE, CONNECTION_ID, VAULT_ID } from "./support/sketches";
import { outcome } from "./support/stage";
import { DEPLOYER, GROUP_NAME, SUBSCRIPTION, Sketch, Workshop, inGroup } from "./support/workshop";

const REGISTRY_ID = inGroup("Microsoft.ContainerRegistry", "registries", "sketchcr");
const SEND_RULE_ID = `${CONNECTION_ID}/authorizationRules/send`;
const RELAY_ID = inGroup("Microsoft.Relay", "namespaces", "sketch-relay");
const PLACE = { resourceGroupName: GROUP_NAME, location: "westeurope" };
const WAREHOUSE = new Forward("warehouse", { host: "sql01.example", port: 1433, protocol: Protocol.SQL_SERVER });

/** A stack of the library's own constructs, with what is beside the job. */
function made(
  name: string,
  given: (stack: TerraformStack) => Partial<DbtContainerAppJobProps>,
  beside: (stack: TerraformStack, job: DbtContainerAppJob) => void = () => undefined,
): Sketch {
  return {
    name,
    provider: providers(),
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
      const job = new DbtContainerAppJob(stack, "Transform", {
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
      beside(stack, job);
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

describe("a run of a pipeline that starts a job", () => {
  const actions = ["jobs/start/action", "jobs/execution/read", "jobs/executions/read", "jobs/stop/execution/action", "jobs/read"]; // prettier-ignore
  const five = actions.map((action) => `Microsoft.App/${action}`);
  const ROLE_ID = "/providers/Microsoft.Authorization/roleDefinitions/0c0c0c0c-0000-4000-8000-000000000001";
  const PIPELINE_ID = inGroup("Microsoft.DataFactory", "factories", "sales-adf", "pipelines", "run-transform");
  const lets = (...allowed: string[]) => ({
    name: "Job Starter",
    role_definition_id: ROLE_ID.split("/").pop()!,
    permissions: [{ actions: allowed }],
  });
  const byRole =
    (starter?: Role, runParameters?: DbtRunParameters) => (stack: TerraformStack, job: DbtContainerAppJob) => {
      const dataFactory = new DataFactory(stack, "Factory", { ...PLACE, factoryName: "sales-adf" });
      new DbtExecutionPipeline(stack, "Run", {
        dataFactory,
        job,
        pipelineName: "run-transform",
        starter,
        runParameters,
      });
    };
  const known = () => ({ subscriptionId: SUBSCRIPTION });

  it("goes well by the built-in role, not before it counts, and for a job that is there alone", async () => {
    const workshop = new Workshop(made("app-job-run", known, byRole()));
    const { azure, world } = workshop;
    const why = () => azure.whyNoRun(PIPELINE_ID)?.said;
    try {
      await workshop.stack().init();
      expect(await outcome(workshop.stack().apply())).toBe("ok");
      expect(why()).toBeUndefined();
      const [job] = world.ofType("azurerm_container_app_job");
      const given = world.ofType("azurerm_role_assignment").find(({ values }) => values.scope === job.id)!;
      world.store({ ...given, createdAt: world.clock.now });
      expect(why()).toMatch(/^The identity of .*sales-adf has a role that counts in \d+ s on .*jobs\/sales-transform/);
      world.remove(given.id);
      expect(why()).toMatch(/^The identity of .*sales-adf has no role on .*jobs\/sales-transform/);
      world.store(given);
      world.remove(job.id);
      expect(why()).toBe("The Container Apps job sales-transform is not there.");
    } finally {
      workshop.clear();
    }
  });

  it("wants all five actions of a role that somebody defines, to read the job too where runs are given parameters", async () => {
    const sketch = made("app-job-own-role", known, byRole(Role.ofDefinition(ROLE_ID), { fullRefresh: true }));
    const defined = ({ world }: Azure, ...allowed: string[]) =>
      world.put("azurerm_role_definition", ROLE_ID, lets(...allowed));
    const given = (azure: Azure) => (sketch.given!(azure), defined(azure, ...five));
    const workshop = new Workshop({ ...sketch, given });
    try {
      await workshop.stack().init();
      expect(await outcome(workshop.stack().apply())).toBe("ok");
      expect(workshop.azure.whyNoRun(PIPELINE_ID)).toBeUndefined();
      for (const missing of five) {
        defined(workshop.azure, ...five.filter((action) => action !== missing));
        const { refusal, said } = workshop.azure.whyNoRun(PIPELINE_ID)!;
        expect([missing, refusal.id, said]).toEqual([
          missing,
          "run/job",
          expect.stringMatching(/has no role on .*jobs/),
        ]);
      }
    } finally {
      workshop.clear();
    }
  });
});
