import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { DbtRunOptions } from "../job/dbt-run-options";
import { JobRelay } from "../job/job-relay";
import { JobNetwork } from "./job-network";

/** What a job in a container group does, whoever wires it. */
export interface DbtJobOptions extends DbtRunOptions {
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
}

/** How to make a `DbtJob`. */
export interface DbtJobProps extends DbtJobOptions {
  /** 1-63 lowercase letters, digits and single inner hyphens; also the name of the semaphore. */
  readonly groupName: string;
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
  /** Azure region. */
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
