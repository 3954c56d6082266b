import { Value, Values, isValues } from "../../provider/value";
import { Activity, activitiesOf } from "../activities";
import { principalOf } from "../factory-identity";
import { objectsIn, referencesIn } from "../factory-references";
import { Operation, Refusal, text } from "../operation";
import { PIPELINE, TRIGGER, factoryOf, linkedInfoOf, propertiesOf, typePropertiesOf } from "../types/data-factory";
import { Right } from "../roles";
import type { Resource, World } from "../world";
import { addressWithin } from "../addresses";
import { containerIn } from "./by-name";
import { first } from "./first";
import { rightMissing } from "./image-use";
import { admittedBy } from "./vault-network";

/** What a run of a pipeline uses. */
interface Use {
  readonly world: World;
  readonly factoryId: string;
  readonly activities: readonly Activity[];
}

type Says = (use: Use) => string | undefined;

/** A refusal of a run, which a trigger may begin as soon as it is started. */
function onRun(refusal: Omit<Refusal, "types" | "kinds" | "says"> & { says: Says }): Refusal {
  return {
    ...refusal,
    types: [PIPELINE, TRIGGER],
    kinds: ["run", "start"],
    says: (operation) => first(pipelinesRunBy(operation), (name) => refusal.says(useOf(operation, name))),
  };
}

/** Runs of pipelines: nothing that they need is looked at before. */
export const RUN: readonly Refusal[] = [
  onRun({
    id: "run/secret",
    refuses:
      "A run reads secrets from the vault by the factory's identity: they are there, and its right counts by then.",
    source: "Microsoft: store credentials in Azure Key Vault, Data Factory; Key Vault RBAC, data plane",
    status: 403,
    code: "AzureKeyVaultSecretFetchFailed",
    says: (use) => first(linkedServicesOf(use), (service) => secretRefused(use, service)),
  }),
  onRun({
    id: "run/node-address",
    refuses:
      "What runs on a self-hosted runtime reads its secrets from its nodes' own addresses: no trusted service passes a vault's firewall for them.",
    source:
      "Microsoft: Key Vault network security, trusted services; store credentials in Azure Key Vault, Data Factory",
    status: 403,
    code: "ForbiddenByFirewall",
    says: (use) => first(linkedServicesOf(use), (service) => nodeKeptOut(use, service)),
  }),
  onRun({
    id: "run/blob",
    refuses: "A run reads and writes blobs by the factory's identity: container and right are there by then.",
    source: "Microsoft: copy and transform data in Azure Blob Storage, system-assigned managed identity authentication",
    status: 403,
    code: "AuthorizationPermissionMismatch",
    says: (use) => first(use.activities, (activity) => blobRefused(use, activity)),
  }),
  onRun({
    id: "run/node",
    refuses: "What runs on a self-hosted runtime needs a node that is registered with it.",
    source: "Microsoft: self-hosted integration runtime",
    status: 400,
    code: "SelfHostedIntegrationRuntimeOffline",
    says: (use) =>
      first(linkedServicesOf(use), (service) =>
        first(
          referencesIn(service.values).filter(({ kind }) => kind === "integrationRuntimes"),
          ({ name }) => nodeMissing(use, name),
        ),
      ),
  }),
  onRun({
    id: "run/group",
    refuses:
      "A run starts, sees and stops a container group by the factory's identity: the group and the rights are there by then.",
    source:
      "Microsoft: Web activity in Azure Data Factory, managed identity; Azure Container Instances Contributor Role",
    status: 403,
    code: "AuthorizationFailed",
    says: (use) => first(use.activities, (activity) => callRefused(use, activity, GROUP)),
  }),
  onRun({
    id: "run/job",
    refuses:
      "A run starts a Container Apps job, and sees and stops the execution, by the factory's identity: the job and the rights are there by then.",
    source:
      "Microsoft: Web activity in Azure Data Factory, managed identity; built-in roles, Container Apps Jobs Operator",
    status: 403,
    code: "AuthorizationFailed",
    says: (use) => first(use.activities, (activity) => callRefused(use, activity, JOB)),
  }),
  onRun({
    id: "run/runtime-keys",
    refuses: "A run asks a runtime for its keys by the factory's identity, whose role there must let it.",
    source:
      "Microsoft: Web activity in Azure Data Factory, managed identity; permissions for Analytics, Microsoft.DataFactory",
    status: 403,
    code: "AuthorizationFailed",
    says: (use) => first(use.activities, (activity) => keysRefused(use, activity)),
  }),
];

/** What a Web activity may call to have dbt run. */
interface Callable {
  readonly what: string;
  /** Its ID within an address. */
  readonly id: RegExp;
  /** What each call of it needs, by how the rest of the address begins; the last one is for all others. */
  readonly rights: readonly (readonly [rest: RegExp, right: Right])[];
}

