import { Value, Values, isValues } from "../../provider/value";
import type { Resource, World } from "../world";
import { Activity, activitiesOf } from "../activities";
import { objectsIn, parsed, referencesOf } from "../factory-references";
import { sameId, segment } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";
import { containerIn } from "./by-name";
import { first } from "./first";
import { factoryOf } from "./factory";
import { rightMissing } from "./image-use";

/** What a run of a pipeline uses. */
interface Use {
  readonly world: World;
  readonly factoryId: string;
  /** Object ID of the factory's system-assigned identity. */
  readonly principalId: string;
  readonly activities: readonly Activity[];
}

type Says = (use: Use) => string | undefined;

/** A refusal of a run, which a trigger that is activated may start at once. */
function onRun(refusal: Omit<Refusal, "types" | "kinds" | "says"> & { says: Says }): Refusal {
  return {
    ...refusal,
    types: ["azurerm_data_factory_pipeline", "azurerm_data_factory_trigger_schedule"],
    kinds: ["create", "update", "run"],
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
          referencesOf(service.values).filter(({ kind }) => kind === "integrationRuntimes"),
          ({ name }) => nodeMissing(use, name),
        ),
      ),
  }),
  onRun({
    id: "run/group",
    refuses: "A run starts a container group by the factory's identity: the group and the right are there by then.",
    source:
      "Microsoft: Web activity in Azure Data Factory, managed identity; Azure Container Instances Contributor Role",
    status: 403,
    code: "AuthorizationFailed",
    says: (use) => first(use.activities, (activity) => startRefused(use, activity)),
  }),
];

/** Names of the pipelines that begin with this operation: a pipeline itself only when it is run. */
function pipelinesRunBy({ kind, type, values }: Operation): string[] {
  if (type === "azurerm_data_factory_pipeline") {
    return kind === "run" ? [text(values, "name")] : [];
  }
  return values.activated === false
    ? []
    : referencesOf(values)
        .filter((reference) => reference.kind === "pipelines")
        .map(({ name }) => name);
}

function useOf({ world, id }: Operation, pipelineName: string): Use {
  const factoryId = factoryOf(id);
  const [identity] = blocks(world.find(factoryId)?.values ?? {}, "identity");
  const principalId = text(identity ?? {}, "principal_id");
  return { world, factoryId, principalId, activities: runBy(world, factoryId, pipelineName, new Set()) };
}

/** Activities of a pipeline, and of those that it runs. */
function runBy(world: World, factoryId: string, pipelineName: string, seen: Set<string>): Activity[] {
  const pipeline = world.find(`${factoryId}/pipelines/${pipelineName}`);
  if (pipeline === undefined || seen.has(pipelineName)) {
    return [];
  }
  seen.add(pipelineName);
  const own = activitiesOf(parsed(text(pipeline.values, "activities_json")) ?? null);
  const others = referencesOf(pipeline.values).filter(({ kind }) => kind === "pipelines");
  return [...own, ...others.flatMap(({ name }) => runBy(world, factoryId, name, seen))];
}

/** What an activity, or a dataset, refers to. */
function referred({ world, factoryId }: Use, values: Values, kind: "linkedservices" | "datasets"): Resource[] {
  return referencesOf(values)
    .filter((reference) => reference.kind === kind)
    .flatMap(({ name }) => world.find(`${factoryId}/${kind}/${name}`) ?? []);
}

const inJson = (json: Value): Values => ({ activities_json: JSON.stringify(json) });

/** Every linked service through which a run goes. */
function linkedServicesOf(use: Use): Resource[] {
  const found = use.activities.flatMap(({ json }) => [
    ...referred(use, inJson(json), "linkedservices"),
    ...referred(use, inJson(json), "datasets").flatMap(({ values }) => referred(use, values, "linkedservices")),
  ]);
  return [...new Set(found)];
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
      : rightMissing(use.world.pending("readSecrets", use.principalId, id), `The identity of ${use.factoryId}`, id);
  });
}

/** Secrets that a linked service takes from a vault. */
function secretsIn(values: Values): { service: string; secretName: string }[] {
  const inArguments = objectsIn(values)
    .filter((block) => text(block, "linked_service_name") !== "")
    .map((block) => ({ service: text(block, "linked_service_name"), secretName: text(block, "secret_name") }));
  const json = objectsIn(parsed(text(values, "type_properties_json")) ?? null)
    .filter((object) => text(object, "type") === "AzureKeyVaultSecret")
    .map((object) => ({
      service: isValues(object.store) ? text(object.store, "referenceName") : "",
      secretName: text(object, "secretName"),
    }));
  return [...inArguments, ...json];
}

function vaultOf({ world, factoryId }: Use, service: string): Resource | undefined {
  const { values = {} } = world.find(`${factoryId}/linkedservices/${service}`) ?? {};
  const properties = parsed(text(values, "type_properties_json"));
  const url = isValues(properties) ? text(properties, "baseUrl") : "";
  return world
    .ofType("azurerm_key_vault")
    .find(
      (vault) =>
        sameId(vault.id, text(values, "key_vault_id")) || url.startsWith(`https://${text(vault.values, "name")}.`),
    );
}

function blobRefused(use: Use, { name, json }: Activity): string | undefined {
  const ends = [
    ["outputs", "writeBlobs"],
    ["inputs", "readBlobs"],
  ] as const;
  return first(ends, ([end, right]) =>
    first(referred(use, inJson(json[end] ?? []), "datasets"), (dataset) => {
      const container = containerOf(dataset.values);
      return first(container === "" ? [] : referred(use, dataset.values, "linkedservices"), (service) => {
        const accountName = /^https:\/\/([^.]+)\.blob\./.exec(text(service.values, "service_endpoint"))?.[1];
        if (service.values.use_managed_identity !== true || accountName === undefined) {
          return undefined;
        }
        const id = containerIn(use.world, accountName, container);
        return use.world.find(id) === undefined
          ? `'${name}' uses the container ${id}, which is not there.`
          : rightMissing(use.world.pending(right, use.principalId, id), `The identity of ${use.factoryId}`, id);
      });
    }),
  );
}

function containerOf(values: Values): string {
  const properties = parsed(text(values, "type_properties_json"));
  const location = isValues(properties) && isValues(properties.location) ? properties.location : {};
  return text(location, "container") || text(blocks(values, "azure_blob_storage_location")[0] ?? {}, "container");
}

function nodeMissing({ world, factoryId }: Use, runtimeName: string): string | undefined {
  const id = `${factoryId}/integrationRuntimes/${runtimeName}`;
  const shared = blocks(world.find(id)?.values ?? {}, "rbac_authorization").map((block) => text(block, "resource_id"));
  const [physical = id] = shared;
  return world.nodes(physical).length === 0 ? `No node is registered with ${physical}.` : undefined;
}

function startRefused({ world, factoryId, principalId }: Use, { json, type }: Activity): string | undefined {
  const called = type === "WebActivity" ? JSON.stringify(json.typeProperties ?? {}) : "";
  const id =
    /\/subscriptions\/[\w-]+\/resourceGroups\/[\w.()-]+\/providers\/Microsoft\.ContainerInstance\/containerGroups\/[\w-]+/i.exec(
      called,
    )?.[0];
  if (id === undefined) {
    return undefined;
  }
  return world.find(id) === undefined
    ? `The container group ${segment(id, "containerGroups")} is not there.`
    : rightMissing(world.pending("startGroups", principalId, id), `The identity of ${factoryId}`, id);
}
