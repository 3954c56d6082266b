import { flawsOf } from "../core/flaws";
import { Range } from "../core/range";
import { NameKind, nameViolations } from "../core/resource-name";
import { Rule, Violation } from "../core/rule";
import { isSame } from "../core/same";
import { HOLDING_NAME_LENGTH, NODE_NAME_LENGTH, PLAN_NAME_LENGTH } from "./limits";

const HOLDING_NAME = new Rule({
  id: "holding/holding-name",
  why: "Every name that is global in Azure begins with the holding's; the shortest of them have 24 characters, and some allow no hyphen.",
  fix: `Use ${HOLDING_NAME_LENGTH.min}-${HOLDING_NAME_LENGTH.max} lowercase letters and digits, a letter first.`,
  source: "Microsoft: naming rules and restrictions for Azure resources",
});

const COMPACT_NAME = new Rule({
  id: "holding/compact-name",
  why: "Stack names are joined of such names with hyphens, and globs such as 'retail-prod-*' pick stacks by the parts.",
  fix: `Use ${PLAN_NAME_LENGTH.min}-${PLAN_NAME_LENGTH.max} lowercase letters and digits, a letter first; 'hub', 'access', 'gateway' and 'edge' are taken.`,
  source: "this library: stack names",
});

const DASHED_NAME = new Rule({
  id: "holding/dashed-name",
  why: "The name becomes part of stack names and of most resources' names.",
  fix: `Use ${PLAN_NAME_LENGTH.min}-${PLAN_NAME_LENGTH.max} lowercase letters, digits and single inner hyphens, a letter first.`,
  source: "Microsoft: naming rules and restrictions for Azure resources",
});

const NODE_NAME = new Rule({
  id: "holding/node-name",
  why: "A runtime node is known by its computer's name.",
  fix: `Use the Windows computer name: ${NODE_NAME_LENGTH.min}-${NODE_NAME_LENGTH.max} letters, digits and inner hyphens.`,
  source: "Microsoft: NetBIOS computer names",
});

const UNIQUE_NAME = new Rule({
  id: "holding/unique-name",
  why: "What is planned is found by its name.",
  fix: "Give it a name of its own.",
  source: "this library",
});

const COMPACT = /^[a-z][a-z0-9]*$/;
const RESERVED = ["hub", "access", "gateway", "edge"];

export function holdingNameViolations(name: string): Violation[] {
  return violations(HOLDING_NAME, name, COMPACT, HOLDING_NAME_LENGTH);
}

/** Of subsidiaries and environments. */
export function compactNameViolations(name: string): Violation[] {
  return RESERVED.includes(name)
    ? COMPACT_NAME.when(true, `"${name}"`, "Stacks of another kind begin with it.")
    : violations(COMPACT_NAME, name, COMPACT, PLAN_NAME_LENGTH);
}

/** Of domains and sites. */
export function dashedNameViolations(name: string): Violation[] {
  return violations(DASHED_NAME, name, /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, PLAN_NAME_LENGTH);
}

export function nodeNameViolations(name: string): Violation[] {
  return violations(NODE_NAME, name, /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$/, NODE_NAME_LENGTH);
}

/** One violation if `what` of this name, whatever its case, is planned already. */
export function duplicateViolations(
  what: string,
  name: string,
  present: Iterable<{ readonly name: string }>,
): Violation[] {
  const taken = [...present].some((other) => isSame(other.name, name));
  return UNIQUE_NAME.when(taken, `${what} "${name}" twice`);
}

/** Violations among names that override derived ones. */
export function overrideViolations(names: Partial<Record<NameKind, string>>): Violation[] {
  return (Object.entries(names) as [NameKind, string | undefined][]).flatMap(([kind, name]) =>
    name === undefined ? [] : nameViolations(kind, name),
  );
}

function violations(rule: Rule, name: string, pattern: RegExp, { min, max }: Range): Violation[] {
  const flaws = flawsOf(name, { min, max, pattern });
  return rule.when(flaws.length > 0, `"${name}"`, flaws.join(" "));
}
