import { createHash } from "crypto";
import { Token } from "cdktf";
import { BASE_32, BITS_PER_BASE_32, BITS_PER_HEXADECIMAL, NAME_HASH_BITS, NAME_SYNTAX, NameSyntax } from "./limits";
import { Rule, Violation } from "./rule";

/** A kind of resource whose names are checked and derived. */
export type NameKind = keyof typeof NAME_SYNTAX;

const RULES = new Map<NameKind, Rule>(
  (Object.entries(NAME_SYNTAX) as [NameKind, NameSyntax][]).map(([kind, syntax]) => [
    kind,
    new Rule({
      id: syntax.rule,
      why: `Azure refuses the name of the ${syntax.resource}.`,
      fix: `Use ${syntax.min}-${syntax.max} ${syntax.allowed}.`,
      source: "Microsoft: naming rules and restrictions for Azure resources",
    }),
  ]),
);

/** Violations of Azure's naming rules for `kind`; a name that is only known after apply is taken to be valid. */
export function nameViolations(kind: NameKind, name: string): Violation[] {
  return RULES.get(kind)!.unless((text) => isValid(kind, text), name);
}

/** The same, of a name from which others are computed: a token is refused. */
export function knownNameViolations(kind: NameKind, name: string): Violation[] {
  return Token.isUnresolved(name) ? RULES.get(kind)!.when(true, "a token") : nameViolations(kind, name);
}

/**
 * The name of `kind` that follows from `parts`, always the same one, and valid where the parts are made of letters,
 * digits and single inner hyphens, a letter first. A hash of the parts is appended where joining them lost something
 * (characters that the kind does not allow, the borders between parts, or what was cut) or left the name too short.
 */
export function deriveName(kind: NameKind, parts: readonly string[]): string {
  const { separator, max, suffix }: NameSyntax = NAME_SYNTAX[kind];
  const readable = parts.map((part) =>
    part.toLowerCase().replace(separator === "" ? /[^a-z0-9]/g : /[^a-z0-9-]/g, separator),
  );
  const tail = suffix === undefined ? "" : `${separator}${suffix}`;
  const whole = readable.join(separator) + tail;
  const faithful = separator !== "" && readable.every((part, index) => part === parts[index]);
  if (faithful && isValid(kind, whole)) {
    return whole;
  }
  const hash = shortHash(parts.join("/"));
  const room = max - tail.length - separator.length - hash.length;
  const head = readable.join(separator).slice(0, room).replace(/-+$/, "");
  return `${head}${separator}${hash}${tail}`;
}

function isValid(kind: NameKind, name: string): boolean {
  const { min, max, pattern } = NAME_SYNTAX[kind];
  return name.length >= min && name.length <= max && pattern.test(name);
}

/** Lowercase letters and digits that stand for `text`, {@link NAME_HASH_BITS} bits of its hash. */
export function shortHash(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  const bits = BigInt(`0x${digest.slice(0, NAME_HASH_BITS / BITS_PER_HEXADECIMAL)}`);
  return bits.toString(BASE_32).padStart(NAME_HASH_BITS / BITS_PER_BASE_32, "0");
}
