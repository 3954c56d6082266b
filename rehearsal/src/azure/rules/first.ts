/** What is said of the first of `items` of which anything is said. */
export function first<T>(items: readonly T[], says: (item: T) => string | undefined): string | undefined {
  return items.map(says).find((said) => said !== undefined);
}

/** The first name that stands there twice. */
export function repeated(names: readonly string[]): string | undefined {
  return names.find((name, index) => names.indexOf(name) !== index);
}
