import { Rule, Violation } from "../core/rule";

const KNOWN_AT_SYNTH = new Rule({
  id: "runtime/known-at-synth",
  why: "Who may link a runtime, and how often, is decided at synthesis, by comparing ID, subsidiary, tier and domain.",
  fix: "Give texts that are known when the stack is synthesized.",
  source: "this library: link/own-subsidiary, link/tier, link/dedicated",
});

/** Violations where something that decides who may link a runtime is only known after apply. */
export function unknownAtSynth(given: Record<string, string | undefined>): Violation[] {
  return KNOWN_AT_SYNTH.unlessKnown(given);
}
