import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import {
  ContainerImage,
  CoordinationTiming,
  DbtCommand,
  DbtJobProps,
  Duration,
  JobRelay,
  KeyVault,
  RelayNamespace,
} from "../../../lib";
import { RELAY_ID, VAULT_ID, containerOf, fileIn, groupOf, yamlEncoded, plant, warehouse } from "../../support/job";
import { stackUnderTest } from "../../support/stack";

const LIB = join(__dirname, "../../../lib");
const SCRIPTS = join(LIB, "dbt/job/scripts");

const SIDECAR = {
  containerName: "metrics",
  image: ContainerImage.fromPublic("ghcr.io/contoso/metrics:1"),
  command: ["run"],
};

const TIMING = new CoordinationTiming({
  pollInterval: Duration.milliseconds(250),
  startupTimeout: Duration.seconds(61),
  partnerTimeout: Duration.seconds(301),
  heartbeat: Duration.milliseconds(1500),
  heartbeatTimeout: Duration.seconds(21),
  terminationGrace: Duration.seconds(3),
});

function groupWith(given: Partial<DbtJobProps> = {}) {
  return groupOf(stackUnderTest(), { sidecars: [SIDECAR], ...given });
}

/** Names of the files that a container finds in its own folder. */
function filesOf(group: ReturnType<typeof groupWith>, name: string): string[] {
  return containerOf(group, name).volume.flatMap(({ secret }) => Object.keys(secret ?? {}));
}

