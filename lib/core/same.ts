/** Whether two names or IDs mean the same to Azure, which does not distinguish their case. */
export function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
