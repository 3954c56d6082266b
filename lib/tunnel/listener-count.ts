import { Rule, Violation } from "../core/rule";
import { LISTENERS_PER_CONNECTION } from "./limits";

const LISTENERS = new Rule({
  id: "tunnel/listeners",
  why: `The Relay admits at most ${LISTENERS_PER_CONNECTION.max} listeners to one hybrid connection, also while machines are added or replaced.`,
  fix: "Plan the most machines that will ever listen at one time.",
  source: "Microsoft: Azure Relay quotas",
});

/** One violation if so many listeners could not share a hybrid connection, scale-out included. */
export function listenerViolations(listeners: number | undefined): Violation[] {
  return LISTENERS.when(
    listeners !== undefined && !LISTENERS_PER_CONNECTION.admits(listeners),
    `${listeners} listeners`,
    `Allowed: ${LISTENERS_PER_CONNECTION.toString()}.`,
  );
}
