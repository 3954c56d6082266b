import { Value, Values, isValues } from "../../provider/value";
import { sameId, segment } from "../ids";
import { Operation, Refusal, blocks, text } from "../operation";

const LIMITS = { containers: 60, volumes: 20 };

const containers = (values: Values): Values[] => blocks(values, "container");
const volumes = (values: Values): Values[] => containers(values).flatMap((container) => blocks(container, "volume"));

function onGroup(refusal: Omit<Refusal, "types" | "kinds">): Refusal {
  return { ...refusal, types: ["azurerm_container_group"], kinds: ["create", "update"] };
}

/** The first thing wrong with any of `items`. */
function first<T>(items: readonly T[], says: (item: T) => string | undefined): string | undefined {
  return items.map(says).find((said) => said !== undefined);
}

function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** Container groups: what their definition must be, and what their start needs, for they start as they are made. */
export const GROUP: readonly Refusal[] = [
  onGroup({
    id: "group/container-name",
    refuses: "Every container of a group has a name of its own.",
    source: "Microsoft: naming rules and restrictions for Azure resources",
    status: 400,
    code: "DuplicateContainerName",
    says: ({ values }) => {
      const name = repeated(containers(values).map((container) => text(container, "name")));
      return name === undefined ? undefined : `The container name '${name}' is used twice.`;
    },
  }),
  onGroup({
    id: "group/volume-source",
    refuses: "A volume is exactly one of an empty directory, a Git repository, secret files and an Azure Files share.",
    source: "azurerm: container_group, volume",
    status: 400,
    code: "InvalidVolume",
    says: ({ values }) =>
      first(volumes(values), (volume) => {
        const count = sourcesOf(volume).length;
        return count === 1 ? undefined : `The volume '${text(volume, "name")}' has ${count} sources instead of one.`;
      }),
  }),
  onGroup({
    id: "group/volume-twice",
    refuses: "Only an empty directory is shared by its name; every other volume is sent again for each container.",
    source: "azurerm: container_group since 2.78; that Azure rejects it is inferred",
    status: 400,
    code: "DuplicateVolumeName",
    says: ({ values }) => {
      const name = repeated(
        volumes(values)
          .filter((volume) => volume.empty_dir !== true)
          .map((volume) => text(volume, "name")),
      );
      return name === undefined ? undefined : `The volume name '${name}' is used twice, and is no empty directory.`;
    },
  }),
  onGroup({
    id: "group/volume-name",
    refuses: "A volume's name has 5-63 lowercase letters, digits and single inner hyphens.",
    source: "Microsoft: naming rules and restrictions for Azure resources",
    status: 400,
    code: "InvalidVolumeName",
    says: ({ values }) =>
      first(volumes(values), (volume) => {
        const name = text(volume, "name");
        const valid = name.length >= 5 && name.length <= 63 && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(name);
        return valid ? undefined : `'${name}' is not a valid volume name.`;
      }),
  }),
  onGroup({
    id: "group/limits",
    refuses: `A group has at most ${LIMITS.containers} containers and ${LIMITS.volumes} volumes.`,
    source: "Microsoft: Azure Container Instances quotas and limits",
    status: 400,
    code: "QuotaExceeded",
    says: ({ values }) => {
      const counts = {
        containers: containers(values).length,
        volumes: new Set(volumes(values).map((volume) => text(volume, "name"))).size,
      };
      return counts.containers > LIMITS.containers || counts.volumes > LIMITS.volumes
        ? `The group has ${counts.containers} containers and ${counts.volumes} volumes.`
        : undefined;
    },
  }),
  onGroup({
    id: "group/secret-files",
    refuses: "Secret files are given as base64.",
    source: "azurerm: container_group, volume, secret",
    status: 400,
    code: "InvalidSecretVolume",
    says: ({ values }) =>
      first(volumes(values), (volume) => {
        const broken = Object.entries(secretsOf(volume)).find(([, content]) => !isBase64(content));
        return broken === undefined
          ? undefined
          : `The file '${broken[0]}' of the volume '${text(volume, "name")}' is not base64.`;
      }),
  }),
  onGroup({
    id: "group/probe",
    refuses: "A probe either runs a command or asks a URL, and a liveness probe has succeeded after one success.",
    source: "Microsoft: configure liveness probes in Azure Container Instances; Kubernetes: configure probes",
    status: 400,
    code: "InvalidProbe",
    says: ({ values }) =>
      first(
        containers(values).flatMap((container) =>
          ["liveness_probe", "readiness_probe"].flatMap((kind) =>
            blocks(container, kind).map((probe) => ({ kind, probe, name: text(container, "name") })),
          ),
        ),
        ({ kind, probe, name }) => {
          const actions = blocks(probe, "http_get").length + (blocks(probe, "exec").length > 0 ? 1 : 0);
          const successes = typeof probe.success_threshold === "number" ? probe.success_threshold : 1;
          const broken = actions !== 1 || (kind === "liveness_probe" && successes !== 1);
          return broken
            ? `The ${kind} of '${name}' has ${actions} actions and a success threshold of ${successes}.`
            : undefined;
        },
      ),
  }),
  onGroup({
    id: "group/public-port",
    refuses: "A group with a public IP address opens at least one port.",
    source: "Microsoft: Azure Container Instances, MissingIpAddressPorts",
    status: 400,
    code: "MissingIpAddressPorts",
    says: ({ values }) => {
      const ports = containers(values).flatMap((container) => blocks(container, "ports"));
      return text(values, "ip_address_type") === "Public" && ports.length === 0
        ? "The 'ports' in the 'ipAddress' of the container group is empty."
        : undefined;
    },
  }),
  onGroup({
    id: "group/identity",
    refuses: "An identity that is attached exists.",
    source: "Microsoft: managed identities with Azure Container Instances",
    status: 400,
    code: "FailedIdentityOperation",
    says: ({ values, azure }) =>
      first(attached(values), (id) =>
        azure.find(id, "azurerm_user_assigned_identity") === undefined ? `There is no identity ${id}.` : undefined,
      ),
  }),
  onGroup({
    id: "group/image-right",
    refuses: "A group pulls its images as it starts, with an identity or password that the registry admits by then.",
    source: "Microsoft: deploy to Azure Container Instances from Azure Container Registry using a managed identity",
    status: 400,
    code: "InaccessibleImage",
    says: (operation) =>
      first(containers(operation.values), (container) => imageRefused(operation, text(container, "image"))),
  }),
  onGroup({
    id: "group/file-share",
    refuses: "A group mounts its Azure Files shares as it starts: account, key and share must be right by then.",
    source: "Microsoft: mount an Azure file share in Azure Container Instances",
    status: 400,
    code: "CannotAccessStorageAccount",
    says: (operation) => first(volumes(operation.values), (volume) => shareRefused(operation, volume)),
  }),
  onGroup({
    id: "group/relay-right",
    refuses: "The bridge in a group opens its hybrid connections as it starts: its right to send must count by then.",
    source: "Microsoft: Azure Relay authentication and authorization",
    status: 401,
    code: "RelayUnauthorized",
    says: (operation) => first(containers(operation.values), (container) => relayRefused(operation, container)),
  }),
];

