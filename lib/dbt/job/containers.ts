import { literal } from "../../core/literal";
import { TextFiles } from "../../core/script";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { ContainerImage } from "../../registry/container-image";
import { IContainerRegistry } from "../../registry/container-registry";
import { ISecret } from "../../vault/secret";
import { BRIDGE_FOLDER, DBT_FOLDER, SIDECAR_FOLDER } from "../coordination/paths";
import { ContainerSize } from "./container-size";
import { JobDefinition, Platform, SidecarDefinition, Variables } from "./definition";
import { dbtSecrets, dbtVariables, groupVariable } from "./environment";
import { KEYS_FOLDER, bridgeFiles, dbtFiles, sidecarFiles } from "./files";

/** Names of the two containers that every job has. */
export const DBT_CONTAINER = "dbt";
export const BRIDGE_CONTAINER = "azbridge";

/** One container of a job, whatever platform runs it. */
export interface JobContainer {
  readonly name: string;
  readonly image: ContainerImage;
  readonly size: ContainerSize;
  readonly command: string[];
  readonly plain: Variables;
  readonly secure: Variables;
  /** Variables that are secrets in a vault. */
  readonly secrets: Readonly<Record<string, ISecret>>;
  /** Where it finds its files. */
  readonly folder: string;
  readonly files: TextFiles;
  /** Files that are secrets in a vault; none where the platform does not read vaults. */
  readonly secretFiles: Readonly<Record<string, ISecret>>;
}

/** dbt, azbridge, and the further sidecars of a job. */
export function jobContainers(
  job: JobDefinition,
  identity: IWorkloadIdentity,
  { readsVaults }: Platform,
): JobContainer[] {
  return [dbt(job), bridge(job, identity, readsVaults), ...job.sidecars.map((one) => sidecar(one, job))];
}

function dbt(job: JobDefinition): JobContainer {
  const { plain, secure, secrets } = job.added;
  return {
    name: DBT_CONTAINER,
    image: job.dbtImage,
    size: job.dbtSize,
    command: ["/bin/sh", `${DBT_FOLDER}/dbt.sh`],
    plain: { ...dbtVariables(job), ...plain },
    secure,
    secrets: { ...dbtSecrets(job), ...secrets },
    folder: DBT_FOLDER,
    files: dbtFiles(job),
    secretFiles: {},
  };
}

function bridge(job: JobDefinition, identity: IWorkloadIdentity, readsVaults: boolean): JobContainer {
  const keys = readsVaults ? job.relay._secrets(job.forwards) : {};
  return {
    name: BRIDGE_CONTAINER,
    image: job.azbridgeImage,
    size: job.azbridgeSize,
    command: ["/bin/bash", `${BRIDGE_FOLDER}/bridge.sh`],
    plain: { ...groupVariable(job), ...job.relay._environment(identity) },
    secure: {},
    secrets: {},
    folder: BRIDGE_FOLDER,
    files: bridgeFiles(job, readsVaults),
    secretFiles: Object.fromEntries(Object.entries(keys).map(([name, key]) => [`${KEYS_FOLDER}/${name}`, key])),
  };
}

function sidecar({ containerName, image, size, command, added }: SidecarDefinition, job: JobDefinition): JobContainer {
  return {
    name: containerName,
    image,
    size,
    command: ["/bin/sh", `${SIDECAR_FOLDER}/sidecar.sh`, ...command.map(literal)],
    plain: { ...groupVariable(job), ...added.plain },
    secure: added.secure,
    secrets: {},
    folder: SIDECAR_FOLDER,
    files: sidecarFiles(job),
    secretFiles: {},
  };
}

/** The registries that images are pulled from by identity, each once. */
export function registriesOf({ dbtImage, azbridgeImage, sidecars }: JobDefinition): IContainerRegistry[] {
  const images = [dbtImage, azbridgeImage, ...sidecars.map(({ image }) => image)];
  const registries = images.flatMap(({ registry }) => (registry === undefined ? [] : [registry]));
  return [...new Map(registries.map((registry) => [registry.loginServer, registry])).values()];
}
