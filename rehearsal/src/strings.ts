/** Every string in JSON, but for names of properties. */
export function stringsIn(json: unknown): string[] {
  if (typeof json === "string") {
    return [json];
  }
  return typeof json === "object" && json !== null ? Object.values(json).flatMap(stringsIn) : [];
}
