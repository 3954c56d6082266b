import { Duration } from "../../core/duration";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { ContainerImage } from "../../registry/container-image";
import { Forward } from "../../tunnel/forward";
import { ISecret } from "../../vault/secret";
import { Coordination } from "../coordination/coordination";
import { CoordinationTiming } from "../coordination/coordination-timing";
import { DbtProfile } from "../profile/dbt-profile";
import { ContainerSize } from "./container-size";
import { DbtCommand } from "./dbt-command";
import { DbtRunOptions } from "./dbt-run-options";
import { JobRelay } from "./job-relay";
import { DEFAULT_KEPT_RUNS, DEFAULT_RUN_TIMEOUT } from "./limits";
import { Sidecar } from "./sidecar";

/** Environment variables of one container. */
export type Variables = Readonly<Record<string, string>>;

/** What a user adds to the variables of a container. */
export interface AddedVariables {
  readonly plain: Variables;
  readonly secure: Variables;
  /** Secrets in a vault. */
  readonly secrets: Readonly<Record<string, ISecret>>;
}

/** A further container with every default filled in. */
export interface SidecarDefinition {
  readonly containerName: string;
  readonly image: ContainerImage;
  readonly command: string[];
  readonly added: AddedVariables;
  readonly size: ContainerSize;
}

/** A job with every default filled in, once: what all its parts are made from, and judged by. */
export interface JobDefinition {
  /** By what name its containers find the semaphore. */
  readonly jobName: string;
  /** What its own identity is called. */
  readonly identityName?: string;
  /** As whom it comes, where it makes no identity of its own. */
  readonly identity?: IWorkloadIdentity;
  readonly dbtImage: ContainerImage;
  readonly azbridgeImage: ContainerImage;
  readonly command: DbtCommand;
  readonly profile: DbtProfile;
  readonly forwards: Forward[];
  readonly projectDirectory: string;
  readonly added: AddedVariables;
  readonly sidecars: SidecarDefinition[];
  readonly coordination: Coordination;
  readonly timing: CoordinationTiming;
  readonly runTimeout: Duration;
  readonly rerunOnRestart: boolean;
  readonly keptRuns: number;
  readonly dbtSize: ContainerSize;
  readonly azbridgeSize: ContainerSize;
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

/** What is given of a job, whatever platform it is for. */
export interface JobGiven extends DbtRunOptions {
  readonly identityName?: string;
  readonly identity?: IWorkloadIdentity;
  readonly relay: JobRelay;
}

/** Fills in what was not given. The one place that knows the defaults of a job. */
export function definitionOf(jobName: string, given: JobGiven, platform: Platform): JobDefinition {
  const coordination = given.coordination ?? Coordination.emptyDir();
  return {
    jobName,
    identityName: given.identityName,
    identity: given.identity,
    dbtImage: given.dbtImage,
    azbridgeImage: given.azbridgeImage,
    command: given.command ?? DbtCommand.run(),
    profile: given.profile,
    forwards: given.forwards,
    projectDirectory: given.projectDirectory ?? "/usr/app",
    added: added(given.environment, given.secureEnvironment, given.secretEnvironment),
    sidecars: (given.sidecars ?? []).map((sidecar) => sidecarOf(sidecar, platform)),
    coordination,
    timing: given.timing ?? CoordinationTiming.DEFAULT,
    runTimeout: given.runTimeout ?? DEFAULT_RUN_TIMEOUT,
    rerunOnRestart: given.rerunOnRestart ?? false,
    keptRuns: given.keptRuns ?? (coordination.share === undefined ? 0 : DEFAULT_KEPT_RUNS),
    dbtSize: given.dbtSize ?? platform.dbtSize,
    azbridgeSize: given.azbridgeSize ?? platform.sidecarSize,
    relay: given.relay,
  };
}

function sidecarOf(given: Sidecar, { sidecarSize }: Platform): SidecarDefinition {
  return {
    containerName: given.containerName,
    image: given.image,
    command: given.command,
    added: added(given.environment, given.secureEnvironment),
    size: given.size ?? sidecarSize,
  };
}

function added(plain: Variables = {}, secure: Variables = {}, secrets: Record<string, ISecret> = {}): AddedVariables {
  return { plain, secure, secrets };
}