function sourcesOf(volume: Values): string[] {
  return [
    ...(volume.empty_dir === true ? ["empty_dir"] : []),
    ...(blocks(volume, "git_repo").length > 0 ? ["git_repo"] : []),
    ...(isValues(volume.secret) && Object.keys(volume.secret).length > 0 ? ["secret"] : []),
    ...(text(volume, "share_name") === "" ? [] : ["share_name"]),
  ];
}

function secretsOf(volume: Values): Record<string, string> {
  return (isValues(volume.secret) ? volume.secret : {}) as Record<string, string>;
}

const isBase64 = (content: string): boolean => Buffer.from(content, "base64").toString("base64") === content;

/** Resource IDs of the user-assigned identities of a group. */
function attached(values: Values): string[] {
  return blocks(values, "identity").flatMap((block) => (block.identity_ids ?? []) as string[]);
}

function imageRefused({ azure, values }: Operation, image: string): string | undefined {
  const server = /^([^/]+\.azurecr\.io)\//i.exec(image)?.[1];
  if (server === undefined) {
    return undefined; // somebody else's registry, of which nothing is known here
  }
  const said = `The image '${image}' in container group '${text(values, "name")}' is not accessible. Please check the image and registry credential`;
  const registry = azure
    .ofType("azurerm_container_registry")
    .find((candidate) => sameId(text(candidate.values, "login_server"), server));
  const credential = blocks(values, "image_registry_credential").find((block) => sameId(text(block, "server"), server));
  if (registry === undefined || credential === undefined) {
    return `${said}: ${registry === undefined ? "there is no such registry" : "no credential for it is given"}.`;
  }
  const password = text(registry.values, "admin_password");
  if (password !== "" && text(credential, "password") === password) {
    return undefined;
  }
  const identityId = text(credential, "user_assigned_identity_id");
  if (!attached(values).some((id) => sameId(id, identityId))) {
    return `${said}: the identity '${identityId}' is not attached to the group.`;
  }
  const principal = text(azure.find(identityId)?.values ?? {}, "principal_id");
  return rightMissing(azure.pending("pullImages", principal, registry.id), `${said}: its identity`, registry.id);
}

