/**
 * The same domains without the library: L1 code as somebody would write it by hand, names typed out. It emits the same
 * JSON as `library.ts`, which the bench checks on one domain: what the library emits anew is to be added here too.
 */
import { ContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { DataAzurermKeyVaultSecret } from "@cdktf/provider-azurerm/lib/data-azurerm-key-vault-secret";
import { DataFactory } from "@cdktf/provider-azurerm/lib/data-factory";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AzapiProvider, AzapiResource, DataAzapiResource } from "../../lib";
import { DOMAINS_PER_HUB, PlanDomains, domainStack } from "./stack";

/** Nobody publishes bindings of azapi: somebody would write these. */
const bindings = createRequire(join(process.cwd(), "package.json"));
const { AzapiProvider: Azapi } = bindings("./dist/azapi/azapi-provider") as { AzapiProvider: typeof AzapiProvider };
const { AzapiResource: Resource } = bindings("./dist/azapi/azapi-resource") as { AzapiResource: typeof AzapiResource };
const { DataAzapiResource: Found } = bindings("./dist/azapi/data-azapi-resource") as {
  DataAzapiResource: typeof DataAzapiResource;
};

const SUBSCRIPTION_ID = "1a2b3c4d-0000-4000-8000-000000000002";

/** There is nothing to plan: every name is typed out. */
export const planDomains: PlanDomains = (count) => (app) => {
  for (let index = 0; index < count; index += 1) {
    const retail = `retail${Math.floor(index / DOMAINS_PER_HUB)}`;
    const source = `source${index % DOMAINS_PER_HUB}`;
    makeDomain(domainStack(app, `${retail}-prod-${source}`, SUBSCRIPTION_ID), retail, source);
  }
};

function makeDomain(stack: Construct, retail: string, source: string): void {
  const location = "westeurope";
  new Azapi(stack, "azapi");
  const hub = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/contoso-${retail}-production-rg/providers`;
  const runtimeId = `${hub}/Microsoft.DataFactory/factories/contoso-${retail}-production-adf/integrationRuntimes/${retail}-production-ir`;
  const registry = `contoso${retail}production5h29ipjt`;
  const vaultId = `${hub}/Microsoft.KeyVault/vaults/contoso-reta-5h29ipjt-kv`;
  const loginServer = `${registry}.azurecr.io`;
  const relayHost = `contoso-${retail}-production-relay.servicebus.windows.net`;
  const groupName = `${retail}-prod-${source}-transform`;

  const resourceGroupName = `contoso-${retail}-prod-${source}-rg`;
  const identities = `${hub}/Microsoft.ManagedIdentity/userAssignedIdentities/${retail}-prod-${source}`;
  const [factoryIdentityId, jobIdentityId] = ["factory", "jobs"].map((whose) => `${identities}-${whose}-westeurope-id`);
  const factory = new DataFactory(stack, "factory", {
    name: `contoso-${retail}-prod-${source}-adf`,
    resourceGroupName,
    location,
    identity: { type: "UserAssigned", identityIds: [factoryIdentityId] },
  });
  const credential = new Resource(stack, "credential", {
    type: "Microsoft.DataFactory/factories/credentials@2018-06-01",
    name: "factory-identity",
    parentId: factory.id,
    body: { properties: { type: "ManagedIdentity", typeProperties: { resourceId: factoryIdentityId } } },
    lifecycle: { createBeforeDestroy: true },
  });
  new Resource(stack, "runtime", {
    type: "Microsoft.DataFactory/factories/integrationRuntimes@2018-06-01",
    name: `${retail}-production-ir-${shortHash(runtimeId.toLowerCase())}`,
    parentId: factory.id,
    body: {
      properties: {
        type: "SelfHosted",
        typeProperties: {
          linkedInfo: {
            resourceId: runtimeId,
            authorizationType: "RBAC",
            credential: { referenceName: "factory-identity", type: "CredentialReference" },
          },
        },
      },
    },
    lifecycle: { createBeforeDestroy: true },
    dependsOn: [credential],
  });

  const identity = new Found(stack, "identity", {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31",
    resourceId: jobIdentityId,
    responseExportValues: { clientId: "properties.clientId", principalId: "properties.principalId" },
  });
  const password = new DataAzurermKeyVaultSecret(stack, "password", {
    name: "warehouse-password",
    keyVaultId: vaultId,
  });
  new ContainerGroup(stack, "job", {
    name: groupName,
    resourceGroupName,
    location,
    osType: "Linux",
    restartPolicy: "Never",
    ipAddressType: "None",
    identity: { type: "SystemAssigned, UserAssigned", identityIds: [jobIdentityId] },
    imageRegistryCredential: [{ server: loginServer, userAssignedIdentityId: jobIdentityId }],
    container: [
      {
        name: "dbt",
        image: `${loginServer}/dbt-source:1.4.2`,
        cpu: 1,
        memory: 2,
        commands: ["/bin/sh", "/aci/dbt/dbt.sh"],
        environmentVariables: {
          ENV_GROUP_NAME: groupName,
          ENV_DBT_MODEL: source,
          ENV_DWH_DATABASE_HOST: `sql01.${retail}.example`,
          ENV_DWH_DATABASE_NAME: "dwh",
          ENV_DWH_DATABASE_SCHEMA: source,
          ENV_DWH_DATABASE_USER: "dbt",
          DBT_PROFILES_DIR: "/aci/dbt",
          DBT_SEND_ANONYMOUS_USAGE_STATS: "false",
        },
        secureEnvironmentVariables: { DBT_ENV_SECRET_DWH_DATABASE_PASSWD: password.value },
        volume: [
          { name: "aci-groups", mountPath: "/aci/groups", readOnly: false, emptyDir: true },
          { name: "aci-run", mountPath: "/aci/run", readOnly: false, emptyDir: true },
          {
            name: "dbt-files",
            mountPath: "/aci/dbt",
            readOnly: true,
            secret: {
              "dbt.sh": script("dbt.sh"),
              "run_dbt.py": script("run_dbt.py"),
              "artifacts.py": script("artifacts.py"),
              "authorities.py": script("authorities.py"),
              "child.py": script("child.py"),
              "share.py": script("share.py"),
              "coordination.py": script("coordination.py"),
              "job_paths.py": script("job_paths.py", "tunnel"),
              "prove_path.py": script("prove_path.py", "tunnel"),
              "proofs.py": script("proofs.py", "tunnel"),
              "job.json": base64(JSON.stringify(jobSettings(retail, relayHost))),
              "profiles.yml": base64(JSON.stringify(PROFILES)),
            },
          },
        ],
        livenessProbe: probe(["/bin/sh", "/aci/dbt/dbt.sh", "probe"], 7),
      },
      {
        name: "azbridge",
        image: `${loginServer}/azbridge:0.16.1`,
        cpu: 0.5,
        memory: 0.5,
        commands: ["/bin/bash", "/aci/bridge/bridge.sh"],
        environmentVariables: {
          ENV_GROUP_NAME: groupName,
          AZURE_CLIENT_ID: identity.output("clientId"),
          AZURE_TOKEN_CREDENTIALS: "prod",
        },
        volume: [
          { name: "aci-groups", mountPath: "/aci/groups", readOnly: false, emptyDir: true },
          { name: "aci-run", mountPath: "/aci/run", readOnly: false, emptyDir: true },
          {
            name: "azbridge-files",
            mountPath: "/aci/bridge",
            readOnly: true,
            secret: {
              "bridge.sh": script("bridge.sh"),
              "profile.yml": Fn.base64encode(
                Fn.yamlencode({
                  AzureRelayEndpoint: `sb://${relayHost}/`,
                  GatewayPorts: "no",
                  LogLevel: "INFO",
                  LocalForward: [
                    {
                      RelayName: "warehouse",
                      BindAddress: "127.0.10.1",
                      BindPort: 1433,
                      HostName: `sql01.${retail}.example`,
                      PortName: "warehouse",
                    },
                  ],
                }),
              ),
              "settings.sh": base64(BRIDGE_SETTINGS),
            },
          },
        ],
        livenessProbe: probe(["/bin/bash", "/aci/bridge/bridge.sh", "probe"], 3),
      },
    ],
  });
}

