import { Construct } from "constructs";

/** Every text in values and lists, of objects likewise; what is a construct makes its own. */
export function textsIn(value: unknown): string[] {
  return textsWithin(value, new Set());
}

function textsWithin(value: unknown, seen: Set<unknown>): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null || seen.has(value) || Construct.isConstruct(value)) return [];
  seen.add(value);
  return Object.values(value).flatMap((inner) => textsWithin(inner, seen));
}
