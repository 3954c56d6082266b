import { flawsOf } from "../core/flaws";
import { Rule, Violation, refuse } from "../core/rule";
import { isSame } from "../core/same";
import { dashed } from "../core/words";
import { DbtContainerAppJob } from "../dbt/container-app/dbt-container-app-job";
import { DbtJob } from "../dbt/container-group/dbt-job";
import { DbtCommand } from "../dbt/job/dbt-command";
import { JobRelay } from "../dbt/job/job-relay";
import { IRunnableDbtJob } from "../dbt/pipeline/runnable-dbt-job";
import { JobPlan } from "../holding/job-plan";
import { RelayAccess } from "../holding/relay-access";
import { retiredViolations } from "../holding/retired";
import { IWorkloadIdentity, UserAssignedIdentity } from "../identity/user-assigned-identity";
import { Forward } from "../tunnel/forward";
import { DomainDbtContainerAppJobProps, DomainDbtJobProps } from "./domain-props";
import { lookedUpIn } from "./looked-up";
import { idViolations } from "./one-id";
import type { SourceDomain } from "./source-domain";
import { forwardViolations, jobSecretViolations, ofVault } from "./store-rules";
import { takePlaces } from "./written-places";

const JOB_NAME = new Rule({
  id: "domain/job-name",
  why: "The job's resource in Azure and its semaphore are named after it.",
  fix: "Give every job of a domain a name of its own, of lowercase letters, digits and single inner hyphens.",
  source: "this library: names derived from the plan",
});

const JOB_SECRETS = new Rule({
  id: "domain/job-secrets",
  why: "Container Apps reads a job's secrets from the vault by the job's identity, and the plan gives that no right there.",
  fix: "Plan the domain with jobsReadSecrets, or run dbt in a container group.",
  source: "this library: the plan of a holding",
});

const PLANNED_JOB = new Rule({
  id: "domain/planned-job",
  why: "A planned job has its identity in one domain and environment, and its name from the plan; without its plan it would come as all others do.",
  fix: "Give the job's plan for the domain's own environment (job.planFor(domain.plan.environment)) to the one job of that name, and no jobName beside it.",
  source: "this library: the plan of a holding",
});

const OWN_JOB = new Rule({
  id: "domain/own-job",
  why: "The plan lets a domain's factory start the domain's own jobs: a run of another's would be refused.",
  fix: "Add the job to the domain whose load runs it.",
  source: "this library: the plan of a holding",
});

/** The domain that has added a job. */
const DOMAINS = new WeakMap<IRunnableDbtJob, SourceDomain>();

/** Violations by a job that another domain has added. */
export function ownJobViolations(domain: SourceDomain, job: IRunnableDbtJob): Violation[] {
  const owner = DOMAINS.get(job) ?? domain;
  return OWN_JOB.when(owner !== domain, `${job.node.path} of ${owner.plan.stackName}`);
}

/** What a job of a domain says of itself. */
type JobProps = DomainDbtJobProps | DomainDbtContainerAppJobProps;

/**
 * The jobs of a domain: named and placed by its plan, each with a name of its own. They come as one identity, but for
 * those that are planned to come as themselves.
 */
export class DomainJobs {
  private readonly names = new Set<string>();

  constructor(private readonly domain: SourceDomain) {}

  public addDbtJob(id: string, props: DomainDbtJobProps): DbtJob {
    const jobName = this.takeName(id, props);
    const job = new DbtJob(this.domain, id, {
      ...this.defaults(),
      ...props,
      ...this.placeOf(props),
      subscriptionId: this.domain.plan.subscriptionId,
      groupName: this.domain.plan.containerGroupName(jobName),
    });
    DOMAINS.set(job, this.domain);
    return job;
  }

  public addDbtContainerAppJob(id: string, props: DomainDbtContainerAppJobProps): DbtContainerAppJob {
    const { domainName, jobsReadSecrets } = this.domain.plan;
    const unread = JOB_SECRETS.when(!jobsReadSecrets, `a Container Apps job of ${domainName}`);
    const jobName = this.takeName(id, props, unread);
    const job = new DbtContainerAppJob(this.domain, id, {
      ...this.defaults(),
      ...props,
      ...this.placeOf(props),
      jobName: this.domain.plan.containerAppJobName(jobName),
    });
    DOMAINS.set(job, this.domain);
    return job;
  }

