import { TerraformStack } from "cdktf";
import {
  Azbridge,
  ContainerImage,
  ContainerRegistry,
  Coordination,
  DatabaseTls,
  DbtContainerAppJob,
  DbtProfile,
  Duration,
  FileShare,
  JobRelay,
  JobTrigger,
  KeyVault,
  Principal,
  PrincipalType,
  SecretValue,
  StorageAccount,
} from "../../../lib";
import {
  RELAY_ID,
  VAULT_ID,
  appJobOf,
  appJobProps,
  fileIn,
  containerOf,
  groupOf,
  plant,
  relayIn,
  vaultIn,
  warehouse,
} from "../../support/job";
import { without } from "../../support/made";
import { resources, stackUnderTest, synthesized, template } from "../../support/stack";
import { sensitiveVariable } from "../../support/variable";

type Job = ReturnType<typeof appJobOf>;

const ENVIRONMENT_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.App/managedEnvironments/contoso-apps";
const REGISTRY_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.ContainerRegistry/registries/ContosoRetail";
const VAULT_URL = "https://contoso-retail-kv.vault.azure.net/secrets";
const IDENTITY = expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Transform_Identity_\w+\.id\}$/) as string;
const METRICS = {
  containerName: "metrics",
  image: ContainerImage.fromPublic("ghcr.io/contoso/metrics:1"),
  command: ["/usr/bin/metrics", "--interval", "5"],
};

function containerIn(job: Job, name: string) {
  return job.template.container.find((container) => container.name === name)!;
}

/** The secret of this name, its name left out. */
function secretIn(job: Job, name: string | undefined) {
  const found = job.secret.filter((secret) => secret.name === name);
  expect(found).toHaveLength(1);
  return without(found[0], "name");
}

/** What a container finds in its own folder: paths, and the secrets that are mounted there. */
function filesIn(job: Job, name: string): Record<string, Record<string, string>> {
  const mounts = containerIn(job, name).volume_mounts.filter((mount) => mount.name === "aci-files");
  return Object.fromEntries(
    mounts.map(({ path, sub_path }) => [path, secretIn(job, sub_path) as Record<string, string>]),
  );
}

