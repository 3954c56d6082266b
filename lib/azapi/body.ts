import { Tokenization } from "cdktf";

/** The beginning of a template that is no token's: cdktf writes tokens as `${TfToken[…]}` until it synthesizes. */
const TEMPLATE = /[$%](?=\{(?!TfToken\[))/g;

/**
 * A body in which Terraform takes every text to the letter, names of properties too, and resolves tokens alone: in its
 * JSON each string is a template, so `${` and `%{` are escaped.
 */
export function literalBody(value: unknown): unknown {
  if (typeof value === "string") {
    return literalText(value);
  }
  if (Array.isArray(value)) {
    return value.map(literalBody);
  }
  if (typeof value === "object" && value !== null && !Tokenization.isResolvable(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [literalText(key), literalBody(member)]));
  }
  return value;
}

function literalText(text: string): string {
  return text.replace(TEMPLATE, "$&$&");
}
