import { createHash } from "crypto";
import { Token } from "cdktf";
import { BASE_32, BITS_PER_BASE_32, BITS_PER_HEXADECIMAL, NAME_HASH_BITS, NAME_SYNTAX, NameSyntax } from "./limits";
import { flawsOf } from "./flaws";
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

const KNOWN_NAME = new Rule({
  id: "core/known-name",
  why: "Other names, host names and IDs follow from it when the stack is synthesized, and by it Terraform tells what must be replaced from what may be changed.",
  fix: "Give it as a text that is known when the stack is synthesized.",
  source: "this library: names are planned",
});

/** Violations of Azure's naming rules for `kind`, and one for a name that is only known after apply. */
export function nameViolations(kind: NameKind, name: string): Violation[] {
  return Token.isUnresolved(name)
    ? KNOWN_NAME.when(true, `the name of the ${NAME_SYNTAX[kind].resource}, known only after apply`)
    : RULES.get(kind)!.when(!isValid(kind, name), `"${name}"`, flawsOf(name, NAME_SYNTAX[kind]).join(" "));
}

/** Violations by texts from which a name follows, and which are only known after apply. */
export function unknownNameViolations(texts: Record<string, string | undefined>): Violation[] {
  return KNOWN_NAME.unlessKnown(texts);
}

/**
 * The name of `kind` that follows from `parts`, always the same one, and valid where the parts are made of letters,
 * digits and single inner hyphens, a letter first. A hash of the parts is appended where joining them lost something
 * (characters that the kind does not allow, the borders between parts, or what was cut) or left the name too short.
 */
export function deriveName(kind: NameKind, parts: readonly string[]): string {
  const { separator, suffix }: NameSyntax = NAME_SYNTAX[kind];
  const readable = parts.map((part) =>
    part.toLowerCase().replace(separator === "" ? /[^a-z0-9]/g : /[^a-z0-9-]/g, separator),
  );
  const tail = suffix === undefined ? "" : `${separator}${suffix}`;
  const whole = readable.join(separator) + tail;
  const faithful = separator !== "" && readable.every((part, index) => part === parts[index]);
  if (faithful && isValid(kind, whole)) {
    return whole;
  }
  return hashedName(kind, readable.join(separator), parts.join("/"), tail);
}

/** The name of `kind` that begins as `readable` does, as far as there is room, and goes on with a hash of `text`. */
export function hashedName(kind: NameKind, readable: string, text: string, tail = ""): string {
  const { separator, max }: NameSyntax = NAME_SYNTAX[kind];
  const hash = shortHash(text);
  const room = max - tail.length - separator.length - hash.length;
  const head = readable.slice(0, room).replace(/-+$/, "");
  return `${head}${separator}${hash}${tail}`;
}

function isValid(kind: NameKind, name: string): boolean {
  return flawsOf(name, NAME_SYNTAX[kind]).length === 0;
}

/** Lowercase letters and digits that stand for `text`, {@link NAME_HASH_BITS} bits of its hash. */
export function shortHash(text: string): string {
  const digest = createHash("sha256").update(text).digest("hex");
  const bits = BigInt(`0x${digest.slice(0, NAME_HASH_BITS / BITS_PER_HEXADECIMAL)}`);
  return bits.toString(BASE_32).padStart(NAME_HASH_BITS / BITS_PER_BASE_32, "0");
}
