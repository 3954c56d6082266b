import { Violation, refuse } from "../core/rule";
import type { Domain } from "./domain";
import type { Holding } from "./holding";
import { unusedForwardViolations, unusedViolations } from "./in-use";
import { ownForwardViolations } from "./own-subsidiary";
import { dashedNameViolations, duplicateViolations, overrideViolations } from "./plan-names";
import { PlannedForward } from "./planned-forward";
import { PlannedJob, PlannedJobProps } from "./planned-job";
import { retiresNothing } from "./retired";
import type { Subsidiary } from "./subsidiary";

/** Plans jobs of a subsidiary's domains that come as identities of their own. */
export class PlannedJobs {
  constructor(
    private readonly holding: Holding,
    private readonly subsidiary: Subsidiary,
    private readonly forwards: ReadonlySet<PlannedForward>,
  ) {}

  /** @throws what is wrong with the job, all at once, and names that are taken */
  public plan(domain: Domain, name: string, props: PlannedJobProps): PlannedJob {
    const path = `${domain.path}/${name}`;
    const { forwards, retiredForwards = [], identityNames = {} } = props;
    refuse(
      path,
      dashedNameViolations(name),
      duplicateViolations("job", name, domain.jobs),
      [...forwards, ...retiredForwards].flatMap((forward) => ownForwardViolations(this.forwards, forward, name)),
      unusedForwardViolations(forwards, new Set(domain.plans.map(({ tier }) => tier))),
      retiredForwards.flatMap((forward) =>
        retiresNothing(forwards.includes(forward), `forward "${forward.name}" of ${name}, which it uses`),
      ),
      nameViolations(domain, identityNames),
    );
    const job = PlannedJob._of(domain, name, props, () => this.subsidiary.secrets);
    this.holding._claim(
      path,
      job.plans.map((plan) => ({
        within: `identity in ${plan.domain.hub.resourceGroupId}`,
        name: plan.identityName,
        owner: path,
      })),
    );
    return job;
  }
}

function nameViolations(domain: Domain, identityNames: Readonly<Record<string, string>>): Violation[] {
  const deployed = domain.plans.map(({ environment }) => environment.name);
  return Object.entries(identityNames).flatMap(([environment, identityName]) => [
    ...overrideViolations({ userAssignedIdentity: identityName }),
    ...unusedViolations(!deployed.includes(environment), `an identity's name for "${environment}"`),
  ]);
}
