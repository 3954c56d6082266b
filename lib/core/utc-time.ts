/** Whether a text such as `2026-01-31T04:00:00Z` is a time that exists: the 30th of February is none. */
export function isUtcTime(text: string): boolean {
  const [, seconds] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]00:00)$/.exec(text) ?? [];
  const time = new Date(`${seconds}Z`);
  return !isNaN(time.getTime()) && time.toISOString().startsWith(seconds);
}
