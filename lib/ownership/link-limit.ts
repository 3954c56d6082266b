import { Rule, Violation } from "../core/rule";
import { LINKS_PER_RUNTIME, LINKS_WORTH_A_WARNING } from "./limits";

const LINKS = new Rule({
  id: "ownership/runtime-links",
  why: `A shared runtime takes at most ${LINKS_PER_RUNTIME} linked runtimes; every domain needs one per environment.`,
  fix: "Give the busiest domains a dedicated runtime (dedicatedRuntimeIn), or deploy domains in fewer environments.",
  source: "Microsoft: Azure Data Factory limits",
});

/** Violations of the limit of links to one runtime. */
export function linkLimitViolations(runtimeName: string, links: number): Violation[] {
  return LINKS.when(links > LINKS_PER_RUNTIME, `${links} links to ${runtimeName}`);
}

/** What to tell from {@link LINKS_WORTH_A_WARNING} links on. */
export function linkLimitWarnings(runtimeName: string, links: number): Violation[] {
  return LINKS.when(links >= LINKS_WORTH_A_WARNING, `${links} links to ${runtimeName}`);
}
