import { Violation } from "../core/rule";
import { Forward } from "../tunnel/forward";
import { PortPlan } from "../tunnel/port-plan";
import type { DomainPlan } from "./domain-plan";
import { PlannedForward } from "./planned-forward";
import type { PlannedJob } from "./planned-job";
import { retiredViolations } from "./retired";

/** One planned job of a domain in one environment: as whom it comes, and what it may use. */
export class JobPlan {
  /** @internal */
  public static _of(job: PlannedJob, domain: DomainPlan, identityName: string): JobPlan {
    return new JobPlan(job, domain, identityName);
  }

  private constructor(
    private readonly job: PlannedJob,
    /** The domain that runs it, in its environment. */
    public readonly domain: DomainPlan,
    /**
     * As whom it comes: a user-assigned identity in the hub's resource group, which the domain's access stack makes. Its
     * region is part of the name, as with those of the domain.
     */
    public readonly identityName: string,
  ) {}

  /** Name of the job within its domain, for example `forecast`. */
  public get name(): string {
    return this.job.name;
  }

  /** Azure resource ID of the identity as which it comes. */
  public get identityId(): string {
    return this.domain.hub._identityId(this.identityName);
  }

  /** What it may reach on premises in its tier. */
  public get forwards(): Forward[] {
    return this.job._reach.usedIn(this.domain.tier);
  }

  /** What it may still reach on premises there, and its program is refused. */
  public get retiredForwards(): Forward[] {
    return this.job._reach.retiredIn(this.domain.tier);
  }

  /**
   * The end in its tier of a service on premises.
   *
   * @throws `holding/forward-of-domain` where the plan does not give it to the job, `holding/forward-tier` where it does
   * not exist in the tier, `holding/retired` where it is about to go
   */
  public forward(planned: PlannedForward): Forward {
    return this.job._reach.end(planned, this.domain.tier, this._path);
  }

  /** Where the sender beside it listens for each of its forwards, 1:1. */
  public get portPlan(): PortPlan {
    return PortPlan.sidecar(this.forwards);
  }

  /** Names of the secrets in the hub's vault that it may read, retired ones too. */
  public get readableSecretNames(): string[] {
    return this.job._secrets.namesIn(this.domain.tier);
  }

  /** Those of them that Terraform may look up. */
  public get lookedUpSecretNames(): string[] {
    return this.job._secrets.lookedUpIn(this.domain.tier);
  }

  /** Those of them that its program is refused, since they are about to go. */
  public get retiredSecretNames(): string[] {
    return this.retired ? this.readableSecretNames : this.job._secrets.retiredIn(this.domain.tier);
  }

  /** Whether it is about to go: what it has stays, and its program is refused. */
  public get retired(): boolean {
    return this.job.retired || this.domain.retired;
  }

  /** Whether its program may read the secret of this name in the hub's vault. */
  public mayRead(secretName: string): boolean {
    return this.readableSecretNames.includes(secretName) && !this.retiredSecretNames.includes(secretName);
  }

  /** Whether its program may reach `forward`. */
  public mayReach(forward: Forward): boolean {
    return this.job._reach.admits(forward, this.domain.tier);
  }

  /** In words of the plan, for example `the job forecast of retail-prod-salesforce`. @internal */
  public get _path(): string {
    return `the job ${this.name} of ${this.domain.stackName}`;
  }

  /** Violations by a program that is to carry it out. @internal */
  public _programViolations(): Violation[] {
    return retiredViolations(this.retired, this._path);
  }

  /** Violations by what its program is to use, of its forwards. @internal */
  public _retiredViolations(forward: { readonly name: string }): Violation[] {
    return this.job._reach.retiredViolations(forward, this._path);
  }
}
