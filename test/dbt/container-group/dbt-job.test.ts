import fc from "fast-check";
import { TerraformOutput, TerraformStack } from "cdktf";
import {
  Azbridge,
  ContainerImage,
  ContainerRegistry,
  Coordination,
  CoordinationTiming,
  DbtJob,
  DbtJobProps,
  Duration,
  FileShare,
  JobNetwork,
  JobRelay,
  Role,
  StorageAccount,
  UserAssignedIdentity,
} from "../../../lib";
import { containerOf, fileIn, groupOf, jobProps, plant, relayIn, vaultIn, warehouse } from "../../support/job";
import { without } from "../../support/made";
import { resources, stackUnderTest, template } from "../../support/stack";

const GROUP = "retail-prod-salesforce-transform";
const REGISTRY_ID =
  "/subscriptions/1a2b3c4d-0000-4000-8000-000000000001/resourceGroups/hub-rg/providers/Microsoft.ContainerRegistry/registries/ContosoRetail";
const PASSWORD = expect.stringMatching(
  /^\$\{data\.azurerm_key_vault_secret\.Vault_Secret-warehouse-password_Lookup_\w+\.value\}$/,
);
const METRICS = {
  containerName: "metrics",
  image: ContainerImage.fromPublic("ghcr.io/contoso/metrics:1"),
  command: ["/usr/bin/metrics", "--interval", "5"],
};

function shareIn(stack: TerraformStack): FileShare {
  const place = { resourceGroupName: "retail-rg", location: "westeurope" };
  const storageAccount = new StorageAccount(stack, "Storage", { ...place, accountName: "contosoretail" });
  return new FileShare(stack, "Share", { storageAccount, shareName: "dbt-runs" });
}

/** Paths of all strings within `value` that hold `text`. */
function pathsOf(value: unknown, text: string, path = ""): string[] {
  if (typeof value === "string") {
    return value.includes(text) ? [path] : [];
  }
  return Object.entries((value ?? {}) as Record<string, unknown>).flatMap(([key, child]) =>
    pathsOf(child, text, path === "" ? key : `${path}/${key}`),
  );
}

