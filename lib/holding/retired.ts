import { Rule, Violation } from "../core/rule";

const RETIRED = new Rule({
  id: "holding/retired",
  why: "What is retired is still granted, and goes with a later change of the plan: what uses it then would lose it.",
  fix: "Use what is planned in its place, deploy that, and then take what is retired out of the plan.",
  source: "this library: rolling out a changed plan",
});

const RETIRES_NOTHING = new Rule({
  id: "holding/retires-nothing",
  why: "Only what is planned, and no longer used by the plan itself, can be retired: of anything else it would have no effect.",
  fix: "Retire what the plan has, and leave it out of what is used.",
  source: "this library: nothing is silently dropped",
});

/** What is used, and what is retired beside it. */
export function withRetired<Of>(used: Of, retired: Of | undefined): Of[] {
  return retired === undefined ? [used] : [used, retired];
}

/** One violation if `what` is retired, and something is to use it. */
export function retiredViolations(retired: boolean, what: string): Violation[] {
  return RETIRED.when(retired, what);
}

/** One violation if `what` cannot be retired: it is not planned, or used besides. */
export function retiresNothing(broken: boolean, what: string): Violation[] {
  return RETIRES_NOTHING.when(broken, what);
}
