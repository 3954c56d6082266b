import { Rule, Violation, refuse } from "../core/rule";
import { Tier } from "../ownership/tier";
import { Forward } from "../tunnel/forward";
import { PlannedForward, missingEndViolations } from "./planned-forward";
import { retiredViolations } from "./retired";

const GIVEN_FORWARD = new Rule({
  id: "holding/forward-of-domain",
  why: "The hub lets the domain send through the forwards that the plan gives it, and a planned job through its own; through no others.",
  fix: "Use a forward that the plan gives the domain or the job, or give it this one in the plan.",
  source: "this library: the plan of a holding",
});

/** What a domain, or a planned job of one, may reach on premises: what its programs use, and what is about to go. */
export class ForwardReach {
  /**
   * @param given what it is planned to reach, which may grow
   * @param retiring what it reached until now
   */
  constructor(
    private readonly given: () => readonly PlannedForward[],
    private readonly retiring: readonly PlannedForward[],
  ) {}

  /** All of it. */
  public get all(): PlannedForward[] {
    return [...new Set([...this.given(), ...this.retiring])];
  }

  /** What its programs may use. */
  public get used(): PlannedForward[] {
    const gone = new Set(this.retiring);
    return this.all.filter((forward) => !forward.retired && !gone.has(forward));
  }

  /** What its programs are refused. */
  public get retired(): PlannedForward[] {
    const used = new Set(this.used);
    return this.all.filter((forward) => !used.has(forward));
  }

  /** What its programs may use in `tier`. */
  public usedIn(tier: Tier): Forward[] {
    return this.used.flatMap((forward) => forward._endsIn(tier));
  }

  /** What its programs are refused there. */
  public retiredIn(tier: Tier): Forward[] {
    return this.retired.flatMap((forward) => forward._endsIn(tier));
  }

  /** Whether its programs may use this very end in `tier`. */
  public admits(forward: Forward, tier: Tier): boolean {
    return this.usedIn(tier).some((own) => own._isSame(forward));
  }

  /** The end of `planned` in `tier`, for `whom`. @throws where a program may not use it */
  public end(planned: PlannedForward, tier: Tier, whom: string): Forward {
    const known = this.used.map(({ name }) => name).join(", ") || "none";
    refuse(
      whom,
      this.retiredViolations(planned, whom),
      GIVEN_FORWARD.when(
        !this.all.some(({ path }) => path === planned.path),
        `"${planned.path}"`,
        `Planned: ${known}.`,
      ),
      missingEndViolations(planned, tier),
    );
    return planned.end(tier);
  }

  /** One violation if the forward of this name is about to go. */
  public retiredViolations({ name }: { readonly name: string }, whom: string): Violation[] {
    const retired = this.retired.some((forward) => forward.name === name);
    return retiredViolations(retired, `forward "${name}" for ${whom}`);
  }
}