describe("the group of a DbtJob", () => {
  test("runs once, opens nothing, and has an identity before it starts beside the system's", () => {
    const stack = stackUnderTest();
    const { container, depends_on, ...group } = groupOf(stack);
    expect(group).toEqual({
      name: GROUP,
      resource_group_name: "retail-rg",
      location: "westeurope",
      os_type: "Linux",
      restart_policy: "Never",
      ip_address_type: "None",
      identity: {
        type: "SystemAssigned, UserAssigned",
        identity_ids: [expect.stringMatching(/^\$\{azurerm_user_assigned_identity\.Transform_Identity_\w+\.id\}$/)],
      },
      image_registry_credential: [],
    });
    expect(container.map(({ name }) => name)).toEqual(["dbt", "azbridge"]);
    expect(depends_on).toHaveLength(1);
    expect(resources(stack, "azurerm_user_assigned_identity")).toEqual([
      { name: `${GROUP}-id`, resource_group_name: "retail-rg", location: "westeurope" },
    ]);
  });

  test.each([
    ["by key, from anywhere", true, false, ["container/1/environment_variables/ENV_IDENTITY_ID"]],
    ["by key, from a registry", true, true, ["image_registry_credential/0/user_assigned_identity_id"]],
    ["by identity, from anywhere", false, false, ["container/1/environment_variables/AZURE_CLIENT_ID"]],
  ])("is replaced when it comes as another identity: sends %s", (_, byKey, fromRegistry, paths) => {
    const stack = stackUnderTest();
    const resourceId = REGISTRY_ID.replace(/Microsoft.*/, "Microsoft.ManagedIdentity/userAssignedIdentities/transform");
    const secret = vaultIn(stack).secret("relay-send-warehouse");
    const group = groupOf(stack, {
      identityName: undefined,
      identity: UserAssignedIdentity.fromResourceId(stack, "Identity", resourceId),
      ...(byKey ? { relay: JobRelay.bySecrets(relayIn(stack), { warehouse: secret }) } : {}),
      ...(fromRegistry
        ? {
            dbtImage: ContainerImage.fromRegistry(
              ContainerRegistry.fromResourceId(stack, "R", REGISTRY_ID),
              "dbt",
              "1",
            ),
          }
        : {}),
    });
    // A change of the block alone azurerm would make in place, and lose every secure value by it.
    const { identity, ...replacing } = group;
    expect(identity).toMatchObject({ identity_ids: [resourceId] });
    const told = [resourceId, ".clientId"].flatMap((text) => pathsOf(replacing, text));
    expect(told).toEqual(paths);
  });

  test("says its names and its identity to whoever grants it more", () => {
    const stack = stackUnderTest();
    const job = new DbtJob(stack, "Transform", jobProps(stack));
    expect(job.groupName).toBe(GROUP);
    const right = vaultIn(stack).secret("another").grantRead(job.identity);
    expect(right?.node.path).toContain("Transform/Identity");
    new TerraformOutput(stack, "group", { value: job.resourceId });
    const [group] = Object.keys(template(stack).resource!.azurerm_container_group);
    expect(template(stack).output).toEqual({ group: { value: `\${azurerm_container_group.${group}.id}` } });
  });

  test("has the containers of the original design, each started by its shell", () => {
    const group = groupOf(stackUnderTest());
    const [dbt, bridge] = group.container.map((one) => without(one, "volume", "environment_variables"));
    expect(dbt).toEqual({
      name: "dbt",
      image: "ghcr.io/contoso/dbt:1.4.2",
      cpu: 1,
      memory: 2,
      commands: ["/bin/sh", "/aci/dbt/dbt.sh"],
      secure_environment_variables: { DBT_ENV_SECRET_DWH_DATABASE_PASSWD: PASSWORD },
      liveness_probe: {
        exec: ["/bin/sh", "/aci/dbt/dbt.sh", "probe"],
        initial_delay_seconds: 10,
        period_seconds: 5,
        timeout_seconds: 5,
        failure_threshold: 7,
        success_threshold: 1,
      },
    });
    expect(bridge).toEqual({
      name: "azbridge",
      image: `ghcr.io/contoso/azbridge:${Azbridge.VERSION}`,
      cpu: 0.5,
      memory: 0.5,
      commands: ["/bin/bash", "/aci/bridge/bridge.sh"],
      liveness_probe: {
        exec: ["/bin/bash", "/aci/bridge/bridge.sh", "probe"],
        initial_delay_seconds: 10,
        period_seconds: 5,
        timeout_seconds: 5,
        failure_threshold: 3,
        success_threshold: 1,
      },
    });
  });

  test("hands plain values over as the original design does", () => {
    expect(containerOf(groupOf(stackUnderTest()), "dbt").environment_variables).toEqual({
      ENV_GROUP_NAME: GROUP,
      ENV_DBT_MODEL: "salesforce",
      ENV_DWH_DATABASE_HOST: "sql01.retail.example",
      ENV_DWH_DATABASE_NAME: "dwh",
      ENV_DWH_DATABASE_SCHEMA: "salesforce",
      ENV_DWH_DATABASE_USER: "dbt",
      DBT_PROFILES_DIR: "/aci/dbt",
      DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
    });
  });

  test("adds variables of yours, plain and secure ones", () => {
    const dbt = containerOf(
      groupOf(stackUnderTest(), { environment: { TZ: "UTC" }, secureEnvironment: { TOKEN: "t" } }),
      "dbt",
    );
    expect(dbt.environment_variables.TZ).toBe("UTC");
    expect(dbt.secure_environment_variables).toEqual({ DBT_ENV_SECRET_DWH_DATABASE_PASSWD: PASSWORD, TOKEN: "t" });
  });

  test("adds variables of yours that are secrets in a vault, as Terraform looks them up", () => {
    const stack = stackUnderTest();
    const group = groupOf(stack, { secretEnvironment: { API_KEY: vaultIn(stack).secret("api-key") } });
    expect(containerOf(group, "dbt").secure_environment_variables).toEqual({
      DBT_ENV_SECRET_DWH_DATABASE_PASSWD: PASSWORD,
      API_KEY: expect.stringMatching(/^\$\{data\.azurerm_key_vault_secret\.Vault_Secret-api-key_Lookup_\w+\.value\}$/),
    });
  });

  test("has a probe of dbt's container that is as patient as the bridge is", () => {
    const probed = (timing?: CoordinationTiming) =>
      containerOf(groupOf(stackUnderTest(), { timing }), "dbt").liveness_probe;
    const exec = ["/bin/sh", "/aci/dbt/dbt.sh", "probe"];
    expect(probed()).toMatchObject({ exec, period_seconds: 5, failure_threshold: 7 });
    const impatient = new CoordinationTiming({
      heartbeatTimeout: Duration.seconds(6),
      probePeriod: Duration.seconds(7),
    });
    expect(probed(impatient)).toMatchObject({ exec, period_seconds: 7, failure_threshold: 3 });
  });

  test("takes the figures of the probe from its timing", () => {
    const timing = new CoordinationTiming({
      probeInitialDelay: Duration.seconds(12),
      probePeriod: Duration.seconds(7),
      probeTimeout: Duration.seconds(6),
      probeFailureThreshold: 4,
    });
    expect(containerOf(groupOf(stackUnderTest(), { timing }), "azbridge").liveness_probe).toEqual({
      exec: ["/bin/bash", "/aci/bridge/bridge.sh", "probe"],
      initial_delay_seconds: 12,
      period_seconds: 7,
      timeout_seconds: 6,
      failure_threshold: 4,
      success_threshold: 1,
    });
  });

  test("gives each container what it is told to", () => {
    const group = groupOf(stackUnderTest(), {
      dbtSize: { cpuCores: 2, memoryGib: 8 },
      azbridgeSize: { cpuCores: 0.25, memoryGib: 1 },
      sidecars: [METRICS, { ...METRICS, containerName: "more", size: { cpuCores: 3, memoryGib: 4 } }],
    });
    expect(group.container.map(({ name, cpu, memory }) => [name, cpu, memory])).toEqual([
      ["dbt", 2, 8],
      ["azbridge", 0.25, 1],
      ["metrics", 0.5, 0.5],
      ["more", 3, 4],
    ]);
  });

  test("dials out from a subnet of yours", () => {
    const subnetId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/aci";
    const group = groupOf(stackUnderTest(), { network: JobNetwork.subnet(subnetId) });
    expect([group.subnet_ids, group.ip_address_type]).toEqual([[subnetId], "None"]);
  });

  test("fails if the subnet is called by its name alone", () => {
    expect(() => JobNetwork.subnet("my-subnet")).toThrow(
      /^JobNetwork\.subnet: \[core\/resource-id\] given "my-subnet"/,
    );
  });
});

