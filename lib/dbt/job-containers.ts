import { literal } from "../core/literal";
import { TextFiles } from "../core/script";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { ContainerImage } from "../registry/container-image";
import { IContainerRegistry } from "../registry/container-registry";
import { ISecret } from "../vault/secret";
import { ContainerSize } from "./container-size";
import { Coordination } from "./coordination";
import { CoordinationTiming } from "./coordination-timing";
import { DbtCommand } from "./dbt-command";
import { DbtRunOptions } from "./dbt-run-options";
import { Variables, dbtSecrets, dbtVariables } from "./job-environment";
import { JobFilesProps, KEYS_FOLDER, bridgeFiles, dbtFiles, keyMark, sidecarFiles } from "./job-files";
import { BRIDGE_FOLDER, DBT_FOLDER, SIDECAR_FOLDER } from "./job-paths";
import { JobRelay } from "./job-relay";
import { keptRunsOf } from "./kept-runs";
import { Sidecar } from "./sidecar";

/** Names of the two containers that every job has. */
export const DBT_CONTAINER = "dbt";
export const BRIDGE_CONTAINER = "azbridge";

export const DEFAULT_PROJECT_DIRECTORY = "/usr/app";

/** What a job does, and by what name its containers find the semaphore: that of the job. */
export interface JobDefinition extends DbtRunOptions {
  readonly groupName: string;
  readonly relay: JobRelay;
}

/** What platforms do differently. */
export interface Platform {
  /** What dbt's container is given unless the job says so. */
  readonly dbtSize: ContainerSize;
  /** What every other container is given unless the job says so. */
  readonly sidecarSize: ContainerSize;
  /** Whether it puts secrets of a vault into files by itself; otherwise Terraform looks them up. */
  readonly readsVaults: boolean;
}

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
  { clientId }: UserAssignedIdentity,
  platform: Platform,
): JobContainer[] {
  const files = jobFilesProps(job, platform);
  const sidecars = job.sidecars ?? [];
  return [
    dbt(job, files, platform),
    bridge(job, files, platform, clientId),
    ...sidecars.map((one) => sidecar(one, job, files, platform)),
  ];
}

function dbt(job: JobDefinition, files: JobFilesProps, platform: Platform): JobContainer {
  return {
    name: DBT_CONTAINER,
    image: job.dbtImage,
    size: job.dbtSize ?? platform.dbtSize,
    command: ["/bin/sh", `${DBT_FOLDER}/dbt.sh`],
    plain: { ...dbtVariables(job.groupName, commandOf(job).select, job.profile), ...job.environment },
    secure: job.secureEnvironment ?? {},
    secrets: { ...dbtSecrets(job.profile), ...job.secretEnvironment },
    folder: DBT_FOLDER,
    files: dbtFiles(files),
    secretFiles: {},
  };
}

function bridge(job: JobDefinition, files: JobFilesProps, platform: Platform, clientId: string): JobContainer {
  const keys = platform.readsVaults ? job.relay._secrets(job.forwards) : {};
  return {
    name: BRIDGE_CONTAINER,
    image: job.azbridgeImage,
    size: job.azbridgeSize ?? platform.sidecarSize,
    command: ["/bin/bash", `${BRIDGE_FOLDER}/bridge.sh`],
    plain: { ...groupVariable(job), ...job.relay._environment(clientId) },
    secure: {},
    secrets: {},
    folder: BRIDGE_FOLDER,
    files: bridgeFiles(files),
    secretFiles: Object.fromEntries(Object.entries(keys).map(([name, key]) => [`${KEYS_FOLDER}/${name}`, key])),
  };
}

function sidecar(one: Sidecar, job: JobDefinition, files: JobFilesProps, platform: Platform): JobContainer {
  return {
    name: one.containerName,
    image: one.image,
    size: one.size ?? platform.sidecarSize,
    command: ["/bin/sh", `${SIDECAR_FOLDER}/sidecar.sh`, ...one.command.map(literal)],
    plain: { ...groupVariable(job), ...one.environment },
    secure: one.secureEnvironment ?? {},
    secrets: {},
    folder: SIDECAR_FOLDER,
    files: sidecarFiles(files),
    secretFiles: {},
  };
}

function jobFilesProps(job: JobDefinition, { readsVaults }: Platform): JobFilesProps {
  return {
    command: commandOf(job),
    profile: job.profile,
    forwards: job.forwards,
    access: job.relay._access(job.forwards, (key, name) => (readsVaults ? keyMark(name) : key.value)),
    timing: timingOf(job),
    projectDirectory: job.projectDirectory ?? DEFAULT_PROJECT_DIRECTORY,
    rerunOnRestart: job.rerunOnRestart ?? false,
    keptRuns: keptRunsOf(job),
  };
}

/** By which all containers of the job find the semaphore. */
export function groupVariable({ groupName }: Pick<JobDefinition, "groupName">): Record<string, string> {
  return { ENV_GROUP_NAME: groupName };
}

/** What dbt does. */
export function commandOf({ command }: DbtRunOptions): DbtCommand {
  return command ?? DbtCommand.run();
}

export function coordinationOf({ coordination }: DbtRunOptions): Coordination {
  return coordination ?? Coordination.emptyDir();
}

export function timingOf({ timing }: DbtRunOptions): CoordinationTiming {
  return timing ?? CoordinationTiming.DEFAULT;
}

/** The registries that images are pulled from by identity, each once. */
export function registriesOf({ dbtImage, azbridgeImage, sidecars }: DbtRunOptions): IContainerRegistry[] {
  const images = [dbtImage, azbridgeImage, ...(sidecars ?? []).map(({ image }) => image)];
  const registries = images.flatMap(({ registry }) => (registry === undefined ? [] : [registry]));
  return [...new Map(registries.map((registry) => [registry.loginServer, registry])).values()];
}