describe("the files of a job", () => {
  test("are what each container needs, and nothing else", () => {
    const group = groupWith();
    expect(filesOf(group, "dbt").sort()).toEqual(
      [
        "artifacts.py",
        "authorities.py",
        "child.py",
        "share.py",
        "coordination.py",
        "dbt.sh",
        "job.json",
        "profiles.yml",
        "job_paths.py",
        "proofs.py",
        "prove_path.py",
        "run_dbt.py",
      ].sort(),
    );
    expect(filesOf(group, "azbridge").sort()).toEqual(["bridge.sh", "profile.yml", "settings.sh"]);
    expect(filesOf(group, "metrics").sort()).toEqual(["settings.sh", "sidecar.sh"]);
  });

  test("hold the library's scripts byte for byte, each in one kind of container", () => {
    const group = groupWith();
    const arrived = ["dbt", "azbridge", "metrics"].flatMap((name) =>
      filesOf(group, name)
        .filter((file) => /\.(?:py|sh)$/.test(file) && file !== "settings.sh")
        .map((file) => [file, fileIn(containerOf(group, name), file)]),
    );
    const wanted = [SCRIPTS, join(LIB, "tunnel/scripts")].flatMap((folder) =>
      readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")] as const),
    );
    expect(Object.fromEntries(arrived)).toEqual(Object.fromEntries(wanted));
    expect(arrived).toHaveLength(wanted.length);
  });

  test("tell dbt's container what to do, by when, and how each path is proven", () => {
    const group = groupWith({
      forwards: [warehouse, plant],
      command: DbtCommand.sequence(DbtCommand.run({ select: "salesforce" }), DbtCommand.custom("docs", "generate")),
      timing: TIMING,
      projectDirectory: "/opt/project",
      rerunOnRestart: true,
    });
    expect(JSON.parse(fileIn(containerOf(group, "dbt"), "job.json"))).toEqual({
      forwards: [
        { name: "warehouse", host: "sql01.retail.example", port: 1433, address: "127.0.10.1", protocol: "sql-server" },
        { name: "plant", host: "pg01.retail.example", port: 5432, address: "127.0.10.2", protocol: "postgresql" },
      ],
      relayHost: "contoso-retail-relay.servicebus.windows.net",
      commands: [
        ["run", "--select", { env: "ENV_DBT_MODEL" }],
        ["docs", "generate"],
      ],
      projectDirectory: "/opt/project",
      rerunOnRestart: true,
      keptRuns: 0,
      trustsImage: true,
      runTimeoutSeconds: 5400,
      timing: {
        pollIntervalSeconds: 0.25,
        startupTimeoutSeconds: 61,
        partnerTimeoutSeconds: 301,
        heartbeatSeconds: 1.5,
        heartbeatTimeoutSeconds: 21,
        terminationGraceSeconds: 3,
        pathTimeoutSeconds: 120,
      },
    });
  });

  test("say /usr/app and one run only, unless told otherwise", () => {
    const job = JSON.parse(fileIn(containerOf(groupWith(), "dbt"), "job.json"));
    expect(job).toMatchObject({ projectDirectory: "/usr/app", rerunOnRestart: false });
  });

  test("tell bridge and sidecars where to look and by when, in a shell's words", () => {
    const group = groupWith({ forwards: [warehouse, plant], timing: TIMING });
    const settings = [
      'LISTEN="127.0.10.1:1433 127.0.10.2:5432"',
      "POLL_INTERVAL_SECONDS=0.25",
      "STARTUP_TIMEOUT_SECONDS=61",
      "PARTNER_TIMEOUT_SECONDS=301",
      "HEARTBEAT_SECONDS=1.5",
      "HEARTBEAT_TIMEOUT_SECONDS=21",
      "TERMINATION_GRACE_SECONDS=3",
      "",
    ].join("\n");
    expect(fileIn(containerOf(group, "azbridge"), "settings.sh")).toBe(settings);
    expect(fileIn(containerOf(group, "metrics"), "settings.sh")).toBe(settings);
  });

  test("say everything that the scripts read, and nothing that none reads", () => {
    const group = groupWith();
    const job = JSON.parse(fileIn(containerOf(group, "dbt"), "job.json"));
    const python = [
      "dbt/job/scripts/run_dbt.py",
      "dbt/job/scripts/coordination.py",
      "dbt/job/scripts/share.py",
      "tunnel/scripts/prove_path.py",
    ].map((name) => readFileSync(join(LIB, name), "utf8"));
    const keysRead = [...python.join("\n").matchAll(/(?:job|timing)(?:\[|\.get\()"(\w+)"/g)].map(([, key]) => key);
    // Not from a job: relayPort is the local double's, for tests; timing is read as a whole.
    const expected = new Set([...Object.keys(job), ...Object.keys(job.timing), "relayPort"]);
    expect(new Set(keysRead)).toEqual(expected);

    const shell = ["bridge.sh", "sidecar.sh"].map((name) => readFileSync(join(SCRIPTS, name), "utf8")).join("\n");
    const settings = fileIn(containerOf(group, "azbridge"), "settings.sh");
    const given = [...settings.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const read = [...shell.matchAll(/\$\{?([A-Z_]+(?:_SECONDS|LISTEN)|LISTEN)\b/g)].map(([, name]) => name);
    expect(new Set(read)).toEqual(new Set(given));
  });

  test("configure azbridge for each forward, by identity, encoded by Terraform", () => {
    const bridge = containerOf(groupWith({ forwards: [warehouse, plant] }), "azbridge");
    expect(yamlEncoded(fileIn(bridge, "profile.yml"))).toEqual({
      AzureRelayEndpoint: "sb://contoso-retail-relay.servicebus.windows.net/",
      GatewayPorts: "no",
      LogLevel: "INFO",
      LocalForward: [
        {
          RelayName: "warehouse",
          BindAddress: "127.0.10.1",
          BindPort: 1433,
          HostName: "sql01.retail.example",
          PortName: "warehouse",
        },
        {
          RelayName: "plant",
          BindAddress: "127.0.10.2",
          BindPort: 5432,
          HostName: "pg01.retail.example",
          PortName: "plant",
        },
      ],
    });
  });

  test("configure azbridge with a connection string per forward, which no endpoint contradicts", () => {
    const stack = stackUnderTest();
    const vault = KeyVault.fromAttributes(stack, "Vault", { resourceId: VAULT_ID });
    const relay = JobRelay.bySecrets(RelayNamespace.fromResourceId(stack, "Relay", RELAY_ID), {
      plant: vault.secret("relay-send-plant"),
      warehouse: vault.secret("relay-send-warehouse"),
    });
    const bridge = containerOf(groupOf(stack, { relay, forwards: [warehouse, plant] }), "azbridge");
    const profile = yamlEncoded(fileIn(bridge, "profile.yml")) as { LocalForward: Record<string, string>[] };
    expect(profile).not.toHaveProperty("AzureRelayEndpoint");
    expect(profile.LocalForward.map(({ ConnectionString }) => ConnectionString)).toEqual([
      expect.stringMatching(/^data\.azurerm_key_vault_secret\.Vault_Secret-relay-send-warehouse_Lookup_\w+\.value$/),
      expect.stringMatching(/^data\.azurerm_key_vault_secret\.Vault_Secret-relay-send-plant_Lookup_\w+\.value$/),
    ]);
  });
});
