import { Rule, Violation } from "../core/rule";
import type { PlannedForward } from "./planned-forward";
import { ISecretReader } from "./secret-reader";

const OWN_SUBSIDIARY = new Rule({
  id: "holding/own-subsidiary",
  why: "Legal entities share no data path: what one subsidiary plans is used by its own domains alone.",
  fix: "Plan the secret or forward at the subsidiary whose domains use it.",
  source: "this library: subsidiaries and tiers",
});

/** One violation unless the forward, which `user` is to use, is one of the subsidiary's own. */
export function ownForwardViolations(
  own: ReadonlySet<PlannedForward>,
  forward: PlannedForward,
  user: string,
): Violation[] {
  return OWN_SUBSIDIARY.when(!own.has(forward), `forward "${forward.name}" for ${user}`);
}

/** One violation unless the domain or job, which is to read a secret, is one of the subsidiary's own. */
export function ownReaderViolations(
  own: ReadonlyMap<string, ISecretReader>,
  reader: ISecretReader,
  secretName: string,
): Violation[] {
  return OWN_SUBSIDIARY.when(own.get(reader.path) !== reader, `reader ${reader.path} of secret "${secretName}"`);
}
