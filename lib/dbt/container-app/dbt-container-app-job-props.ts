import { Duration } from "../../core/duration";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { DbtRunOptions } from "../job/dbt-run-options";
import { JobRelay } from "../job/job-relay";
import { IContainerAppEnvironment } from "./container-app-environment";
import { JobTrigger } from "./job-trigger";

/** What a Container Apps job does, whoever wires it. */
export interface DbtContainerAppJobOptions extends DbtRunOptions {
  /** Where it runs. */
  readonly containerAppEnvironment: IContainerAppEnvironment;
  /**
   * What starts it.
   *
   * @default JobTrigger.manual()
   */
  readonly trigger?: JobTrigger;
  /**
   * How long a run may take, the pull of its images included, in whole seconds up to 7 days; then Azure ends it. Longer
   * than `runTimeout` and the grace of `timing` together, so that the run itself says why it ends.
   *
   * @default - half an hour more than `runTimeout`
   */
  readonly replicaTimeout?: Duration;
  /**
   * How often Azure starts a failed run anew, 0-10. Each is a new replica, so dbt runs again from the beginning, also
   * after a failed test.
   *
   * @default 0
   */
  readonly retryLimit?: number;
  /**
   * Profile of the environment on whose machines it runs. Of another than `Consumption` the machine decides how much its
   * containers may be given.
   *
   * @default "Consumption"
   */
  readonly workloadProfileName?: string;
}

/** How to make a `DbtContainerAppJob`. */
export interface DbtContainerAppJobProps extends DbtContainerAppJobOptions {
  /** 2-32 lowercase letters, digits and single inner hyphens, a letter first; also the name of the semaphore. */
  readonly jobName: string;
  /**
   * Name of the user-assigned identity that the job makes for itself, and gives its rights: 3-128 letters, digits, `-`
   * and `_`.
   *
   * @default - none: `identity` is given
   */
  readonly identityName?: string;
  /**
   * An identity to come as instead. One that is known by its ID alone has its rights from whoever made it.
   *
   * @default - one of its own
   */
  readonly identity?: IWorkloadIdentity;
  /** Resource group in which it lies. */
  readonly resourceGroupName: string;
  /** Azure region, that of its environment. */
  readonly location: string;
  /**
   * Subscription (UUID) in which it lies, by which a pipeline that starts it knows it.
   *
   * @default - that of the stack's provider
   */
  readonly subscriptionId?: string;
  /** By what right the job sends through the Relay. */
  readonly relay: JobRelay;
}
