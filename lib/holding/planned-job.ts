import { deriveName } from "../core/resource-name";
import type { Domain } from "./domain";
import { Environment } from "./environment";
import { ForwardReach } from "./forward-reach";
import { JobPlan } from "./job-plan";
import { PlannedForward } from "./planned-forward";
import type { PlannedSecret } from "./planned-secret";
import { SecretReach } from "./secret-reach";
import { ISecretReader } from "./secret-reader";

/** How to plan a {@link PlannedJob}. */
export interface PlannedJobProps {
  /** What it may reach on premises: forwards of its subsidiary, be they its domain's or its own alone. */
  readonly forwards: PlannedForward[];
  /**
   * What it reached until now: it still may, and its program is refused it.
   *
   * @default - none, but for forwards that are retired themselves
   */
  readonly retiredForwards?: PlannedForward[];
  /**
   * Whether it is about to go: its identity and all rights stay, and its program is refused.
   *
   * @default - with its domain
   */
  readonly retired?: boolean;
  /**
   * Names of its identity that differ from the derived ones, by name of the environment; of another region under another
   * name.
   *
   * @default - every name is derived
   */
  readonly identityNames?: Record<string, string>;
}

/**
 * A job of a domain that comes as an identity of its own, and not as the one that all other jobs of the domain share: it
 * pulls images, sends through its own forwards, and reads the secrets of which it is a reader.
 */
export class PlannedJob implements ISecretReader {
  /** @internal */
  public static _of(
    domain: Domain,
    name: string,
    props: PlannedJobProps,
    secrets: () => readonly PlannedSecret[],
  ): PlannedJob {
    return new PlannedJob(domain, name, props, secrets);
  }

  /** Whether it is about to go. */
  public readonly retired: boolean;
  /** What it may reach on premises. @internal */
  public readonly _reach: ForwardReach;
  /** What it may read. @internal */
  public readonly _secrets: SecretReach;
  private readonly byEnvironment: ReadonlyMap<string, JobPlan>;

  private constructor(
    private readonly domain: Domain,
    /** Name within its domain, for example `forecast`. */
    public readonly name: string,
    props: PlannedJobProps,
    secrets: () => readonly PlannedSecret[],
  ) {
    this.retired = props.retired ?? false;
    this._reach = new ForwardReach(() => props.forwards, props.retiredForwards ?? []);
    this._secrets = new SecretReach(this, secrets, this._reach, domain);
    this.byEnvironment = new Map(
      domain.plans.map((plan) => {
        const { hub, environment } = plan;
        const parts = [hub.subsidiaryName, environment.name, domain.name, "job", name, hub.location];
        const derived = deriveName("userAssignedIdentity", parts);
        return [environment.name, JobPlan._of(this, plan, props.identityNames?.[environment.name] ?? derived)];
      }),
    );
  }

  /** Path in the plan, for example `contoso/retail/salesforce/forecast`. */
  public get path(): string {
    return `${this.domain.path}/${this.name}`;
  }

  /** What it may reach on premises, and its program may use. */
  public get forwards(): PlannedForward[] {
    return this._reach.used;
  }

  /** What it may still reach on premises, and its program is refused. */
  public get retiredForwards(): PlannedForward[] {
    return this._reach.retired;
  }

  /** One plan per environment in which its domain is deployed. */
  public get plans(): JobPlan[] {
    return [...this.byEnvironment.values()];
  }

  /**
   * The plan of this job in `environment`.
   *
   * @throws `holding/known-environment`
   */
  public planFor(environment: Environment): JobPlan {
    return this.byEnvironment.get(this.domain.planFor(environment).environment.name)!;
  }
}
