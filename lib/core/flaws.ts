import { Token } from "cdktf";
import { TOO_LATE } from "./readable";

/** What a text may be: how long, and made of what. */
export interface TextSyntax {
  /** Characters. */
  readonly min: number;
  /** Characters. */
  readonly max: number;
  /** Of the whole text; it admits the letter `a` anywhere. */
  readonly pattern: RegExp;
}

/** What of `text` does not fit, each in a sentence; empty where it fits. */
export function flawsOf(text: string, { min, max, pattern }: TextSyntax): string[] {
  if (Token.isUnresolved(text)) {
    return [TOO_LATE];
  }
  if (text === "") {
    return min > 0 ? ["It is empty."] : [];
  }
  const length =
    text.length < min || text.length > max ? [`It has ${text.length} character${text.length === 1 ? "" : "s"}.`] : [];
  return [...length, ...(pattern.test(text) ? [] : flawsByPattern(text, pattern))];
}

function flawsByPattern(text: string, pattern: RegExp): string[] {
  const characters = [...text];
  const foreign = [...new Set(characters.filter((one) => !pattern.test(`a${one}a`)).map(said))];
  const pairs = characters.slice(1).map((one, index) => `${characters[index]}${one}`);
  const [first, last] = [characters[0], characters[characters.length - 1]];
  return foreign.length > 0
    ? [`It may not have ${foreign.join(" or ")}.`]
    : [
        ...(pattern.test(`${first}a`) ? [] : [`It may not begin with ${said(first)}.`]),
        ...(pattern.test(`a${last}`) ? [] : [`It may not end with ${said(last)}.`]),
        ...[...new Set(pairs)].filter((pair) => !pattern.test(`a${pair}a`)).map((pair) => `It may not have "${pair}".`),
      ];
}

function said(character: string): string {
  if (/\p{Lu}/u.test(character)) {
    return "capital letters";
  }
  return character.trim() === "" ? "blanks" : `"${character}"`;
}
