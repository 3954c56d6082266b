import { ContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { IAzureResource } from "../identity/principal";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { ContainerImage } from "../registry/container-image";
import { IContainerRegistry } from "../registry/container-registry";
import { Forward } from "../tunnel/forward";
import { ContainerSize } from "./container-size";
import { Coordination } from "./coordination";
import { CoordinationTiming } from "./coordination-timing";
import { DbtCommand } from "./dbt-command";
import { DbtProfile } from "./dbt-profile";
import { containersOf } from "./job-containers";
import { JobNetwork } from "./job-network";
import { JobRelay } from "./job-relay";
import { refuseJob } from "./job-rules";
import { armedByDeploy } from "./run-on-deploy";
import { Sidecar } from "./sidecar";

/** What a job does, whoever wires it. */
export interface DbtJobOptions {
  /** The domain's own image: dbt with its adapter and driver, Python, the project. */
  readonly dbtImage: ContainerImage;
  /** The image of azbridge, from its release, in a registry of yours. */
  readonly azbridgeImage: ContainerImage;
  /** What dbt does. */
  readonly command: DbtCommand;
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
   * Whether a deploy that creates or replaces the group runs dbt. Where it does not, the first start after a deploy
   * only arms the job, which takes a share: `coordination` is `Coordination.azureFileShare(…)`.
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

/** How to make a {@link DbtJob}. */
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

/**
 * A container group that runs dbt once, beside azbridge, and ends. Both coordinate through a semaphore file.
 *
 * Creating the group starts it. So a deploy that creates or replaces it runs dbt (unless `runOnDeploy` is false), and
 * ends a run that is under way: nearly every change replaces it, a rotated password or a new version of this library
 * included.
 */
export class DbtJob extends Construct implements IAzureResource {
  /** Azure resource ID of the container group. */
  public readonly resourceId: string;
  /** Name of the container group. */
  public readonly groupName: string;
  /** Whose rights the containers use: it exists, with its rights in effect, before the group starts. */
  public readonly identity: UserAssignedIdentity;

  /** @throws `dbt/…` and `tunnel/…` for whatever is wrong with the job, all at once */
  constructor(scope: Construct, id: string, props: DbtJobProps) {
    super(scope, id);
    refuseJob(this, props);
    this.groupName = props.groupName;
    this.identity = new UserAssignedIdentity(this, "Identity", props);
    const registries = registriesOf(props);
    const grants = [
      ...props.relay._grant(this, this.identity, props.forwards),
      ...registries.map((registry) => registry.grantPull(this.identity)),
    ];
    const startable =
      grants.length === 0
        ? []
        : [new GrantsInEffect(this, "Startable", { grants, propagation: props.propagation }).dependable];
    const { subnetId } = props.network ?? JobNetwork.none();
    const definition = {
      name: props.groupName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      osType: "Linux",
      restartPolicy: "Never",
      ipAddressType: "None",
      subnetIds: subnetId === undefined ? undefined : [subnetId],
      imageRegistryCredential: registries.map(({ loginServer }) => ({
        server: loginServer,
        userAssignedIdentityId: this.identity.resourceId,
      })),
      container: containersOf(props, this.identity),
    };
    const group = new ContainerGroup(this, "Resource", {
      ...(props.runOnDeploy === false ? armedByDeploy(definition) : definition),
      identity: { type: "SystemAssigned, UserAssigned", identityIds: [this.identity.resourceId] },
      dependsOn: [...startable, ...(props.coordination?.share?.dependencies ?? [])],
    });
    this.resourceId = group.id;
  }
}

/** The registries that images are pulled from by identity, each once. */
function registriesOf(props: DbtJobProps): IContainerRegistry[] {
  const images = [props.dbtImage, props.azbridgeImage, ...(props.sidecars ?? []).map(({ image }) => image)];
  const registries = images.flatMap(({ registry }) => (registry === undefined ? [] : [registry]));
  return [...new Map(registries.map((registry) => [registry.loginServer, registry])).values()];
}
