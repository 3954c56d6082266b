import { Fn, Token } from "cdktf";
import { literal } from "../core/literal";

/**
 * A value as the JSON that Data Factory reads. What is known now stands in it to the letter, also where it has `${`;
 * what is known after apply is encoded by Terraform, so that quotes in it break nothing.
 */
export function jsonText(value: unknown): string {
  if (Token.isUnresolved(value)) {
    return Fn.jsonencode(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(jsonText).join(",")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([key, member]) => `${jsonText(key)}:${jsonText(member)}`).join(",")}}`;
  }
  return literal(JSON.stringify(value));
}
