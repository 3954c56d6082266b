import { TextDefault } from "./bodies";

/** Texts by name as Data Factory reads parameters and variables; none where there is none. */
export function textDefaults(
  entries: readonly (readonly [name: string, text: string])[],
): Record<string, TextDefault> | undefined {
  const defaults = entries.map(([name, text]) => [name, { type: "String" as const, defaultValue: text }] as const);
  return defaults.length === 0 ? undefined : Object.fromEntries(defaults);
}
