import { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../core/duration";
import { TimeSleep } from "../time/time-sleep";
import { Grant } from "./grant";
import { DEFAULT_PROPAGATION } from "./limits";

/** How to make a {@link GrantsInEffect}. */
export interface GrantsInEffectProps {
  /** Rights to wait for; more can follow with `add`. */
  readonly grants?: Grant[];
  /**
   * How long Azure may take until the rights count everywhere.
   *
   * @default Duration.minutes(10)
   */
  readonly propagation?: Duration;
}

/**
 * The wait between giving rights and the first thing that needs them. It waits when it is created and
 * whenever a right is given or taken, and not in other deploys.
 */
export class GrantsInEffect extends Construct {
  private readonly sleep: TimeSleep;

  /** The wait for those of `grants` that are made here; none where somebody else gives all of them. @internal */
  public static _of(
    scope: Construct,
    id: string,
    grants: readonly (Grant | undefined)[],
    propagation?: Duration,
  ): GrantsInEffect | undefined {
    const made = grants.filter((grant) => grant !== undefined);
    return made.length === 0 ? undefined : new GrantsInEffect(scope, id, { grants: made, propagation });
  }

  constructor(scope: Construct, id: string, props: GrantsInEffectProps = {}) {
    super(scope, id);
    this.sleep = new TimeSleep(this, "Resource", { createDuration: props.propagation ?? DEFAULT_PROPAGATION });
    props.grants?.forEach((grant) => this.add(grant));
  }

  /** Waits for `grant` too; for nothing where none was made. */
  public add(grant?: Grant): void {
    if (grant !== undefined) {
      this.sleep.addTrigger(grant.node.path, grant.grantId);
    }
  }

  /** Address in Terraform, for a resource that is already made and is to depend on it. */
  public get address(): string {
    return `${this.sleep.terraformResourceType}.${this.sleep.friendlyUniqueId}`;
  }

  /** What to put into `dependsOn` of the first resource that needs the rights. */
  public get dependable(): ITerraformDependable {
    return this.sleep;
  }
}