function rightMissing(seconds: number | undefined, who: string, scope: string): string | undefined {
  if (seconds === 0) {
    return undefined;
  }
  return `${who} has ${seconds === undefined ? "no role" : `a role that counts in ${seconds} s`} on ${scope}.`;
}

function shareRefused({ azure }: Operation, volume: Values): string | undefined {
  const share = text(volume, "share_name");
  if (share === "") {
    return undefined;
  }
  const accountName = text(volume, "storage_account_name");
  const account = azure.ofType("azurerm_storage_account").find(({ values }) => text(values, "name") === accountName);
  const keys = [account?.values.primary_access_key, account?.values.secondary_access_key];
  if (account === undefined || !keys.includes(text(volume, "storage_account_key"))) {
    return `Cannot access the storage account '${accountName}' with the key given.`;
  }
  return azure.find(`${account.id}/fileServices/default/shares/${share}`) === undefined
    ? `There is no share '${share}' in the storage account '${accountName}'.`
    : undefined;
}

/** What azbridge reads: it sends through `LocalForward`s. */
interface Profile {
  readonly AzureRelayEndpoint?: string;
  readonly LocalForward?: readonly { readonly RelayName: string; readonly ConnectionString?: string }[];
}

function relayRefused(operation: Operation, container: Values): string | undefined {
  const profiles = blocks(container, "volume")
    .flatMap((volume) => Object.values(secretsOf(volume)))
    .flatMap(profileIn);
  return first(profiles, (profile) =>
    first(profile.LocalForward ?? [], ({ RelayName: name, ConnectionString: connection }) =>
      connection === undefined
        ? sendRefused(operation, container, hostOf(profile.AzureRelayEndpoint ?? ""), name)
        : keyRefused(operation, connection, name),
    ),
  );
}

function profileIn(content: string): Profile[] {
  try {
    const profile = JSON.parse(Buffer.from(content, "base64").toString()) as Value;
    return isValues(profile) && Array.isArray(profile.LocalForward) ? [profile] : [];
  } catch {
    return []; // some other file
  }
}

const hostOf = (endpoint: string): string => /^sb:\/\/([^./]+)/.exec(endpoint)?.[1] ?? "";

function connectionId({ azure }: Operation, namespace: string, name: string): string | undefined {
  return azure
    .ofType("azurerm_relay_hybrid_connection")
    .find(({ id, values }) => sameId(segment(id, "namespaces") ?? "", namespace) && text(values, "name") === name)?.id;
}

function sendRefused(operation: Operation, container: Values, namespace: string, name: string): string | undefined {
  const { azure, values } = operation;
  const id = connectionId(operation, namespace, name);
  if (id === undefined) {
    return `There is no hybrid connection '${name}' in the Relay namespace '${namespace}'.`;
  }
  const variables = (container.environment_variables ?? {}) as Values;
  const clientId = text(variables, "AZURE_CLIENT_ID");
  const identity = attached(values)
    .map((identityId) => azure.find(identityId)?.values ?? {})
    .find((candidate) => text(candidate, "client_id") === clientId);
  if (identity === undefined) {
    return `AZURE_CLIENT_ID '${clientId}' is no identity that is attached to the group.`;
  }
  return rightMissing(azure.pending("send", text(identity, "principal_id"), id), `The identity ${clientId}`, id);
}

function keyRefused({ azure }: Operation, connection: string, name: string): string | undefined {
  const fields = Object.fromEntries(
    connection.split(";").map((field) => [field.slice(0, field.indexOf("=")), field.slice(field.indexOf("=") + 1)]),
  );
  const rule = azure
    .ofType("azurerm_relay_hybrid_connection_authorization_rule")
    .find(({ values }) => [values.primary_key, values.secondary_key].includes(fields.SharedAccessKey ?? null));
  const sends = rule?.values.send === true && text(rule.values, "hybrid_connection_name") === name;
  return sends ? undefined : `The connection string of '${name}' does not let its holder send through it.`;
}
