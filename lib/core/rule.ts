import { Annotations, Token } from "cdktf";
import { IConstruct } from "constructs";
import { Range } from "./range";
import { TOO_LATE, readable } from "./readable";
import { Refusal, Refused } from "./refusal";
import { tellOnce } from "./told-once";

/** What a rule says of itself; `docs/rules.md` is generated from these. */
export interface RuleProps {
  /** Folder and name, for example `relay/hybrid-connection-name`. */
  readonly id: string;
  /** What goes wrong without it, in one sentence. */
  readonly why: string;
  /** What is allowed and what the reader can do, in one sentence. */
  readonly fix: string;
  /** Where the figure or the prohibition comes from. */
  readonly source: string;
}

/** One breach of one rule, as the reader will see it behind the path of what was wrong. */
export type Violation = string;

const RULES = new Map<string, Rule>();

/** Every rule of the modules loaded so far, by id. */
export function knownRules(): Rule[] {
  return [...RULES.values()].sort((a, b) => (a.props.id < b.props.id ? -1 : 1));
}

/** A named check. A rule never throws: it yields violations, and one place throws them together. */
export class Rule {
  constructor(public readonly props: RuleProps) {
    RULES.set(props.id, this);
  }

  /** One violation unless `holds`, with {@link when}'s advice; text that is only known after apply is taken to hold. */
  public unless(holds: (value: string) => boolean, given: string, advice?: string): Violation[] {
    return Token.isUnresolved(given) || holds(given) ? [] : [this.violation(`"${given}"`, advice)];
  }

  /** One violation if `broken`; `advice` is what to do in this very case, where the rule's own fix is too general. */
  public when(broken: boolean, given: string, advice?: string): Violation[] {
    return broken ? [this.violation(given, advice)] : [];
  }

  /** One violation unless `given` lies within `range`; a number that is only known after apply is taken to hold. */
  public outside(range: Range, given: number | undefined, what: string): Violation[] {
    const holds = given === undefined || Token.isUnresolved(given) || range.admits(given);
    return holds ? [] : [this.violation(`${what} ${given}`, `Allowed: ${range.toString()}.`)];
  }

  /** One violation if a value that rules must compare is only known after apply. */
  public unlessKnown(given: Record<string, string | undefined>): Violation[] {
    return Object.entries(given)
      .filter(([, value]) => Token.isUnresolved(value))
      .flatMap(([what]) => this.violation(`${what}, known only after apply`));
  }

  private violation(given: string, advice?: string): Violation {
    const { id, why, fix } = this.props;
    const shown = readable(given);
    const more = [...(advice === undefined ? [] : [readable(advice)]), ...(shown === given ? [] : [TOO_LATE])];
    return [`[${id}] given ${shown}. ${why} ${fix}`, ...new Set(more)].filter((text) => text !== "").join(" ");
  }
}

/**
 * Throws all violations at once, each line with the path of what is wrong; does nothing when there are none.
 * Nothing else in the library throws.
 */
export function refuse(at: IConstruct | string, ...violations: Violation[][]): void {
  const refused = located(at, violations.flat());
  if (refused.length > 0) {
    tellOnce();
    throw new Refusal(refused);
  }
}

/** Adds a check that can only be made when the tree is complete; its violations stop the synthesis. */
export function refuseAtSynth(construct: IConstruct, check: () => Violation[]): void {
  construct.node.addValidation({
    validate: () => {
      const violations = check();
      if (violations.length > 0) {
        tellOnce();
      }
      return violations;
    },
  });
}

/** Shows violations that deserve attention but do not stop the synthesis. */
export function warn(construct: IConstruct, ...violations: Violation[][]): void {
  violations.flat().forEach((violation) => Annotations.of(construct).addWarning(violation));
}

function located(at: IConstruct | string, violations: Violation[]): Refused[] {
  return violations.map((violation) => ({ path: readable(typeof at === "string" ? at : at.node.path), violation }));
}
