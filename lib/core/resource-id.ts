/** Azure resource IDs, computed from names: `/subscriptions/S/resourceGroups/G/providers/P/type/name/…`. */
export function resourceId(group: { subscriptionId: string; resourceGroupName: string }, ...path: string[]): string {
  return [resourceGroupId(group), "providers", ...path].join("/");
}

/** The ID of a resource group. */
export function resourceGroupId(group: { subscriptionId: string; resourceGroupName: string }): string {
  return `/subscriptions/${group.subscriptionId}/resourceGroups/${group.resourceGroupName}`;
}

/** Whether two IDs mean one resource: Azure does not distinguish their case, nor do its answers keep it. */
export function sameResource(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** What stands behind `segment` in an ID, whatever the case of the segment; empty where the ID has none. */
export function segmentOf(id: string, segment: string): string {
  const parts = id.split("/");
  const index = parts.findIndex((part) => part.toLowerCase() === segment.toLowerCase());
  return index === -1 ? "" : (parts[index + 1] ?? "");
}
