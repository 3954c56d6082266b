import { Fn, TerraformLocal, TerraformVariable, Token, propertyAccess } from "cdktf";
import {
  ContainerImage,
  Coordination,
  DbtCommand,
  DbtJobProps,
  DbtProfile,
  DatabaseTls,
  FileShare,
  Forward,
  JobRelay,
  Protocol,
  StorageAccount,
} from "../../../lib";
import { groupOf, plant, relayIn, vaultIn, warehouse } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

const IMAGE = ContainerImage.fromPublic("ghcr.io/contoso/metrics:1");
const METRICS = { containerName: "metrics", image: IMAGE, command: ["run"] };

const job = (given: Partial<DbtJobProps>) => () => groupOf(stackUnderTest(), given);
const sidecars = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ ...METRICS, containerName: `metrics-${index}` }));

/** A share of somebody else's. */
function share() {
  const stack = stackUnderTest();
  const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/theirs";
  return Coordination.azureFileShare(
    FileShare.fromName(stack, "Share", StorageAccount.fromResourceId(stack, "Storage", id), "runs"),
  );
}

const refused: [string, Partial<DbtJobProps>, string][] = [
  ["the group's name has capitals", { groupName: "Transform" }, '[dbt/group-name] given "Transform".'],
  ["the group's name is too long", { groupName: "a".repeat(64) }, "[dbt/group-name]"],
  ["the identity's name is too short", { identityName: "id" }, '[identity/identity-name] given "id".'],
  ["the profile's forward is another", { forwards: [plant] }, '[dbt/profile-forward] given "warehouse".'],
  ["there is no forward", { forwards: [] }, "The job's forwards: none."],
  ["two forwards share a port", { forwards: [warehouse, warehouse] }, "[tunnel/one-forward-per-port]"],
  ["the project directory is relative", { projectDirectory: "app" }, '[dbt/project-directory] given "app".'],
  ["the project directory has two lines", { projectDirectory: "/a\nb" }, "[dbt/project-directory]"],
  [
    "the project directory is only known after apply",
    { projectDirectory: Fn.upper("/usr/app") },
    '[dbt/project-directory] given projectDirectory "<known after apply>".',
  ],
  ["a variable's name is none", { environment: { "A-B": "" } }, '[dbt/variable-name] given "A-B".'],
  ["a secure variable's name is none", { secureEnvironment: { _A: "" } }, '[dbt/variable-name] given "_A".'],
  [
    "a variable is one of the job's",
    { environment: { ENV_GROUP_NAME: "x" } },
    '[dbt/variable-taken] given "ENV_GROUP_NAME".',
  ],
  ["what one run is told", { environment: { ENV_RUN_SELECT: "x" } }, '[dbt/variable-taken] given "ENV_RUN_SELECT".'],
  [
    "a secure variable is one of the job's",
    { secureEnvironment: { DBT_ENV_SECRET_DWH_DATABASE_PASSWD: "x" } },
    '[dbt/variable-taken] given "DBT_ENV_SECRET_DWH_DATABASE_PASSWD".',
  ],
  [
    "a variable is plain and secure",
    { environment: { TOKEN: "a" }, secureEnvironment: { TOKEN: "b" } },
    '[dbt/variable-taken] given "TOKEN".',
  ],
  ["a container gets no core", { dbtSize: { cpuCores: 0, memoryGib: 1 } }, "[dbt/container-size] given cpuCores 0."],
  [
    "the bridge gets too much memory",
    { azbridgeSize: { cpuCores: 1, memoryGib: 241 } },
    "[dbt/container-size] given memoryGib 241.",
  ],
  [
    "a sidecar gets too many cores",
    { sidecars: [{ ...METRICS, size: { cpuCores: 32, memoryGib: 1 } }] },
    "[dbt/container-size] given cpuCores 32.",
  ],
  [
    "all containers together get too many cores",
    { dbtSize: { cpuCores: 31, memoryGib: 2 } },
    "[dbt/container-size] given for all containers together cpuCores 31.5.",
  ],
  [
    "all containers together get too much memory",
    { dbtSize: { cpuCores: 1, memoryGib: 240 } },
    "[dbt/container-size] given for all containers together memoryGib 240.5.",
  ],
  ["a sidecar has no command", { sidecars: [{ ...METRICS, command: [] }] }, "[dbt/sidecar-command]"],
  [
    "a sidecar is called as dbt's container",
    { sidecars: [{ ...METRICS, containerName: "dbt" }] },
    '[dbt/containers] given "dbt" twice.',
  ],
  [
    "a sidecar is called as the bridge",
    { sidecars: [{ ...METRICS, containerName: "azbridge" }] },
    '[dbt/containers] given "azbridge" twice.',
  ],
  ["two sidecars have one name", { sidecars: [METRICS, METRICS] }, '[dbt/containers] given "metrics" twice.'],
  [
    "a sidecar's name is none",
    { sidecars: [{ ...METRICS, containerName: "my_metrics" }] },
    '[dbt/container-name] given "my_metrics".',
  ],
  [
    "a sidecar's variable is one of the job's",
    { sidecars: [{ ...METRICS, environment: { ENV_GROUP_NAME: "x" } }] },
    '[dbt/variable-taken] given "ENV_GROUP_NAME".',
  ],
  [
    "there are more than 20 volumes",
    { sidecars: sidecars(17) },
    "[dbt/volumes] given 17 sidecars, which makes 21 volumes.",
  ],
  [
    "there are more than 20 volumes on a share",
    { sidecars: sidecars(8), coordination: share() },
    "[dbt/volumes] given 8 sidecars, which makes 21 volumes.",
  ],
  [
    "a variable holds the namespace's key",
    { environment: { A: "Endpoint=sb://x/;SharedAccessKeyName=RootManageSharedAccessKey" } },
    "[relay/least-privilege]",
  ],
];

