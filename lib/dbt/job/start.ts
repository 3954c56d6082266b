import { TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { Duration } from "../../core/duration";
import { Grant } from "../../identity/grant";
import { GrantsInEffect } from "../../identity/grants-in-effect";

/** The wait between the rights of a job's identity and the job itself. */
export class JobStart {
  private startable?: GrantsInEffect;

  constructor(
    private readonly job: Construct,
    private readonly resource: TerraformResource,
    private readonly propagation?: Duration,
  ) {}

  /** Makes the job only once `grant` is in effect; at once where somebody else gives the right. */
  public waitFor(grant?: Grant): void {
    if (grant === undefined) {
      return;
    }
    if (this.startable === undefined) {
      this.startable = new GrantsInEffect(this.job, "Startable", { propagation: this.propagation });
      this.resource.dependsOn = [this.startable.address, ...(this.resource.dependsOn ?? [])];
    }
    this.startable.add(grant);
  }
}
