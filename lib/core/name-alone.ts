/** What stands around a name where somebody has quoted it. */
const QUOTED = /^\[[^[\]]*\]$|^"[^"]*"$|^`[^`]*`$/;

/** Whether a name in a database is one, without quotes or brackets around it. */
export function isNameAlone(name: string): boolean {
  return name.trim() !== "" && !QUOTED.test(name.trim());
}

/** Whether a name has before it that of what it lies in, where that has one. */
export function isQualified(name: string, within: string): boolean {
  return within !== "" && name.toLowerCase().startsWith(`${within.toLowerCase()}.`);
}
