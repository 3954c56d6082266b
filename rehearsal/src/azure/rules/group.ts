import { Values, isValues } from "../../provider/value";
import { Refusal, blocks, text } from "../operation";
import { attachedIdentities } from "../types/kind";
import { first, repeated } from "./first";

const LIMITS = { containers: 60, volumes: 20 };

export const containers = (values: Values): Values[] => blocks(values, "container");
export const volumes = (values: Values): Values[] =>
  containers(values).flatMap((container) => blocks(container, "volume"));

function onGroup(refusal: Omit<Refusal, "types" | "kinds">): Refusal {
  return { ...refusal, types: ["azurerm_container_group"], kinds: ["create", "update"] };
}

/** Container groups: what their definition must be. */
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
    says: ({ values, world }) =>
      first(attachedIdentities(values), (id) =>
        world.find(id, "azurerm_user_assigned_identity") === undefined ? `There is no identity ${id}.` : undefined,
      ),
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

/** Content of the secret files of a volume, by name. */
export function secretsOf(volume: Values): Record<string, string> {
  return (isValues(volume.secret) ? volume.secret : {}) as Record<string, string>;
}

const isBase64 = (content: string): boolean => Buffer.from(content, "base64").toString("base64") === content;