/** Text as Terraform delivers it, where nothing in it is computed. */
const delivered = (text: string) => text.replace(/([$%])\1(?=\{)/g, "$1");

function shareIn(stack: TerraformStack): FileShare {
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const storageAccount = new StorageAccount(stack, "Storage", { ...place, accountName: "contosoretail" });
  return new FileShare(stack, "Share", { storageAccount, shareName: "dbt-runs" });
}

describe("a DbtContainerAppJob", () => {
  test("runs one replica when somebody starts it, and never again by itself", () => {
    const stack = stackUnderTest();
    const job = appJobOf(stack);
    expect(without(job, "template", "secret", "depends_on")).toEqual({
      name: "salesforce-transform",
      resource_group_name: "retail-rg",
      location: "westeurope",
      container_app_environment_id: ENVIRONMENT_ID,
      workload_profile_name: "Consumption",
      manual_trigger_config: { parallelism: 1, replica_completion_count: 1 },
      replica_timeout_in_seconds: 7200,
      replica_retry_limit: 0,
      identity: { type: "UserAssigned", identity_ids: [IDENTITY] },
      registry: [],
    });
    expect(job.depends_on).toHaveLength(1);
    expect(resources(stack, "azurerm_user_assigned_identity")).toEqual([
      { name: "retail-prod-salesforce-transform-id", resource_group_name: "retail-rg", location: "westeurope" },
    ]);
  });

  test("runs by the clock, as long and as often as it is told, on machines of one's own", () => {
    const job = appJobOf(stackUnderTest(), {
      trigger: JobTrigger.schedule("30 2 * * 1-5"),
      runTimeout: Duration.minutes(40),
      replicaTimeout: Duration.minutes(45),
      retryLimit: 2,
      workloadProfileName: "big",
    });
    expect(job).toMatchObject({
      schedule_trigger_config: { cron_expression: "30 2 * * 1-5", parallelism: 1, replica_completion_count: 1 },
      replica_timeout_in_seconds: 2700,
      replica_retry_limit: 2,
      workload_profile_name: "big",
    });
    expect(job).not.toHaveProperty("manual_trigger_config");
  });

  test("has the containers of a container group, without a probe", () => {
    const job = appJobOf(stackUnderTest(), { sidecars: [METRICS] });
    expect(job.template.container.map((one) => without(one, "env", "volume_mounts"))).toEqual([
      {
        name: "dbt",
        image: "ghcr.io/contoso/dbt:1.4.2",
        cpu: 1,
        memory: "2Gi",
        command: ["/bin/sh", "/aci/dbt/dbt.sh"],
      },
      {
        name: "azbridge",
        image: `ghcr.io/contoso/azbridge:${Azbridge.VERSION}`,
        cpu: 0.5,
        memory: "1Gi",
        command: ["/bin/bash", "/aci/bridge/bridge.sh"],
      },
      {
        name: "metrics",
        image: "ghcr.io/contoso/metrics:1",
        cpu: 0.5,
        memory: "1Gi",
        command: ["/bin/sh", "/aci/sidecar/sidecar.sh", "/usr/bin/metrics", "--interval", "5"],
      },
    ]);
  });

  test("shares two emptyDirs among its containers, and mounts files one by one from its secrets", () => {
    const job = appJobOf(stackUnderTest(), { sidecars: [METRICS] });
    expect(job.template.volume).toEqual([
      { name: "aci-groups", storage_type: "EmptyDir" },
      { name: "aci-run", storage_type: "EmptyDir" },
      { name: "aci-files", storage_type: "Secret" },
    ]);
    for (const { volume_mounts } of job.template.container) {
      expect(volume_mounts.slice(0, 2)).toEqual([
        { name: "aci-groups", path: "/aci/groups" },
        { name: "aci-run", path: "/aci/run" },
      ]);
      expect(volume_mounts.slice(2).map(({ name, sub_path }) => [name, typeof sub_path])).toEqual(
        volume_mounts.slice(2).map(() => ["aci-files", "string"]),
      );
    }
    const names = job.secret.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([]);
  });

  test("hands over the very files of a container group", () => {
    const tls = DatabaseTls.verifiedBy("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
    const given = (stack: TerraformStack) => ({
      sidecars: [METRICS],
      forwards: [plant],
      profile: DbtProfile.postgres({
        forward: plant,
        database: "dwh",
        schema: "s",
        user: "${user}",
        password: vaultIn(stack).secret("p"),
        tls,
      }),
    });
    const [apps, groups] = [stackUnderTest(), stackUnderTest()];
    const job = appJobOf(apps, given(apps));
    const group = groupOf(groups, { ...given(groups), groupName: "salesforce-transform" });
    for (const [name, folder] of [
      ["dbt", "/aci/dbt"],
      ["azbridge", "/aci/bridge"],
      ["metrics", "/aci/sidecar"],
    ]) {
      const container = containerOf(group, name);
      const wanted = Object.keys(container.volume[2].secret!).filter((file) => file !== "profile.yml");
      const files = filesIn(job, name);
      const found = Object.keys(files).filter((path) => !path.endsWith("/profile.yml"));
      expect(found.sort()).toEqual(wanted.map((file) => `${folder}/${file}`).sort());
      for (const file of wanted) {
        expect(delivered(files[`${folder}/${file}`].value)).toBe(fileIn(container, file));
      }
    }
    expect(filesIn(job, "azbridge")["/aci/bridge/profile.yml"].value).toMatch(
      /^\$\{yamlencode\(\{"AzureRelayEndpoint"/,
    );
  });

  test("keeps the semaphore and what dbt leaves on a share, through a storage of its environment", () => {
    const stack = stackUnderTest();
    const share = shareIn(stack);
    const transform = new DbtContainerAppJob(
      stack,
      "Transform",
      appJobProps(stack, { coordination: Coordination.azureFileShare(share) }),
    );
    const [storageId] = Object.keys(template(stack).resource!.azurerm_container_app_environment_storage);
    const [shareId] = Object.keys(template(stack).resource!.azurerm_storage_share);
    expect(resources(stack, "azurerm_container_app_environment_storage")).toEqual([
      {
        name: "salesforce-transform",
        container_app_environment_id: ENVIRONMENT_ID,
        account_name: "contosoretail",
        access_key: expect.stringMatching(/\.primary_access_key\}$/),
        share_name: "dbt-runs",
        access_mode: "ReadWrite",
        depends_on: [`azurerm_storage_share.${shareId}`],
      },
    ]);
    const [job] = resources(stack, "azurerm_container_app_job") as unknown as Job[];
    expect(job.template.volume[0]).toEqual({
      name: "aci-groups",
      storage_type: "AzureFile",
      storage_name: `\${azurerm_container_app_environment_storage.${storageId}.name}`,
    });
    expect(transform.artifacts).toBe(
      "folder salesforce-transform.runs of the share dbt-runs in the storage account contosoretail",
    );
  });
});

describe("variables and secrets of a DbtContainerAppJob", () => {
  test("are plain where they are plain, and else refer to the job's secrets", () => {
    const job = appJobOf(stackUnderTest(), {
      environment: { TZ: "UTC", TEMPLATE: "${x} %{y}" },
      secureEnvironment: { TOKEN: "t${x}" },
    });
    const env = Object.fromEntries(containerIn(job, "dbt").env.map((one) => [one.name, one]));
    expect(env.TZ).toEqual({ name: "TZ", value: "UTC" });
    expect(env.TEMPLATE).toEqual({ name: "TEMPLATE", value: "$${x} %%{y}" });
    expect(env.ENV_GROUP_NAME).toEqual({ name: "ENV_GROUP_NAME", value: "salesforce-transform" });
    expect(env.TOKEN).not.toHaveProperty("value");
    expect(secretIn(job, env.TOKEN.secret_name)).toEqual({ value: "t$${x}" });
    expect(containerIn(job, "azbridge").env).toEqual([
      { name: "ENV_GROUP_NAME", value: "salesforce-transform" },
      {
        name: "AZURE_CLIENT_ID",
        value: expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Transform_Identity_\w+\.client_id\}$/),
      },
      { name: "AZURE_TOKEN_CREDENTIALS", value: "prod" },
    ]);
  });

  test("stay apart when only their case tells them apart", () => {
    const job = appJobOf(stackUnderTest(), { secureEnvironment: { token: "a", TOKEN: "b" } });
    const names = containerIn(job, "dbt").env.filter(({ name }) => /^token$/i.test(name));
    expect(names.map(({ name, secret_name }) => [name, secretIn(job, secret_name).value])).toEqual([
      ["token", "a"],
      ["TOKEN", "b"],
    ]);
  });

  test("are secrets where the platform might replace a part of a plain value", () => {
    const job = appJobOf(stackUnderTest(), {
      environment: { A: "$(ENV_GROUP_NAME)", B: "cost: 5$$", C: "$(date) of a shell", D: "$(B)" },
    });
    const plain = containerIn(job, "dbt").env.flatMap(({ name, value }) => (value === undefined ? [] : [name]));
    expect(["A", "B", "C", "D"].filter((name) => plain.includes(name))).toEqual(["C"]);
  });

  test("come from the vault by the job's identity, which may read them by then, and never through Terraform", () => {
    const stack = stackUnderTest();
    const job = appJobOf(stack, {
      secretEnvironment: { API_KEY: vaultIn(stack).secret("api-key") },
      relay: JobRelay.bySecrets(relayIn(stack), { warehouse: vaultIn(stack).secret("relay-send-warehouse") }),
    });
    const env = Object.fromEntries(containerIn(job, "dbt").env.map(({ name, secret_name }) => [name, secret_name]));
    const read = (name: string) => ({ key_vault_secret_id: `${VAULT_URL}/${name}`, identity: IDENTITY });
    expect(secretIn(job, env.DBT_ENV_SECRET_DWH_DATABASE_PASSWD)).toEqual(read("warehouse-password"));
    expect(secretIn(job, env.API_KEY)).toEqual(read("api-key"));
    expect(filesIn(job, "azbridge")["/aci/bridge/keys/warehouse"]).toEqual(read("relay-send-warehouse"));
    expect(filesIn(job, "azbridge")["/aci/bridge/profile.yml"].value).toContain(
      '"ConnectionString" = "@key of warehouse@"',
    );
    expect(template(stack).data).toBeUndefined();
    const rights = resources(stack, "azurerm_role_assignment").map((right) => [
      right.role_definition_name,
      right.scope,
    ]);
    expect(rights.sort()).toEqual(
      ["api-key", "relay-send-warehouse", "warehouse-password"].map((name) => [
        "Key Vault Secrets User",
        `${VAULT_ID}/secrets/${name}`,
      ]),
    );
    const [wait] = Object.entries(template(stack).resource!.time_sleep);
    expect(job.depends_on).toEqual([`time_sleep.${wait[0]}`]);
    expect(Object.keys(wait[1].triggers as object)).toHaveLength(3);
  });

  test("of a vault in the same stack are read once they are written", () => {
    const stack = stackUnderTest();
    const place = { resourceGroupName: "retail-rg", location: "westeurope" };
    const vault = new KeyVault(stack, "Own", { ...place, vaultName: "retail-own-kv" });
    vault.grantWrite(new Principal(stack, "Deployer", "0e0a5c1e-0000-4000-8000-000000000001", PrincipalType.USER));
    const key = vault.addSecret("api-key", SecretValue.stored(sensitiveVariable(stack, "api-key")));
    const job = appJobOf(stack, { secretEnvironment: { API_KEY: key } });
    const [name] = containerIn(job, "dbt").env.flatMap((one) => (one.name === "API_KEY" ? [one.secret_name] : []));
    expect(secretIn(job, name).key_vault_secret_id).toMatch(
      /^\$\{azurerm_key_vault_secret\.\w+[-\w]*\.versionless_id\}$/,
    );
  });
});

describe("the rights of a DbtContainerAppJob", () => {
  test("to pull and to send are in effect before the job is made", () => {
    const stack = stackUnderTest();
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
    const job = appJobOf(stack, {
      dbtImage: ContainerImage.fromRegistry(registry, "dbt", "1"),
      azbridgeImage: ContainerImage.fromRegistry(registry, "azbridge", Azbridge.VERSION),
      propagation: Duration.minutes(3),
    });
    expect(job.registry).toEqual([{ server: "contosoretail.azurecr.io", identity: IDENTITY }]);
    expect(
      resources(stack, "azurerm_role_assignment")
        .map(({ role_definition_name, scope }) => [role_definition_name, scope])
        .sort(),
    ).toEqual([
      ["AcrPull", REGISTRY_ID],
      ["Azure Relay Sender", `${RELAY_ID}/hybridConnections/${warehouse.hybridConnectionName}`],
      ["Key Vault Secrets User", `${VAULT_ID}/secrets/warehouse-password`],
    ]);
    const [[id, wait]] = Object.entries(template(stack).resource!.time_sleep);
    expect([wait.create_duration, Object.keys(wait.triggers as object).length]).toEqual(["180s", 3]);
    expect(job.depends_on).toEqual([`time_sleep.${id}`]);
  });

  test("may be more than the job itself needs", () => {
    const stack = stackUnderTest();
    const job = new DbtContainerAppJob(stack, "Transform", appJobProps(stack));
    job.startAfter(vaultIn(stack).secret("another").grantRead(job.identity));
    const [wait] = Object.values(template(stack).resource!.time_sleep);
    expect(Object.keys(wait.triggers as object)).toHaveLength(3);
    expect([job.jobName, job.resourceGroupName, job.artifacts]).toEqual([
      "salesforce-transform",
      "retail-rg",
      undefined,
    ]);
  });

  test("leave no password in what is synthesized", () => {
    const stack = stackUnderTest();
    appJobOf(stack);
    expect(synthesized(stack)).not.toContain("data.azurerm_key_vault_secret");
  });
});
