/** Spaces by which JSON is indented, without which it would be one line. */
const INDENT = 1;

/**
 * A configuration of azbridge as a file says it, in JSON, which is valid YAML. It has a line per value: azbridge prints
 * the whole line of a value that it dislikes, which in one line of JSON is all of it, keys included.
 *
 * Where Terraform knows a value and this program does not, `yamlencode` does the same.
 */
export function profileText(profile: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify(profile, undefined, INDENT)}\n`;
}