describe("the volumes of a DbtJob", () => {
  test("share an emptyDir by its name, and files under a name per container", () => {
    const group = groupOf(stackUnderTest(), { sidecars: [METRICS] });
    const volumes = group.container.map(({ volume }) => volume.map((one) => without(one, "secret")));
    const shared = [
      { name: "aci-groups", mount_path: "/aci/groups", read_only: false, empty_dir: true },
      { name: "aci-run", mount_path: "/aci/run", read_only: false, empty_dir: true },
    ];
    expect(volumes).toEqual([
      [...shared, { name: "dbt-files", mount_path: "/aci/dbt", read_only: true }],
      [...shared, { name: "azbridge-files", mount_path: "/aci/bridge", read_only: true }],
      [...shared, { name: "metrics-files", mount_path: "/aci/sidecar", read_only: true }],
    ]);
  });

  test("mount a share of Azure Files under a name per container, once it exists", () => {
    const stack = stackUnderTest();
    const group = groupOf(stack, { coordination: Coordination.azureFileShare(shareIn(stack)), sidecars: [METRICS] });
    const [account] = Object.keys(template(stack).resource!.azurerm_storage_account);
    const [share] = Object.keys(template(stack).resource!.azurerm_storage_share);
    expect(group.container.map(({ volume }) => volume[0])).toEqual(
      ["dbt", "azbridge", "metrics"].map((name) => ({
        name: `aci-groups-${name}`,
        mount_path: "/aci/groups",
        read_only: false,
        share_name: "dbt-runs",
        storage_account_name: "contosoretail",
        storage_account_key: `\${azurerm_storage_account.${account}.primary_access_key}`,
      })),
    );
    expect(group.container.map(({ volume }) => volume[1])).toEqual(
      Array(3).fill({ name: "aci-run", mount_path: "/aci/run", read_only: false, empty_dir: true }),
    );
    expect(group.depends_on).toContain(`azurerm_storage_share.${share}`);
  });

  test("have a name of their own within the group, unless they are one emptyDir", () => {
    const stack = stackUnderTest();
    const { container } = groupOf(stack, {
      coordination: Coordination.azureFileShare(shareIn(stack)),
      sidecars: [METRICS],
    });
    const sentPerContainer = container.flatMap(({ volume }) => volume.filter((one) => one.empty_dir === undefined));
    const names = sentPerContainer.map(({ name }) => name);
    expect([...new Set(names)]).toEqual(names);
  });

  test("mount somebody else's share without waiting for it", () => {
    const stack = stackUnderTest();
    const account = StorageAccount.fromResourceId(
      stack,
      "Storage",
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/theirs",
    );
    const share = FileShare.fromName(stack, "Share", account, "runs");
    const group = groupOf(stack, { coordination: Coordination.azureFileShare(share) });
    expect(containerOf(group, "dbt").volume[0]).toMatchObject({
      share_name: "runs",
      storage_account_name: "theirs",
      storage_account_key: expect.stringMatching(/^\$\{data\.azurerm_storage_account\.\w+\.primary_access_key\}$/),
    });
    expect(group.depends_on).toEqual([expect.stringMatching(/^time_sleep\./)]);
  });
});

