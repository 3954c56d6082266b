import { Fn, Token } from "cdktf";

/**
 * Text that Terraform takes to the letter: in its JSON every string is a template, so `${` and `%{` are escaped.
 * Text with tokens is left as it is, since its templates are meant.
 */
export function literal(text: string): string {
  return Token.isUnresolved(text) ? text : text.replace(/[$%](?=\{)/g, "$&$&");
}

/** Known text as it stands between the quotes of a string in an expression of Terraform's. */
export function quoted(text: string): string {
  return literal(JSON.stringify(text).slice(1, -1));
}

/** Text as base64: at once where it is known now, by Terraform where it is known after apply. */
export function base64(text: string): string {
  return Token.isUnresolved(text) ? Fn.base64encode(text) : Buffer.from(text, "utf8").toString("base64");
}
