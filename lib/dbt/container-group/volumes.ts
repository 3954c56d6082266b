import { ContainerGroupContainerVolume } from "@cdktf/provider-azurerm/lib/container-group";
import { EncodedFiles } from "../../core/script";
import { Coordination } from "../coordination/coordination";
import { RUN_FOLDER, SEMAPHORE_FOLDER } from "../coordination/paths";

/** The volumes of one container: semaphore, this start's own folder, and its files. */
export function volumesOf(
  containerName: string,
  coordination: Coordination,
  files: { readonly folder: string; readonly content: EncodedFiles },
): ContainerGroupContainerVolume[] {
  return [
    semaphoreVolume(containerName, coordination),
    { name: "aci-run", mountPath: RUN_FOLDER, readOnly: false, emptyDir: true }, // shared by its name
    { name: `${containerName}-files`, mountPath: files.folder, readOnly: true, secret: files.content },
  ];
}

function semaphoreVolume(containerName: string, { share }: Coordination): ContainerGroupContainerVolume {
  const mounted = { mountPath: SEMAPHORE_FOLDER, readOnly: false };
  if (share === undefined) {
    return { ...mounted, name: "aci-groups", emptyDir: true };
  }
  return {
    ...mounted,
    name: semaphoreVolumeName(containerName),
    shareName: share.shareName,
    storageAccountName: share.storageAccount.accountName,
    storageAccountKey: share.storageAccount.accountKey,
  };
}

/** How many volumes a group of these containers has: those of one name count once. */
export function volumeCount(containerNames: readonly string[], coordination: Coordination): number {
  const names = containerNames.flatMap((containerName) =>
    volumesOf(containerName, coordination, { folder: "", content: {} }).map(({ name }) => name),
  );
  return new Set(names).size;
}

/** A volume that is no emptyDir is sent once per container, so by a name of its own. */
export function semaphoreVolumeName(containerName: string): string {
  return `aci-groups-${containerName}`;
}