  /** Takes the name within this domain of a job, and what it writes. */
  private takeName(id: string, props: JobProps, further: Violation[] = []): string {
    const { plan } = this.domain;
    const { forwards, profile } = props;
    const jobName = props.plan?.name ?? props.jobName ?? dashed(id);
    const flaws = flawsOf(jobName, { min: 1, max: Infinity, pattern: /^[a-z0-9]+(?:-[a-z0-9]+)*$/ });
    const user = props.plan ?? plan;
    refuse(
      this.domain,
      idViolations(this.domain, id),
      further,
      this.planViolations(jobName, props),
      JOB_NAME.when(flaws.length > 0, `"${jobName}"`, flaws.join(" ")),
      JOB_NAME.when(this.names.has(jobName), `"${jobName}" twice`),
      forwards.flatMap((forward) => forwardViolations(user, forward)),
      this.imageViolations(props),
      jobSecretViolations(user, this.secretNamesIn(props)),
      takePlaces(this.domain, plan, profile._places),
    );
    this.names.add(jobName);
    return jobName;
  }

  /** Names of the hub's secrets that a job is given, as such or by their values, wherever these stand. */
  private secretNamesIn(props: JobProps): string[] {
    const { hub } = this.domain.plan;
    const given = { ...props, plan: undefined }; // of which the whole holding is a part
    const secrets = [props.profile.password, ...Object.values(props.secretEnvironment ?? {})];
    const names = ofVault(this.domain.plan, secrets).map(({ secretName }) => secretName);
    return [...new Set([...names, ...lookedUpIn(this.domain, given, hub.keyVaultId)])];
  }

  /** Violations by images of a registry that is about to go. */
  private imageViolations({ dbtImage, azbridgeImage, sidecars = [] }: JobProps): Violation[] {
    const { retiredRegistry } = this.domain.plan.hub;
    const images = [dbtImage, azbridgeImage, ...sidecars.map(({ image }) => image)];
    return images.flatMap(({ reference, registry }) => {
      const gone = registry !== undefined && isSame(registry.resourceId, retiredRegistry?.resourceId ?? "");
      return retiredViolations(gone, `the registry of ${reference}`);
    });
  }

  private planViolations(name: string, { plan: job, jobName }: JobProps): Violation[] {
    const { plan } = this.domain;
    const missed = job === undefined && plan.jobs.some((one) => one.name === name && !one.retired);
    return [
      ...PLANNED_JOB.when(missed, `"${name}" without its plan`),
      ...(job === undefined
        ? []
        : [
            ...PLANNED_JOB.when(job.domain !== plan, `${job._path} at ${plan.stackName}`),
            ...PLANNED_JOB.when(jobName !== undefined, `the jobName "${jobName}" beside ${job._path}`),
            ...job._programViolations(),
          ]),
    ];
  }

  private defaults() {
    return { command: DbtCommand.run({ select: this.domain.plan.domainName }) };
  }

  private placeOf({ forwards, plan: job }: JobProps) {
    const { resourceGroupName, plan } = this.domain;
    return {
      resourceGroupName,
      location: plan.location,
      identity: this.identityOf(job),
      relay: this.relayOf(forwards),
    };
  }

  /** As whom a job comes, known by its ID, and made once. */
  private identityOf(job: JobPlan | undefined): IWorkloadIdentity {
    const id = job === undefined ? "JobIdentity" : `JobIdentity-${job.name}`;
    const known = this.domain.node.tryFindChild(id) as IWorkloadIdentity | undefined;
    const identityId = job?.identityId ?? this.domain.plan.jobIdentityId;
    return known ?? UserAssignedIdentity.fromResourceId(this.domain, id, identityId);
  }

  private relayOf(forwards: readonly Forward[]): JobRelay {
    if (this.domain.plan.relayAccess === RelayAccess.IDENTITY) {
      return JobRelay.byIdentity(this.domain.relayNamespace);
    }
    const { hub } = this.domain.plan;
    const secrets = forwards.map(
      (forward) => [forward.name, this.domain.vault.secret(hub.sendRuleSecretName(forward))] as const,
    );
    return JobRelay.bySecrets(this.domain.relayNamespace, Object.fromEntries(secrets));
  }
}
