import { ContainerGroup } from "@cdktf/provider-azurerm/lib/container-group";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { lookUpGroupId } from "../../azapi/group-id";
import { Duration } from "../../core/duration";
import { refuse } from "../../core/rule";
import { Pipeline } from "../../data-factory/pipeline";
import { Grant } from "../../identity/grant";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { registriesOf } from "../job/containers";
import { identityOf } from "../job/identity";
import { artifactsOf } from "../job/kept-runs";
import { JobStart } from "../job/start";
import { DbtRunPipeline } from "../pipeline/dbt-run-pipeline";
import { JobRun } from "../pipeline/job-run";
import { groupParameterViolations } from "../pipeline/run-parameters";
import { IRunnableDbtJob } from "../pipeline/runnable-dbt-job";
import { groupContainers } from "./containers";
import { DbtJobProps } from "./dbt-job-props";
import { groupDefinitionOf } from "./definition";
import { refuseGroup } from "./rules";
import { armedByDeploy } from "./run-on-deploy";

/**
 * A container group that runs dbt once, beside azbridge, and ends. Both coordinate through a semaphore file.
 *
 * Creating the group starts it. So a deploy that creates or replaces it runs dbt (unless `runOnDeploy` is false), and
 * ends a run that is under way: nearly every change replaces it, a rotated password or a new version of this library
 * included.
 */
export class DbtJob extends Construct implements IRunnableDbtJob {
  /** Azure resource ID of the container group. */
  public readonly resourceId: string;
  /** Name of the container group. */
  public readonly groupName: string;
  /** Resource group in which it lies. */
  public readonly resourceGroupName: string;
  /** Where what dbt leaves of its runs is kept, for people; undefined where nothing is. */
  public readonly artifacts?: string;
  /** How long a run may take from the start of dbt's container. */
  public readonly runTimeout: Duration;
  /** Whose rights the containers use: it exists, with its rights in effect, before the group starts. */
  public readonly identity: IWorkloadIdentity;
  /** The container group, for what acts only once that is there. @internal */
  public readonly _group: ITerraformDependable;
  private readonly start: JobStart;
  private groupId?: string;

  /** @throws `dbt/…` and `tunnel/…` for whatever is wrong with the job, all at once */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DbtJobProps,
  ) {
    super(scope, id);
    const job = groupDefinitionOf(props);
    refuseGroup(this, job, props.resourceGroupName);
    this.groupName = props.groupName;
    this.resourceGroupName = props.resourceGroupName;
    this.artifacts = artifactsOf(job);
    this.runTimeout = job.runTimeout;
    this.identity = identityOf(this, props);
    const registries = registriesOf(job);
    const grants = [
      ...job.relay._grant(this, this.identity, job.forwards),
      ...registries.map((registry) => registry.grantPull(this.identity)),
    ];
    const { subnetId } = job.network;
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
      container: groupContainers(job, this.identity),
    };
    const group = new ContainerGroup(this, "Resource", {
      ...(job.runOnDeploy ? definition : armedByDeploy(definition)),
      identity: { type: "SystemAssigned, UserAssigned", identityIds: [this.identity.resourceId] },
      dependsOn: job.coordination.share?.dependencies,
    });
    this.resourceId = group.id;
    this._group = group;
    this.start = new JobStart(this, group, props.propagation);
    grants.forEach((grant) => this.startAfter(grant));
  }

  /**
   * The same ID as text, by which a pipeline knows the group: a reference would let Terraform replace the group as it
   * does the pipeline, by making the new one first, which Azure refuses under the same name.
   */
  public get plannedId(): string {
    this.groupId ??= lookUpGroupId(this, this.props);
    return `${this.groupId}/providers/Microsoft.ContainerInstance/containerGroups/${this.groupName}`;
  }

  /** @internal */
  public _runPipeline(scope: Construct, id: string, run: JobRun): Pipeline {
    refuse(scope, groupParameterViolations(run.runParameters));
    return new DbtRunPipeline(scope, id, { ...run, job: this }).pipeline;
  }

  /** Creates the group, and so starts it, only once `grant` is in effect: for a further right of the job's identity. There is nothing to wait for where somebody else gives it. */
  public startAfter(grant?: Grant): void {
    this.start.waitFor(grant);
  }
}
