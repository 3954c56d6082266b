import { Rule, Violation, refuse } from "../core/rule";
import { dashed } from "../core/words";
import { DbtContainerAppJob } from "../dbt/container-app/dbt-container-app-job";
import { DbtJob } from "../dbt/container-group/dbt-job";
import { DbtCommand } from "../dbt/job/dbt-command";
import { DbtRunOptions } from "../dbt/job/dbt-run-options";
import { JobRelay } from "../dbt/job/job-relay";
import { RelayAccess } from "../holding/relay-access";
import { IWorkloadIdentity } from "../identity/user-assigned-identity";
import { Forward } from "../tunnel/forward";
import { DomainDbtContainerAppJobProps, DomainDbtJobProps } from "./domain-props";
import type { SourceDomain } from "./source-domain";
import { forwardViolations } from "./store-rules";
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

/** The jobs of a domain: named and placed by its plan, coming as one identity, each with a name of its own. */
export class DomainJobs {
  private readonly names = new Set<string>();

  constructor(
    private readonly domain: SourceDomain,
    private readonly identity: IWorkloadIdentity,
  ) {}

  public addDbtJob(id: string, props: DomainDbtJobProps): DbtJob {
    const jobName = this.takeName(props.jobName ?? dashed(id), props);
    return new DbtJob(this.domain, id, {
      ...this.defaults(),
      ...props,
      ...this.placeOf(props.forwards),
      subscriptionId: this.domain.plan.subscriptionId,
      groupName: this.domain.plan.containerGroupName(jobName),
    });
  }

  public addDbtContainerAppJob(id: string, props: DomainDbtContainerAppJobProps): DbtContainerAppJob {
    const { domainName, jobsReadSecrets } = this.domain.plan;
    const unread = JOB_SECRETS.when(!jobsReadSecrets, `a Container Apps job of ${domainName}`);
    const jobName = this.takeName(props.jobName ?? dashed(id), props, unread);
    return new DbtContainerAppJob(this.domain, id, {
      ...this.defaults(),
      ...props,
      ...this.placeOf(props.forwards),
      jobName: this.domain.plan.containerAppJobName(jobName),
    });
  }

  /** Takes the name within this domain of a job, and what it writes. */
  private takeName(jobName: string, { forwards, profile }: DbtRunOptions, further: Violation[] = []): string {
    refuse(
      this.domain,
      further,
      JOB_NAME.when(!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(jobName), `"${jobName}"`),
      JOB_NAME.when(this.names.has(jobName), `"${jobName}" twice`),
      forwards.flatMap((forward) => forwardViolations(this.domain.plan, forward)),
      takePlaces(this.domain, this.domain.plan, profile._places),
    );
    this.names.add(jobName);
    return jobName;
  }

  private defaults() {
    return { command: DbtCommand.run({ select: this.domain.plan.domainName }) };
  }

  private placeOf(forwards: readonly Forward[]) {
    const { resourceGroupName, plan } = this.domain;
    return { resourceGroupName, location: plan.location, identity: this.identity, relay: this.relayOf(forwards) };
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
