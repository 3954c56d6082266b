import { Values } from "../../provider/value";
import { identitiesIn } from "../attached";
import { parentOf, sameId } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";
import type { World } from "../world";
import { secretIn } from "./by-name";
import { first, repeated } from "./first";
import { PullCredential, imageMissing, imagesOf, pullRefused, rightMissing } from "./image-use";
import { identityWith, profileIn, sendingRefused } from "./relay-use";
import { admits } from "./vault-network";

/** Processors of a replica, all its containers together, in the consumption plan. Source: Microsoft, Container Apps containers. */
const REPLICA_CPUS = { step: 0.25, max: 4, gibibytesPerCpu: 2 };

function onJob(refusal: Omit<Refusal, "types" | "kinds">): Refusal {
  return { ...refusal, types: ["azurerm_container_app_job"], kinds: ["create", "update"] };
}

/** What is looked up as a job is made, and again by every run. */
const onRunToo = (refusal: Omit<Refusal, "types" | "kinds">): Refusal => {
  const job = onJob(refusal);
  return { ...job, kinds: [...job.kinds, "start"] };
};

const template = (values: Values): Values => blocks(values, "template")[0] ?? {};
const containers = (values: Values): Values[] => blocks(template(values), "container");

/** Container Apps jobs: what their definition must be, what is looked up as they are made, when they do not run, and what a run needs. */
export const APP_JOB: readonly Refusal[] = [
  onJob({
    id: "app-job/size",
    refuses:
      "Containers of a replica have together 0.25-4 processors in steps of 0.25, and twice as many GiB of memory.",
    source: "Microsoft: containers in Azure Container Apps, allocations",
    status: 400,
    code: "ContainerAppInvalidResourceTotal",
    says: ({ values }) => {
      const sum = (name: string, read: (value: unknown) => number): number =>
        containers(values).reduce((total, container) => total + read(container[name]), 0);
      const cpus = sum("cpu", Number);
      const memory = sum("memory", (value) => Number.parseFloat(String(value)));
      const { step, max, gibibytesPerCpu } = REPLICA_CPUS;
      const fits = cpus >= step && cpus <= max && Number.isInteger(cpus / step) && memory === cpus * gibibytesPerCpu;
      return fits ? undefined : `The total requested CPU and memory resources, ${cpus} and ${memory}Gi, are not valid.`;
    },
  }),
  onJob({
    id: "app-job/container-name",
    refuses: "Every container of a replica has a name of its own.",
    source: "Microsoft: containers in Azure Container Apps, configuration",
    status: 400,
    code: "ContainerAppContainerNameDuplicate",
    says: ({ values }) => {
      const all = [...containers(values), ...blocks(template(values), "init_container")];
      const name = repeated(all.map((container) => text(container, "name")));
      return name && `The container name '${name}' is used twice.`;
    },
  }),
  onJob({
    id: "app-job/volume",
    refuses: "What a container mounts is a volume of the job, and a volume of files is a storage of the environment.",
    source: "Microsoft: storage mounts in Azure Container Apps",
    status: 400,
    code: "ContainerAppVolumeNotFound",
    says: ({ world, values }) => {
      const volumes = blocks(template(values), "volume");
      const names = volumes.map((volume) => text(volume, "name"));
      const mounts = containers(values).flatMap((container) => blocks(container, "volume_mounts"));
      const unknown = mounts.map((mount) => text(mount, "name")).find((name) => !names.includes(name));
      const environment = text(values, "container_app_environment_id");
      const storage = volumes
        .filter((volume) => /File$/.test(text(volume, "storage_type")))
        .map((volume) => text(volume, "storage_name"))
        .find((name) => world.find(`${environment}/storages/${name}`) === undefined);
      return unknown !== undefined
        ? `Volume mount '${unknown}' refers to no volume.`
        : storage && `Storage '${storage}' is not in ${environment}.`;
    },
  }),
  onJob({
    id: "app-job/secret-name",
    refuses: "A variable, a registry or a volume that takes a secret names one of the job.",
    source: "Microsoft: manage secrets in Azure Container Apps",
    status: 400,
    code: "ContainerAppSecretRefNotFound",
    says: ({ values }) => {
      const known = blocks(values, "secret").map((secret) => text(secret, "name"));
      const named = [
        ...containers(values)
          .flatMap((container) => blocks(container, "env"))
          .map((one) => text(one, "secret_name")),
        ...blocks(values, "registry").map((registry) => text(registry, "password_secret_name")),
      ].filter((name) => name !== "");
      const unknown = named.find((name) => !known.includes(name));
      return unknown && `SecretRef '${unknown}' not found.`;
    },
  }),
  onJob({
    id: "app-job/secret-right",
    refuses: "Secrets from a vault are read as the job is made, by an attached identity whose right counts by then.",
    source: "Microsoft: manage secrets in Azure Container Apps, reference secret from Key Vault",
    status: 400,
    code: "FailedToGetSecret",
    says: (operation) => first(blocks(operation.values, "secret"), (secret) => secretRefused(operation, secret)),
  }),
  onJob({
    id: "app-job/vault-network",
    refuses: "A vault whose secrets a job refers to admits the subnet of the job's environment, or its way out.",
    source:
      "Microsoft: manage secrets in Azure Container Apps, reference secret from Key Vault; Key Vault network security, trusted services",
    status: 400,
    code: "FailedToGetSecret",
    says: (operation) => first(blocks(operation.values, "secret"), (secret) => vaultClosed(operation, secret)),
  }),
  onRunToo({
    id: "app-job/image-right",
    refuses:
      "Images are looked up as the job is made, and pulled by every run, with an identity or password that the registry admits by then.",
    source: "Microsoft: Azure Container Apps image pull with managed identity",
    status: 400,
    code: "InvalidParameterValueInContainerTemplate",
    says: (operation) =>
      first(imagesOf(template(operation.values), "container"), (image) =>
        pullRefused(operation, image, (server) => credentialFor(operation.values, server)),
      ),
  }),
  {
    id: "app-job/relay-right",
    refuses:
      "The bridge of a run opens its hybrid connections: its right to send counts when a run starts, or a schedule begins.",
    source: "Microsoft: Azure Relay authentication and authorization; jobs in Azure Container Apps, job trigger types",
    status: 401,
    code: "RelayUnauthorized",
    types: ["azurerm_container_app_job"],
    kinds: ["create", "update", "start"],
    says: sendingNow,
  },
  onRunToo({
    id: "app-job/image",
    refuses: "Images are in their registry when the job is made, and when it runs.",
    source: "Microsoft: troubleshoot Azure Container Apps, image pull failures",
    status: 400,
    code: "InvalidParameterValueInContainerTemplate",
    says: (operation) =>
      first(imagesOf(template(operation.values), "container"), (image) => imageMissing(operation, image)),
  }),
];

