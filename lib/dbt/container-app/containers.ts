import {
  ContainerAppJobTemplateContainer,
  ContainerAppJobTemplateContainerEnv,
  ContainerAppJobTemplateContainerVolumeMounts,
  ContainerAppJobTemplateVolume,
} from "@cdktf/provider-azurerm/lib/container-app-job";
import { literal } from "../../core/literal";
import { RUN_FOLDER, SEMAPHORE_FOLDER } from "../coordination/paths";
import { JobContainer } from "../job/containers";
import { AppJobSecrets } from "./secrets";

const SEMAPHORE_VOLUME = "aci-groups";
const RUN_VOLUME = "aci-run";
const FILES_VOLUME = "aci-files";

/** A container as a Container Apps job wants it; what it refers to is added to the job's secrets. */
export function appJobContainer(container: JobContainer, secrets: AppJobSecrets): ContainerAppJobTemplateContainer {
  return {
    name: container.name,
    image: container.image.reference,
    cpu: container.size.cpuCores,
    memory: `${container.size.memoryGib}Gi`,
    command: container.command,
    env: variables(container, secrets),
    volumeMounts: [
      { name: SEMAPHORE_VOLUME, path: SEMAPHORE_FOLDER },
      { name: RUN_VOLUME, path: RUN_FOLDER },
      ...files(container, secrets),
    ],
  };
}

/**
 * The volumes that the containers of a replica share. The volume of secrets holds every secret of the job as a file named
 * after it; no container mounts the whole of it.
 *
 * @param storageName the environment's storage that keeps the semaphore; without one it is on an emptyDir.
 */
export function appJobVolumes(storageName?: string): ContainerAppJobTemplateVolume[] {
  return [
    storageName === undefined
      ? { name: SEMAPHORE_VOLUME, storageType: "EmptyDir" }
      : { name: SEMAPHORE_VOLUME, storageType: "AzureFile", storageName },
    { name: RUN_VOLUME, storageType: "EmptyDir" },
    { name: FILES_VOLUME, storageType: "Secret" },
  ];
}

/**
 * Kubernetes, on which Container Apps is built, replaces `$(NAME)` in plain values and commands by the variable of that
 * name, if there is one, and `$$` by `$`. Whether Container Apps does is not documented [assumed A23]. Secrets stay as they are.
 */
export function isReplaced(text: string, names: readonly string[]): boolean {
  return text.includes("$$") || names.some((name) => text.includes(`$(${name})`));
}

function variables(container: JobContainer, secrets: AppJobSecrets): ContainerAppJobTemplateContainerEnv[] {
  const kind = `env-${container.name}`;
  const names = [container.plain, container.secure, container.secrets].flatMap((one) => Object.keys(one));
  const plain = Object.entries(container.plain).map(([name, value]) =>
    isReplaced(value, names) ? { name, secretName: secrets.text(kind, name, value) } : { name, value: literal(value) },
  );
  const secure = Object.entries(container.secure).map(([name, value]) => ({
    name,
    secretName: secrets.text(kind, name, value),
  }));
  const vault = Object.entries(container.secrets).map(([name, secret]) => ({
    name,
    secretName: secrets.vault(kind, name, secret),
  }));
  return [...plain, ...secure, ...vault];
}

/** File by file, since the secrets of the volume have other names and are not all for every container. */
function files(container: JobContainer, secrets: AppJobSecrets): ContainerAppJobTemplateContainerVolumeMounts[] {
  const mounts = [
    ...Object.entries(container.files).map(([name, text]) => [name, secrets.text("file", name, text)] as const),
    ...Object.entries(container.secretFiles).map(([name, key]) => [name, secrets.vault("file", name, key)] as const),
  ];
  return mounts.map(([name, subPath]) => ({ name: FILES_VOLUME, path: `${container.folder}/${name}`, subPath }));
}