const probe = (exec: string[], failureThreshold: number) => ({
  exec,
  initialDelaySeconds: 10,
  periodSeconds: 5,
  timeoutSeconds: 5,
  failureThreshold,
  successThreshold: 1,
});

const PROFILES = {
  default: {
    target: "default",
    outputs: {
      default: {
        type: "sqlserver",
        driver: "ODBC Driver 18 for SQL Server",
        server: "{{ env_var('ENV_DWH_DATABASE_HOST') }}",
        port: 1433,
        database: "{{ env_var('ENV_DWH_DATABASE_NAME') }}",
        schema: "{{ env_var('ENV_DWH_DATABASE_SCHEMA') }}",
        user: "{{ env_var('ENV_DWH_DATABASE_USER') }}",
        password: "{{ env_var('DBT_ENV_SECRET_DWH_DATABASE_PASSWD') }}",
        encrypt: true,
        trust_cert: false,
        threads: 4,
      },
    },
  },
};

const BRIDGE_SETTINGS = `LISTEN="127.0.10.1:1433"
POLL_INTERVAL_SECONDS=0.1
STARTUP_TIMEOUT_SECONDS=120
PARTNER_TIMEOUT_SECONDS=900
HEARTBEAT_SECONDS=1
HEARTBEAT_TIMEOUT_SECONDS=30
TERMINATION_GRACE_SECONDS=6
`;

function jobSettings(retail: string, relayHost: string) {
  return {
    forwards: [
      {
        name: "warehouse",
        host: `sql01.${retail}.example`,
        port: 1433,
        address: "127.0.10.1",
        protocol: "sql-server",
      },
    ],
    relayHost,
    commands: [["run", "--select", { env: "ENV_DBT_MODEL" }]],
    projectDirectory: "/usr/app",
    rerunOnRestart: false,
    keptRuns: 0,
    trustsImage: true,
    runTimeoutSeconds: 5400,
    timing: {
      pollIntervalSeconds: 0.1,
      startupTimeoutSeconds: 120,
      partnerTimeoutSeconds: 900,
      heartbeatSeconds: 1,
      heartbeatTimeoutSeconds: 30,
      terminationGraceSeconds: 6,
      pathTimeoutSeconds: 120,
    },
  };
}

const SCRIPTS = new Map<string, string>();

/** A script of the library, read once, as base64. */
function script(name: string, folder = join("dbt", "job")): string {
  const known = SCRIPTS.get(name) ?? readFileSync(join("lib", folder, "scripts", name)).toString("base64");
  SCRIPTS.set(name, known);
  return known;
}

/** Names what follows from a text too long for a name. */
function shortHash(text: string): string {
  const bits = BigInt(`0x${createHash("sha256").update(text).digest("hex").slice(0, 10)}`);
  return bits.toString(32).padStart(8, "0");
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
