import { Rule, Violation } from "../core/rule";
import { Tier } from "../ownership/tier";
import { PlannedForward } from "./planned-forward";

const USED = new Rule({
  id: "holding/plan-in-use",
  why: "It would have no effect: the domain is not deployed there, shares a runtime there, or the hub makes no registry.",
  fix: "Deploy the domain in that environment or tier, give it a dedicated runtime there, use the hub's registry, or leave it out.",
  source: "this library: nothing is silently dropped",
});

/** One violation if `what` would have no effect. */
export function unusedViolations(unused: boolean, what: string): Violation[] {
  return USED.when(unused, what);
}

/** Violations by forwards that have no end in any of `tiers`. */
export function unusedForwardViolations(forwards: readonly PlannedForward[], tiers: ReadonlySet<Tier>): Violation[] {
  return forwards.flatMap((forward) =>
    USED.when(
      !forward.tiers.some((tier) => tiers.has(tier)),
      `forward "${forward.name}" of ${forward.tiers.join(" and ")}`,
    ),
  );
}
