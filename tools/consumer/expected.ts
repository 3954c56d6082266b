import { deepStrictEqual } from "node:assert";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { filesBelow } from "../files";

type Files = Record<string, string>;
type Blocks<T> = Record<string, T>;

/** A synthesized stack, as Terraform reads it: what of it is looked at. */
export interface Stack {
  readonly resource: {
    readonly azurerm_container_group: Blocks<Group>;
    readonly azapi_resource: Blocks<{ readonly type: string; readonly body: unknown }>;
  };
  readonly data: {
    readonly azurerm_key_vault_secret: Blocks<{ readonly name: string; readonly key_vault_id: string }>;
  };
  readonly output?: unknown;
}

interface Group {
  readonly name: string;
  readonly restart_policy: string;
  readonly container: {
    readonly name: string;
    readonly image: string;
    readonly commands: string[];
    readonly environment_variables: Record<string, string>;
    readonly liveness_probe?: { readonly exec: string[] };
    readonly volume: { readonly secret?: Files }[];
  }[];
}

const HUB = "/subscriptions/1a2b3c4d-0000-4000-8000-000000000002/resourceGroups/contoso-retail-production-rg/providers";
const RUNTIMES = `${HUB}/Microsoft.DataFactory/factories/contoso-retail-production-adf/integrationRuntimes`;
const SCRIPTS = [join("lib", "dbt", "scripts"), join("lib", "tunnel", "scripts")];
const REGISTRY = "contosoretailproductionb0tdapga";

/** The two domains, with what tells them apart. */
const RUNTIME_OF: Record<string, string> = {
  "retail-prod-erp": `${RUNTIMES}/retail-production-erp-ir`,
  "retail-prod-salesforce": `${RUNTIMES}/retail-production-ir`,
};

/** The stacks in an output folder, by name. */
export function stacksIn(outdir: string): Record<string, Stack> {
  const files = filesBelow(join(outdir, "stacks")).filter((file) => basename(file) === "cdk.tf.json");
  return Object.fromEntries(
    files.map((file) => [basename(join(file, "..")), JSON.parse(readFileSync(file, "utf8")) as Stack]),
  );
}

/** @throws unless the stacks say what the texts mean, with the hub known by its names alone. */
export function assertExpected(stacks: Record<string, Stack>): void {
  deepStrictEqual(Object.keys(stacks).sort(), Object.keys(RUNTIME_OF).sort(), "names of the stacks");
  Object.entries(stacks).forEach(([name, stack]) => assertDomain(name, stack));
}

function assertDomain(name: string, stack: Stack): void {
  const runtime = RUNTIME_OF[name];
  deepStrictEqual(
    counted(stack.resource),
    {
      azapi_resource: 2,
      azurerm_container_group: 1,
      azurerm_data_factory: 1,
    },
    `${name}: resources`,
  );
  deepStrictEqual(
    counted(stack.data),
    { azapi_resource: 1, azurerm_key_vault_secret: 1 },
    `${name}: no remote state is read`,
  );
  deepStrictEqual(stack.output, undefined, `${name}: outputs`);
  const credential = { referenceName: "factory-identity", type: "CredentialReference" };
  const identities = `${HUB}/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
  const of = (kind: string) => `Microsoft.DataFactory/factories/${kind}@2018-06-01`;
  deepStrictEqual(
    Object.fromEntries(Object.values(stack.resource.azapi_resource).map(({ type, body }) => [type, body])),
    {
      [of("credentials")]: {
        properties: { type: "ManagedIdentity", typeProperties: { resourceId: `${identities}-factory-westeurope-id` } },
      },
      [of("integrationRuntimes")]: {
        properties: {
          type: "SelfHosted",
          typeProperties: { linkedInfo: { authorizationType: "RBAC", resourceId: runtime, credential } },
        },
      },
    },
    `${name}: the linked runtime, and as whom it was linked`,
  );
  const secret = only(stack.data.azurerm_key_vault_secret);
  deepStrictEqual(
    [secret.name, secret.key_vault_id],
    ["warehouse-password", `${HUB}/Microsoft.KeyVault/vaults/contoso-reta-b0tdapga-kv`],
    `${name}: the secret`,
  );
  assertGroup(name, only(stack.resource.azurerm_container_group));
}

function assertGroup(stackName: string, group: Group): void {
  const source = stackName.replace("retail-prod-", "");
  const files = group.container.map(({ volume }) => Object.assign({}, ...volume.map(({ secret }) => secret)) as Files);
  deepStrictEqual(
    {
      name: group.name,
      restartPolicy: group.restart_policy,
      images: group.container.map(({ name, image }) => [name, image]),
      commands: group.container.map(({ commands }) => commands),
      probes: group.container.map((container) => container.liveness_probe?.exec),
      select: group.container.map((container) => container.environment_variables["ENV_DBT_MODEL"]),
      files: files.map((byName) => Object.keys(byName).sort()),
    },
    {
      name: `${stackName}-transform`,
      restartPolicy: "Never",
      images: [
        ["dbt", `${REGISTRY}.azurecr.io/dbt-${source}:1.4.2`],
        ["azbridge", `${REGISTRY}.azurecr.io/azbridge:0.16.1`],
      ],
      commands: [
        ["/bin/sh", "/aci/dbt/dbt.sh"],
        ["/bin/bash", "/aci/bridge/bridge.sh"],
      ],
      probes: [
        ["/bin/sh", "/aci/dbt/dbt.sh", "probe"],
        ["/bin/bash", "/aci/bridge/bridge.sh", "probe"],
      ],
      select: [source, undefined],
      files: [
        [
          "artifacts.py",
          "authorities.py",
          "child.py",
          "coordination.py",
          "dbt.sh",
          "job.json",
          "job_paths.py",
          "profiles.yml",
          "proofs.py",
          "prove_path.py",
          "run_dbt.py",
          "share.py",
        ],
        ["bridge.sh", "profile.yml", "settings.sh"],
      ],
    },
    `${stackName}: the container group`,
  );
  const scripts = SCRIPTS.flatMap((folder) => filesBelow(folder)).filter((path) =>
    files.some((byName) => basename(path) in byName),
  );
  for (const path of scripts) {
    const name = basename(path);
    const mounted = files.map((byName) => byName[name]).filter((text) => text !== undefined);
    const written = readFileSync(path).toString("base64");
    deepStrictEqual(mounted, [written], `${stackName}: ${name}, as mounted`);
  }
}

function counted(blocks: object): Record<string, number> {
  return Object.fromEntries(Object.entries(blocks).map(([type, byId]) => [type, Object.keys(byId as object).length]));
}

function only<T>(byId: Blocks<T>): T {
  return Object.values(byId)[0];
}
