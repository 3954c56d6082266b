import { Duration } from "../core/duration";
import { ContainerImage } from "../registry/container-image";
import { Forward } from "../tunnel/forward";
import { ContainerSize } from "./container-size";
import { Coordination } from "./coordination";
import { CoordinationTiming } from "./coordination-timing";
import { DbtCommand } from "./dbt-command";
import { DbtProfile } from "./dbt-profile";
import { JobNetwork } from "./job-network";
import { JobRelay } from "./job-relay";
import { Sidecar } from "./sidecar";

/** What a job does, whoever wires it. */
export interface DbtJobOptions {
  /** The domain's own image: dbt with its adapter and driver, Python, the project. */
  readonly dbtImage: ContainerImage;
  /** The image of azbridge, from its release, in a registry of yours. */
  readonly azbridgeImage: ContainerImage;
  /**
   * What dbt does.
   *
   * @default - `dbt run`; in a `SourceDomain` of what its name selects
   */
  readonly command?: DbtCommand;
  /** How dbt reaches the database. */
  readonly profile: DbtProfile;
  /** What the job reaches on premises, the profile's forward among it. */
  readonly forwards: Forward[];
  /**
   * Where dbt's project is in its image, an absolute path.
   *
   * @default "/usr/app"
   */
  readonly projectDirectory?: string;
  /**
   * Plain environment variables of the dbt container.
   *
   * @default - those of the job alone
   */
  readonly environment?: Record<string, string>;
  /**
   * Environment variables of the dbt container that Azure does not show again.
   *
   * @default - those of the job alone
   */
  readonly secureEnvironment?: Record<string, string>;
  /**
   * Further containers, which end with the job.
   *
   * @default - none
   */
  readonly sidecars?: Sidecar[];
  /**
   * Where the containers keep the semaphore.
   *
   * @default Coordination.emptyDir()
   */
  readonly coordination?: Coordination;
  /**
   * Figures of the coordination, the probe's included.
   *
   * @default CoordinationTiming.DEFAULT
   */
  readonly timing?: CoordinationTiming;
  /**
   * Whether dbt runs again when Azure restarts its container; otherwise the first run's exit code is repeated.
   *
   * @default false
   */
  readonly rerunOnRestart?: boolean;
  /**
   * Whether a deploy that creates or changes the group runs dbt. Where it does not, the first start after a deploy only
   * arms the job and its dbt container exits with 75. It takes a share: `coordination` is
   * `Coordination.azureFileShare(…)`.
   *
   * @default true
   */
  readonly runOnDeploy?: boolean;
  /**
   * From where the job dials out.
   *
   * @default JobNetwork.none()
   */
  readonly network?: JobNetwork;
  /**
   * What the dbt container is given.
   *
   * @default - one core, two GiB
   */
  readonly dbtSize?: ContainerSize;
  /**
   * What the azbridge container is given.
   *
   * @default - half a core, half a GiB
   */
  readonly azbridgeSize?: ContainerSize;
  /**
   * How long Azure may take until the rights of the job's identity count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/** How to make a `DbtJob`. */
export interface DbtJobProps extends DbtJobOptions {
  /** 1-63 lowercase letters, digits and single inner hyphens; also the name of the semaphore. */
  readonly groupName: string;
  /** Name of the user-assigned identity, 3-128 letters, digits, `-` and `_`. */
  readonly identityName: string;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region. */
  readonly location: string;
  /** By what right the job sends through the Relay. */
  readonly relay: JobRelay;
}
