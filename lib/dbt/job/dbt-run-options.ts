import { Duration } from "../../core/duration";
import { ContainerImage } from "../../registry/container-image";
import { Forward } from "../../tunnel/forward";
import { ISecret } from "../../vault/secret";
import { Coordination } from "../coordination/coordination";
import { CoordinationTiming } from "../coordination/coordination-timing";
import { DbtProfile } from "../profile/dbt-profile";
import { ContainerSize } from "./container-size";
import { DbtCommand } from "./dbt-command";
import { Sidecar } from "./sidecar";

/** What a run of dbt does and needs, whatever platform its containers run on. */
export interface DbtRunOptions {
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
   * Environment variables of the dbt container that are secrets in a vault. A container group gets the value that
   * Terraform looks up; a Container Apps job reads the vault by its identity.
   *
   * @default - those of the job alone
   */
  readonly secretEnvironment?: Record<string, ISecret>;
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
   * How long a run may take from the start of dbt's container, 1 s to 7 days, more than `partnerTimeout` and
   * `startupTimeout` together. dbt is ended then, and its container exits with 124: nothing else ends a dbt that waits for
   * ever.
   *
   * @default Duration.minutes(90)
   */
  readonly runTimeout?: Duration;
  /**
   * Whether dbt runs again when Azure restarts its container in place; otherwise the first run's exit code is repeated.
   *
   * @default false
   */
  readonly rerunOnRestart?: boolean;
  /**
   * Of how many runs what dbt left is kept on the share: `manifest.json`, `run_results.json` and the log of each of its
   * commands, in `<group or job>.runs/<start>-<nonce>`, 0-1000. Without a share nothing is kept.
   *
   * @default - the last 20 where `coordination` is `Coordination.azureFileShare(…)`, else 0
   */
  readonly keptRuns?: number;
  /**
   * What the dbt container is given.
   *
   * @default - one core, two GiB
   */
  readonly dbtSize?: ContainerSize;
  /**
   * What the azbridge container is given.
   *
   * @default - half a core, and half a GiB in a container group, one GiB in a Container Apps job
   */
  readonly azbridgeSize?: ContainerSize;
  /**
   * How long Azure may take until the rights of the job's identity count.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}
