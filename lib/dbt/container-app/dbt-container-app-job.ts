import { ContainerAppEnvironmentStorage } from "@cdktf/provider-azurerm/lib/container-app-environment-storage";
import { ContainerAppJob } from "@cdktf/provider-azurerm/lib/container-app-job";
import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { lookUpGroupId } from "../../azapi/group-id";
import { Duration } from "../../core/duration";
import { Pipeline } from "../../data-factory/pipeline";
import { Grant } from "../../identity/grant";
import { IWorkloadIdentity } from "../../identity/user-assigned-identity";
import { jobContainers, registriesOf } from "../job/containers";
import { DbtCommand } from "../job/dbt-command";
import { identityOf } from "../job/identity";
import { artifactsOf } from "../job/kept-runs";
import { JobStart } from "../job/start";
import { DbtExecutionPipeline } from "../pipeline/dbt-execution-pipeline";
import { JobRun } from "../pipeline/job-run";
import { IRunnableDbtJob } from "../pipeline/runnable-dbt-job";
import { IContainerAppEnvironment } from "./container-app-environment";
import { appJobContainer, appJobVolumes } from "./containers";
import { DbtContainerAppJobProps } from "./dbt-container-app-job-props";
import { AppJobDefinition, CONTAINER_APPS, appJobDefinitionOf } from "./definition";
import { refuseAppJob } from "./rules";
import { AppJobSecrets } from "./secrets";

/** One replica, once: dbt runs beside its own azbridge, and two at once would be two runs. */
const ONE_REPLICA = { parallelism: 1, replicaCompletionCount: 1 };

/**
 * A Container Apps job that runs dbt, beside azbridge, whenever it is started. The containers are those of a `DbtJob`,
 * with the same scripts and files.
 *
 * A deploy starts nothing; a run that is under way goes on as it began [assumed A23]. Secrets of a vault are read there by the job's
 * identity, so the vault's network must admit the environment.
 */
export class DbtContainerAppJob extends Construct implements IRunnableDbtJob {
  /** Azure resource ID of the job. */
  public readonly resourceId: string;
  /** Name of the job. */
  public readonly jobName: string;
  /** Resource group in which it lies. */
  public readonly resourceGroupName: string;
  /** Where what dbt leaves of its runs is kept, for people; undefined where nothing is. */
  public readonly artifacts?: string;
  /** How long a run may take from the start of dbt's container. */
  public readonly runTimeout: Duration;
  /** How long an execution may take at most: every replica of it, retries included, as long as one may. */
  public readonly executionTimeout: Duration;
  /** How often Azure starts a failed run anew. */
  public readonly retryLimit: number;
  /** Whose rights the containers use: it exists, with its rights in effect, before the job is made. */
  public readonly identity: IWorkloadIdentity;
  /** The job in Azure, for what acts only once that is there. @internal */
  public readonly _job: ITerraformDependable;
  /** What dbt does, for what may be given to one run alone. @internal */
  public readonly _command: DbtCommand;
  /** How many containers a replica has. @internal */
  public readonly _containerCount: number;
  private readonly start: JobStart;
  private groupId?: string;

  /** @throws `dbt/…` and `tunnel/…` for whatever is wrong with the job, all at once */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DbtContainerAppJobProps,
  ) {
    super(scope, id);
    const job = appJobDefinitionOf(props);
    refuseAppJob(this, job, props.resourceGroupName);
    this.jobName = props.jobName;
    this.resourceGroupName = props.resourceGroupName;
    this.artifacts = artifactsOf(job);
    this.runTimeout = job.runTimeout;
    this.retryLimit = job.retryLimit;
    this.executionTimeout = Duration.seconds(job.replicaTimeout.toSeconds() * (1 + job.retryLimit));
    this.identity = identityOf(this, props);
    this._command = job.command;
    const registries = registriesOf(job);
    const secrets = new AppJobSecrets(this.identity);
    const containers = jobContainers(job, this.identity, CONTAINER_APPS).map((container) =>
      appJobContainer(container, secrets),
    );
    this._containerCount = containers.length;
    const { cronExpression } = props.trigger ?? {};
    const resource = new ContainerAppJob(this, "Resource", {
      name: props.jobName,
      resourceGroupName: props.resourceGroupName,
      location: props.location,
      containerAppEnvironmentId: props.containerAppEnvironment.resourceId,
      workloadProfileName: job.workloadProfileName,
      manualTriggerConfig: cronExpression === undefined ? ONE_REPLICA : undefined,
      scheduleTriggerConfig: cronExpression === undefined ? undefined : { ...ONE_REPLICA, cronExpression },
      replicaTimeoutInSeconds: job.replicaTimeout.toSeconds(),
      replicaRetryLimit: job.retryLimit,
      identity: { type: "UserAssigned", identityIds: [this.identity.resourceId] },
      registry: registries.map(({ loginServer }) => ({ server: loginServer, identity: this.identity.resourceId })),
      template: {
        container: containers,
        volume: appJobVolumes(this.addStorage(job, props.containerAppEnvironment)?.name),
      },
      secret: secrets.declared,
    });
    this.resourceId = resource.id;
    this._job = resource;
    this.start = new JobStart(this, resource, props.propagation);
    [
      ...job.relay._grant(this, this.identity, job.forwards),
      ...registries.map((registry) => registry.grantPull(this.identity)),
      ...secrets.grants(),
    ].forEach((grant) => this.startAfter(grant));
  }

  /** The same ID as text, by which a pipeline knows the job: it does not wait for it, nor is it replaced with it. */
  public get plannedId(): string {
    this.groupId ??= lookUpGroupId(this, this.props);
    return `${this.groupId}/providers/Microsoft.App/jobs/${this.jobName}`;
  }

  /** @internal */
  public _runPipeline(scope: Construct, id: string, run: JobRun): Pipeline {
    return new DbtExecutionPipeline(scope, id, { ...run, job: this }).pipeline;
  }

  /** Makes the job only once `grant` is in effect: for a further right of its identity. There is nothing to wait for where somebody else gives it. */
  public startAfter(grant?: Grant): void {
    this.start.waitFor(grant);
  }

  /** The share in the words of the environment, to which it belongs; undefined where there is none. */
  private addStorage(
    { jobName, coordination: { share } }: AppJobDefinition,
    { resourceId }: IContainerAppEnvironment,
  ): ContainerAppEnvironmentStorage | undefined {
    return share === undefined
      ? undefined
      : new ContainerAppEnvironmentStorage(this, "Storage", {
          name: jobName,
          containerAppEnvironmentId: resourceId,
          accountName: share.storageAccount.accountName,
          accessKey: share.storageAccount.accountKey,
          shareName: share.shareName,
          accessMode: "ReadWrite",
          dependsOn: share.dependencies,
        });
  }
}
