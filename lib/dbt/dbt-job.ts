import { ContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { Grant } from "../identity/grant";
import { IAzureResource } from "../identity/principal";
import { GrantsInEffect } from "../identity/grants-in-effect";
import { UserAssignedIdentity } from "../identity/user-assigned-identity";
import { IContainerRegistry } from "../registry/container-registry";
import { DbtJobProps } from "./dbt-job-props";
import { containersOf } from "./job-containers";
import { JobNetwork } from "./job-network";
import { refuseJob } from "./job-rules";
import { armedByDeploy } from "./run-on-deploy";

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
  private readonly group: ContainerGroup;
  private readonly propagation?: Duration;
  private startable?: GrantsInEffect;

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
    this.propagation = props.propagation;
    this.group = new ContainerGroup(this, "Resource", {
      ...(props.runOnDeploy === false ? armedByDeploy(definition) : definition),
      identity: { type: "SystemAssigned, UserAssigned", identityIds: [this.identity.resourceId] },
      dependsOn: props.coordination?.share?.dependencies,
    });
    this.resourceId = this.group.id;
    grants.forEach((grant) => this.startAfter(grant));
  }

  /** Creates the group, and so starts it, only once `grant` is in effect: for a further right of the job's identity. */
  public startAfter(grant: Grant): void {
    if (this.startable === undefined) {
      this.startable = new GrantsInEffect(this, "Startable", { propagation: this.propagation });
      this.group.dependsOn = [this.startable.address, ...(this.group.dependsOn ?? [])];
    }
    this.startable.add(grant);
  }
}

/** The registries that images are pulled from by identity, each once. */
function registriesOf(props: DbtJobProps): IContainerRegistry[] {
  const images = [props.dbtImage, props.azbridgeImage, ...(props.sidecars ?? []).map(({ image }) => image)];
  const registries = images.flatMap(({ registry }) => (registry === undefined ? [] : [registry]));
  return [...new Map(registries.map((registry) => [registry.loginServer, registry])).values()];
}