const ID = "/subscriptions/[\\w-]+/resourceGroups/[\\w.()-]+/providers/";

const GROUP: Callable = {
  what: "container group",
  id: new RegExp(`${ID}Microsoft\\.ContainerInstance/containerGroups/[\\w-]+`, "i"),
  rights: [
    [/^\/start\b/, "startGroups"],
    [/^\/stop\b/, "stopGroups"],
    [/^/, "seeGroups"],
  ],
};

const JOB: Callable = {
  what: "Container Apps job",
  id: new RegExp(`${ID}Microsoft\\.App/jobs/[\\w-]+`, "i"),
  rights: [
    [/^\/start\b/, "startJobs"],
    [/^\/executions\/[^/]+\/stop\b/, "stopExecutions"],
    [/^\/executions\b/, "seeExecutions"],
    [/^/, "seeJobs"],
  ],
};

/** Names of the pipelines that begin with this operation. */
function pipelinesRunBy({ type, values }: Operation): string[] {
  return type === PIPELINE
    ? [text(values, "name")]
    : referencesIn(propertiesOf(values).pipelines ?? null).map(({ name }) => name);
}

function useOf({ world, id }: Operation, pipelineName: string): Use {
  const factoryId = factoryOf(id);
  return { world, factoryId, activities: runBy(world, factoryId, pipelineName, new Set()) };
}

/** Activities of a pipeline, and of those that it runs. */
function runBy(world: World, factoryId: string, pipelineName: string, seen: Set<string>): Activity[] {
  const pipeline = world.find(`${factoryId}/pipelines/${pipelineName}`);
  if (pipeline === undefined || seen.has(pipelineName)) {
    return [];
  }
  seen.add(pipelineName);
  const own = activitiesOf(propertiesOf(pipeline.values).activities ?? null);
  const others = referencesIn(pipeline.values).filter(({ kind }) => kind === "pipelines");
  return [...own, ...others.flatMap(({ name }) => runBy(world, factoryId, name, seen))];
}

/** What an activity, or a dataset, refers to. */
function referred({ world, factoryId }: Use, json: Value, kind: "linkedservices" | "datasets"): Resource[] {
  return referencesIn(json)
    .filter((reference) => reference.kind === kind)
    .flatMap(({ name }) => world.find(`${factoryId}/${kind}/${name}`) ?? []);
}

/** Every linked service through which a run goes. */
function linkedServicesOf(use: Use): Resource[] {
  const found = use.activities.flatMap(({ json }) => [
    ...referred(use, json, "linkedservices"),
    ...referred(use, json, "datasets").flatMap(({ values }) => referred(use, values, "linkedservices")),
  ]);
  return [...new Set(found)];
}

/** Why a factory's identity cannot use something, as which it does by what these properties say. */
function lacks({ world, factoryId }: Use, right: Right, id: string, properties: Values): string | undefined {
  const seconds = world.pending(right, principalOf(world, factoryId, properties) ?? "", id);
  return rightMissing(seconds, `The identity of ${factoryId}`, id);
}

function secretRefused(use: Use, { values }: Resource): string | undefined {
  return first(secretsIn(values), ({ service, secretName }) => {
    const vault = vaultOf(use, service);
    if (vault === undefined) {
      return `The linked service '${service}' points to no vault that there is.`;
    }
    const id = `${vault.id}/secrets/${secretName}`;
    return use.world.find(id) === undefined
      ? `There is no secret '${secretName}' in ${vault.id}.`
      : lacks(use, "readSecrets", id, vaultServiceOf(use, service));
  });
}

/** Secrets that a linked service takes from a vault. */
function secretsIn(body: Values): { service: string; secretName: string }[] {
  return objectsIn(typePropertiesOf(body))
    .filter((object) => text(object, "type") === "AzureKeyVaultSecret")
    .map((object) => ({
      service: isValues(object.store) ? text(object.store, "referenceName") : "",
      secretName: text(object, "secretName"),
    }));
}

const vaultServiceOf = ({ world, factoryId }: Use, service: string): Values =>
  typePropertiesOf(world.find(`${factoryId}/linkedservices/${service}`)?.values ?? {});

function vaultOf(use: Use, service: string): Resource | undefined {
  const url = text(vaultServiceOf(use, service), "baseUrl");
  return use.world
    .ofType("azurerm_key_vault")
    .find((vault) => url.startsWith(`https://${text(vault.values, "name")}.`));
}

/** A container that an activity uses, as whom, and for what. */
interface BlobUse {
  readonly accountName: string;
  readonly container: string;
  readonly as: Values;
  readonly right: Right;
}

function blobRefused(use: Use, activity: Activity): string | undefined {
  return first(
    [...blobsByDataset(use, activity), ...blobsByAddress(activity)],
    ({ accountName, container, as, right }) => {
      const id = containerIn(use.world, accountName, container);
      return use.world.find(id) === undefined
        ? `'${activity.name}' uses the container ${id}, which is not there.`
        : lacks(use, right, id, as);
    },
  );
}