describe("the images of a DbtJob", () => {
  const images = (stack: TerraformStack): Partial<DbtJobProps> => {
    const registry = ContainerRegistry.fromResourceId(stack, "Registry", REGISTRY_ID);
    return {
      dbtImage: ContainerImage.fromRegistry(registry, "dbt-salesforce", "1.4.2"),
      azbridgeImage: ContainerImage.fromDigest(registry, "azbridge", `sha256:${"0".repeat(64)}`),
      sidecars: [METRICS],
    };
  };

  test("are named by tag, by digest, or as anyone may pull them", () => {
    const stack = stackUnderTest();
    expect(groupOf(stack, images(stack)).container.map(({ image }) => image)).toEqual([
      "contosoretail.azurecr.io/dbt-salesforce:1.4.2",
      `contosoretail.azurecr.io/azbridge@sha256:${"0".repeat(64)}`,
      "ghcr.io/contoso/metrics:1",
    ]);
  });

  test("are pulled by the job's identity, one registry once, and without any password", () => {
    const stack = stackUnderTest();
    const [identity] = Object.keys(
      (groupOf(stack, images(stack)), template(stack).resource!.azurerm_user_assigned_identity),
    );
    const [group] = resources(stack, "azurerm_container_group");
    expect(group.image_registry_credential).toEqual([
      {
        server: "contosoretail.azurecr.io",
        user_assigned_identity_id: `\${azurerm_user_assigned_identity.${identity}.id}`,
      },
    ]);
    expect(resources(stack, "azurerm_role_assignment")).toContainEqual(
      expect.objectContaining({
        role_definition_name: "AcrPull",
        scope: REGISTRY_ID,
        principal_id: `\${azurerm_user_assigned_identity.${identity}.principal_id}`,
      }),
    );
  });

  test("of a sidecar's own registry are pulled by the job's identity too", () => {
    const stack = stackUnderTest();
    const theirs = ContainerRegistry.fromResourceId(stack, "Theirs", REGISTRY_ID.replace("ContosoRetail", "theirs"));
    const image = ContainerImage.fromRegistry(theirs, "metrics", "1");
    const group = groupOf(stack, { ...images(stack), sidecars: [{ ...METRICS, image }] });
    expect(group.image_registry_credential).toEqual([
      expect.objectContaining({ server: "contosoretail.azurecr.io" }),
      expect.objectContaining({ server: "theirs.azurecr.io" }),
    ]);
    const roles = resources(stack, "azurerm_role_assignment").map((right) => right.role_definition_name);
    expect(roles.sort()).toEqual(["AcrPull", "AcrPull", "Azure Relay Sender"]);
  });

  test("and the tunnel wait until every right of the identity counts", () => {
    const stack = stackUnderTest();
    const group = groupOf(stack, { ...images(stack), propagation: Duration.minutes(3) });
    const { azurerm_role_assignment: rights, time_sleep: waits } = template(stack).resource!;
    const [[wait, sleep]] = Object.entries(waits) as [[string, Record<string, unknown>]];
    expect(group.depends_on).toEqual([`time_sleep.${wait}`]);
    expect(sleep.create_duration).toBe("180s");
    expect(Object.values(sleep.triggers as object).sort()).toEqual(
      Object.keys(rights)
        .map((id) => `\${azurerm_role_assignment.${id}.id}`)
        .sort(),
    );
    expect(Object.keys(rights)).toHaveLength(2);
  });

  test("wait for a further right of the identity, too", () => {
    const stack = stackUnderTest();
    const job = new DbtJob(stack, "Transform", jobProps(stack));
    job.startAfter(job.identity.grant(Role.READER, vaultIn(stack)));
    const { azurerm_role_assignment: rights, time_sleep: waits } = template(stack).resource!;
    expect(Object.keys(rights)).toHaveLength(2);
    expect(Object.values(waits).map(({ triggers }) => Object.keys(triggers as object))).toEqual([
      [expect.stringContaining("Azure Relay Sender"), expect.stringContaining("Reader")],
    ]);
    const [group] = resources(stack, "azurerm_container_group");
    expect(group.depends_on).toEqual([`time_sleep.${Object.keys(waits)[0]}`]);
  });

  test("need no wait where no right is given", () => {
    const stack = stackUnderTest();
    const relay = JobRelay.bySecrets(relayIn(stack), { warehouse: vaultIn(stack).secret("relay-send-warehouse") });
    expect(groupOf(stack, { relay }).depends_on).toBeUndefined();
    expect(resources(stack, "time_sleep")).toEqual([]);
  });
});