const accepted: [string, Partial<DbtJobProps>][] = [
  ["the shortest and the longest names", { groupName: "a", identityName: "a".repeat(128) }],
  ["a name of 63 characters", { groupName: "a".repeat(63) }],
  ["two forwards to two hosts", { forwards: [warehouse, plant] }],
  ["an absolute project directory", { projectDirectory: "/opt/my project" }],
  ["variables of your own", { environment: { A_1: "", DBT_LOG_LEVEL: "debug" }, secureEnvironment: { TOKEN: "t" } }],
  ["the smallest containers", { dbtSize: { cpuCores: 0.1, memoryGib: 0.1 } }],
  ["the largest group", { azbridgeSize: { cpuCores: 30, memoryGib: 238 } }],
  ["as many sidecars as there are volumes for", { sidecars: sidecars(16) }],
  ["as many sidecars on a share as there are volumes for", { sidecars: sidecars(7), coordination: share() }],
  [
    "a sidecar with another's variables",
    { sidecars: [METRICS, { ...METRICS, containerName: "other", environment: { A: "" } }], environment: { A: "" } },
  ],
];

describe("a DbtJob", () => {
  test.each(refused)("fails if %s", (_, given, message) => {
    expect(job(given)).toThrow(message);
    expect(job(given)).toThrow(/^Stack\/Transform: /);
  });

  test.each(accepted)("accepts %s", (_, given) => {
    expect(job(given)).not.toThrow();
  });

  test("fails if a sidecar's name leaves no room for that of its volume", () => {
    const longest = "a".repeat(63 - "aci-groups-".length);
    expect(job({ sidecars: [{ ...METRICS, containerName: longest }] })).not.toThrow();
    expect(job({ sidecars: [{ ...METRICS, containerName: `${longest}a` }] })).toThrow("[dbt/volume-name]");
  });

  test("fails if a variable of the driver's authority is taken", () => {
    const stack = stackUnderTest();
    const profile = DbtProfile.sqlServer({
      forward: warehouse,
      database: "dwh",
      schema: "s",
      user: "u",
      password: vaultIn(stack).secret("p"),
      tls: DatabaseTls.verifiedBy("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----"),
    });
    expect(() => groupOf(stack, { profile, environment: { SSL_CERT_FILE: "/etc/ca.pem" } })).toThrow(
      '[dbt/variable-taken] given "SSL_CERT_FILE".',
    );
    expect(job({ environment: { SSL_CERT_FILE: "/etc/ca.pem" } })).not.toThrow();
  });

  test("takes values that are only known after apply", () => {
    const stack = stackUnderTest();
    const value = new TerraformVariable(stack, "name", { type: "string" }).stringValue;
    const group = groupOf(stack, { environment: { A: value, B: `\${x}${value}` } });
    expect(group.container[0].environment_variables).toMatchObject({ A: "${var.name}", B: "${x}${var.name}" });
  });

  test("says everything that is wrong at once", () => {
    const stack = stackUnderTest();
    const given = {
      groupName: "T",
      forwards: [new Forward("mysql", { host: "db.example", port: 3306, protocol: Protocol.MYSQL })],
      relay: JobRelay.bySecrets(relayIn(stack), {}),
      command: DbtCommand.run(),
      projectDirectory: "x",
      environment: { ENV_GROUP_NAME: "" },
      sidecars: [{ ...METRICS, command: [] }],
    };
    const rules = [
      "dbt/group-name",
      "dbt/profile-forward",
      "tunnel/connection-string-per-forward",
      "dbt/project-directory",
    ];
    const all = [...rules, "dbt/variable-taken", "dbt/sidecar-command"].map((rule) => `\\[${rule}\\]`).join("[^]*");
    expect(() => groupOf(stack, given)).toThrow(new RegExp(all));
  });
});

describe("a secret among the variables of a container", () => {
  test("is refused where Azure would show it", () => {
    const stack = stackUnderTest();
    const password = vaultIn(stack).secret("mail-password").value;
    const given: Partial<DbtJobProps>[] = [
      { environment: { SMTP_PASSWORD: password } },
      { environment: { SMTP_URL: `smtp://dbt:${password}@mail.example` } },
      { sidecars: [{ ...METRICS, environment: { TOKEN: password } }] },
      { environment: { SMTP_PASSWORD: "hunter2" } },
      { environment: { metrics_api_key: "hunter2" } },
    ];
    given.forEach((props) => expect(() => groupOf(stackUnderTest(), props)).toThrow("[dbt/secret-in-environment]"));
    const kept = new TerraformLocal(stack, "mail", { password }).expression;
    const environment = { SMTP_PASSWORD: Token.asString(propertyAccess(kept, ["password"])) };
    expect(() => groupOf(stack, { environment })).toThrow("[dbt/secret-in-environment]");
  });

  test("is accepted where Azure does not, as is what is no secret", () => {
    const stack = stackUnderTest();
    const secret = vaultIn(stack).secret("mail-password");
    const kept = new TerraformLocal(stack, "mail", { password: secret.value, host: "mail.example" }).expression;
    const host = Token.asString(propertyAccess(kept, ["host"]));
    const given = {
      environment: {
        SECRET_NAME: secret.secretName,
        SMTP_HOST: host,
        PASSWORD: "",
        SORT_KEY: "id",
        TOKEN_URL: "https://x.example",
      },
      secureEnvironment: { SMTP_PASSWORD: secret.value },
    };
    expect(groupOf(stack, given).container[0].secure_environment_variables).toHaveProperty("SMTP_PASSWORD");
  });
});