/** Why the bridge of a run could not send; its profile is a secret of the job. */
function sendingNow(operation: Operation): string | undefined {
  const { kind, values } = operation;
  const runs = kind === "start" || blocks(values, "schedule_trigger_config").length > 0;
  const texts = blocks(values, "secret").map((secret) => withKeys(operation, text(secret, "value")));
  const profiles = runs ? texts.flatMap(profileIn) : [];
  const variables = containers(values).flatMap((container) => blocks(container, "env"));
  const clientId = variables.find((variable) => text(variable, "name") === "AZURE_CLIENT_ID");
  return first(profiles, (profile) =>
    sendingRefused(operation, profile, () => identityWith(operation, text(clientId ?? {}, "value"))),
  );
}

/** A profile with the keys that are mounted from a vault, each in a file named as its forward: the bridge's script puts them there. */
function withKeys({ world, values }: Operation, profile: string): string {
  const mounts = containers(values).flatMap((container) => blocks(container, "volume_mounts"));
  return profile.replace(/@key of ([^@"]+)@/g, (mark, forward: string) => {
    const mount = mounts.find((one) => text(one, "path").endsWith(`/keys/${forward}`));
    const secret = blocks(values, "secret").find((one) => text(one, "name") === text(mount ?? {}, "sub_path"));
    const key = world.find(vaultSecretId(world, secret ?? {}) ?? "");
    return key === undefined ? mark : text(key.values, "value");
  });
}

function credentialFor(values: Values, server: string): PullCredential | undefined {
  const registry = blocks(values, "registry").find((one) => sameId(text(one, "server"), server));
  const name = text(registry ?? {}, "password_secret_name");
  const secret = blocks(values, "secret").find((one) => text(one, "name") === name);
  return registry && { identityId: text(registry, "identity"), password: text(secret ?? {}, "value") };
}

/** The ID of what a secret of the job refers to in a vault; undefined where it has a value of its own. */
function vaultSecretId(world: World, secret: Values): string | undefined {
  const url = /^https:\/\/([^.]+)\.vault\.azure\.net\/secrets\/([^/]+)/.exec(text(secret, "key_vault_secret_id"));
  if (url === null) {
    return undefined;
  }
  const [, vaultName = "", secretName = ""] = url;
  return secretIn(world, vaultName, secretName);
}

/** That the secret's vault does not let the environment in. An environment that was made elsewhere may lie in any subnet. */
function vaultClosed({ world, values }: Operation, secret: Values): string | undefined {
  const environment = world.find(text(values, "container_app_environment_id"));
  const vault = world.find(parentOf(vaultSecretId(world, secret) ?? ""));
  if (environment === undefined || vault === undefined) {
    return undefined;
  }
  const subnetId = text(environment.values, "infrastructure_subnet_id");
  return admits(world, vault.values, [subnetId])
    ? undefined
    : `Unable to get value using Managed identity ${text(secret, "identity")} for secret ${text(secret, "name")}: the vault ${text(vault.values, "name")} does not admit ${subnetId || "an environment without a subnet"}.`;
}

function secretRefused(operation: Operation, secret: Values): string | undefined {
  const { world } = operation;
  const id = vaultSecretId(world, secret);
  if (id === undefined) {
    return undefined;
  }
  const identityId = text(secret, "identity");
  const attached = identitiesIn(operation).find((one) => sameId(one.id, identityId));
  return world.find(id) === undefined
    ? `There is no secret ${id}.`
    : attached !== undefined
      ? rightMissing(
          world.pending("readSecrets", text(attached.values, "principal_id"), id),
          `The identity ${identityId}`,
          id,
        )
      : `The identity '${identityId}' is not attached to the job.`;
}