describe("a sidecar", () => {
  test("runs its own command between the bridge's start and the job's end", () => {
    const group = groupOf(stackUnderTest(), {
      sidecars: [{ ...METRICS, environment: { PORT: "9090" }, secureEnvironment: { TOKEN: "t" } }],
    });
    const { volume, ...sidecar } = containerOf(group, "metrics");
    expect(sidecar).toEqual({
      name: "metrics",
      image: "ghcr.io/contoso/metrics:1",
      cpu: 0.5,
      memory: 0.5,
      commands: ["/bin/sh", "/aci/sidecar/sidecar.sh", "/usr/bin/metrics", "--interval", "5"],
      environment_variables: { ENV_GROUP_NAME: GROUP, PORT: "9090" },
      secure_environment_variables: { TOKEN: "t" },
    });
    expect(volume).toHaveLength(3);
  });

  test("has no probe and no identity's name: it ends with the semaphore", () => {
    const sidecar = containerOf(groupOf(stackUnderTest(), { sidecars: [METRICS] }), "metrics");
    expect(sidecar).not.toHaveProperty("liveness_probe");
    expect(sidecar.environment_variables).toEqual({ ENV_GROUP_NAME: GROUP });
  });
});

describe("what a DbtJob gives away", () => {
  test("is secret in secure variables, secret volumes and storage keys alone", () => {
    // GIVEN a job with every kind of secret
    const stack = stackUnderTest();
    const secret = (name: string) => vaultIn(stack).secret(name);
    const group = groupOf(stack, {
      forwards: [warehouse, plant],
      relay: JobRelay.bySecrets(relayIn(stack), { warehouse: secret("send-warehouse"), plant: secret("send-plant") }),
      coordination: Coordination.azureFileShare(shareIn(stack)),
      secureEnvironment: { TOKEN: secret("token").value },
      sidecars: [{ ...METRICS, secureEnvironment: { TOKEN: secret("metrics-token").value } }],
    });
    // THEN
    expect(pathsOf(group, "azurerm_key_vault_secret")).toEqual([
      "container/0/secure_environment_variables/DBT_ENV_SECRET_DWH_DATABASE_PASSWD",
      "container/0/secure_environment_variables/TOKEN",
      "container/1/volume/2/secret/profile.yml",
      "container/2/secure_environment_variables/TOKEN",
    ]);
    expect(pathsOf(group, "primary_access_key")).toEqual([
      "container/0/volume/0/storage_account_key",
      "container/1/volume/0/storage_account_key",
      "container/2/volume/0/storage_account_key",
    ]);
    // and files that are encoded here hold no reference at all
    const files = group.container.flatMap((one) =>
      one.volume.flatMap(({ secret: content }) => Object.keys(content ?? {}).map((file) => [file, fileIn(one, file)])),
    );
    const referring = files
      .filter(([, text]) => /TfToken|azurerm_|primary_access_key/.test(text))
      .map(([file]) => file);
    expect(referring).toEqual(["profile.yml"]);
  });

  test("reaches Terraform to the letter, whatever it looks like", () => {
    const text = fc.string({ unit: fc.constantFrom("$", "%", "{", "}", "a", '"', "\\", " "), minLength: 1 });
    // What Terraform makes of a string without references; a template in it would be no text any more.
    const rendered = (arrived: string) =>
      arrived.replace(/\$\$\{|%%\{|[$%]\{/g, (found) => (found.length === 3 ? found.slice(1) : "a template!"));
    const many = fc.array(text, { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(many, (texts) => {
        const variables = (prefix: string) => Object.fromEntries(texts.map((one, index) => [`${prefix}${index}`, one]));
        const group = groupOf(stackUnderTest(), {
          environment: variables("PLAIN"),
          secureEnvironment: variables("SECURE"),
          sidecars: [{ ...METRICS, command: texts, environment: variables("BESIDE") }],
        });
        const [dbt, sidecar] = [containerOf(group, "dbt"), containerOf(group, "metrics")];
        const arrived = {
          ...dbt.environment_variables,
          ...dbt.secure_environment_variables,
          ...sidecar.environment_variables,
        };
        texts.forEach((one, index) =>
          ["PLAIN", "SECURE", "BESIDE"].forEach((prefix) => expect(rendered(arrived[`${prefix}${index}`])).toBe(one)),
        );
        expect(sidecar.commands.slice(2).map(rendered)).toEqual(texts);
      }),
      { numRuns: 5 },
    );
  });

  test.each(["${path.module}", "%{ if true }x%{ endif }"])("does not let Terraform evaluate %s", (text) => {
    const { environment_variables: arrived } = containerOf(
      groupOf(stackUnderTest(), { environment: { A: text } }),
      "dbt",
    );
    expect(arrived.A).toBe(text.replace(/[$%]\{/g, (found) => `${found[0]}${found}`));
  });
});