/** What a copy writes and reads; what a Lookup reads, and what Get Metadata looks at. */
function blobsByDataset(use: Use, { json }: Activity): BlobUse[] {
  const { dataset = null } = isValues(json.typeProperties) ? json.typeProperties : {};
  const ends = [
    [json.outputs ?? null, "writeBlobs"],
    [json.inputs ?? null, "readBlobs"],
    [dataset, "readBlobs"],
  ] as const;
  return ends.flatMap(([end, right]) =>
    referred(use, end, "datasets").flatMap(({ values }) => {
      const container = containerOf(values);
      return (container === "" ? [] : referred(use, values, "linkedservices")).flatMap((service) => {
        const accountName = accountByIdentity(service.values);
        return accountName === undefined
          ? []
          : [{ accountName, container, as: typePropertiesOf(service.values), right }];
      });
    }),
  );
}

/** What a Web activity reads and writes by its address. */
function blobsByAddress(activity: Activity): BlobUse[] {
  const properties = webOf(activity);
  const found = /^https:\/\/([^./]+)\.blob\.[^/]+\/([^/?]+)/.exec(text(properties, "url"));
  if (found === null || properties.authentication === undefined) {
    return [];
  }
  const [, accountName, container] = found;
  const right = text(properties, "method") === "GET" ? "readBlobs" : "writeBlobs";
  return [{ accountName, container, as: authenticationOf(properties), right }];
}

/** Name of the storage account that a linked service uses by the factory's identity. */
function accountByIdentity(service: Values): string | undefined {
  const properties = typePropertiesOf(service);
  const byAnother = ["servicePrincipalId", "connectionString", "sasUri", "accountKey", "sasToken"];
  return byAnother.some((name) => properties[name] !== undefined)
    ? undefined
    : /^https:\/\/([^.]+)\.blob\./.exec(text(properties, "serviceEndpoint"))?.[1];
}

function containerOf(dataset: Values): string {
  const { location } = typePropertiesOf(dataset);
  return isValues(location) ? text(location, "container") : "";
}

/** The physical runtime of one that a linked service names. */
function physicalOf({ world, factoryId }: Use, runtimeName: string): string {
  const id = `${factoryId}/integrationRuntimes/${runtimeName}`;
  const linked = linkedInfoOf(world.find(id)?.values ?? {});
  return linked === undefined ? id : text(linked, "resourceId");
}

/** Why a node of a linked service's runtime cannot read the secrets that this takes from a vault. */
function nodeKeptOut(use: Use, { values }: Resource): string | undefined {
  const runtimes = referencesIn(values).filter(({ kind }) => kind === "integrationRuntimes");
  const addresses = runtimes.flatMap(({ name }) => use.world.nodeAddresses(physicalOf(use, name)));
  return first(secretsIn(values), ({ service, secretName }) => {
    const admitted = admittedBy(vaultOf(use, service)?.values ?? {});
    const out = addresses.find((address) => admitted?.ranges.some((range) => addressWithin(address, range)) === false);
    return out && `Client address is not authorized to read '${secretName}'. Client address: ${out}.`;
  });
}

function nodeMissing(use: Use, runtimeName: string): string | undefined {
  const { world } = use;
  const physical = physicalOf(use, runtimeName);
  return world.nodes(physical).length === 0 ? `No node is registered with ${physical}.` : undefined;
}

/** What a Web activity is told; nothing of any other. */
const webOf = ({ json, type }: Activity): Values =>
  type === "WebActivity" && isValues(json.typeProperties) ? json.typeProperties : {};

const authenticationOf = ({ authentication = null }: Values): Values =>
  isValues(authentication) ? authentication : {};

function keysRefused(use: Use, activity: Activity): string | undefined {
  const properties = webOf(activity);
  const runtimeId = /(\/subscriptions\/[^?]*\/integrationRuntimes\/[^/?]+)\/listAuthKeys\b/i.exec(
    text(properties, "url"),
  )?.[1];
  return runtimeId && lacks(use, "listRuntimeKeys", runtimeId, authenticationOf(properties));
}

function callRefused(use: Use, activity: Activity, { what, id, rights }: Callable): string | undefined {
  const properties = webOf(activity);
  const url = JSON.stringify(properties.url ?? null);
  const found = id.exec(url);
  if (found === null) {
    return undefined;
  }
  const [called] = found;
  const rest = url.slice(found.index + called.length);
  const [, right] = rights.find(([begins]) => begins.test(rest))!;
  return use.world.find(called) === undefined
    ? `The ${what} ${called.split("/").pop()} is not there.`
    : lacks(use, right, called, authenticationOf(properties));
}
