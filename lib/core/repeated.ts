/** Those of some names that stand before in the list already, in whatever case. */
export function repeatedIn(names: readonly string[]): string[] {
  const keys = names.map((name) => name.toLowerCase());
  return names.filter((_, index) => keys.indexOf(keys[index]) !== index);
}
