import { createHash } from "node:crypto";

/** ID of something in a resource group. */
export function resourceId(
  subscriptionId: string,
  resourceGroupName: string,
  namespace: string,
  ...path: readonly string[]
): string {
  return `${resourceGroupId(subscriptionId, resourceGroupName)}/providers/${namespace}/${path.join("/")}`;
}

export function resourceGroupId(subscriptionId: string, resourceGroupName: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroupName}`;
}

/** The part of an ID after the segment of this name. */
export function segment(id: string, name: string): string | undefined {
  return new RegExp(`/${name}/([^/]+)`, "i").exec(id)?.[1];
}

/** The ID without its last type and name. */
export function parentOf(id: string): string {
  return id.split("/").slice(0, -2).join("/");
}

/** Whether `id` is `scope` or lies within it; Azure does not distinguish case. */
export function within(id: string, scope: string): boolean {
  const [inner, outer] = [id.toLowerCase(), scope.toLowerCase().replace(/\/$/, "")];
  return inner === outer || inner.startsWith(`${outer}/`);
}

export const sameId = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase();

/** A UUID that belongs to `seed`. */
export function uuidOf(seed: string): string {
  const hash = createHash("sha256").update(seed).digest("hex");
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join("-");
}

/** A key that belongs to `seed`, in the form of Azure's keys. */
export function keyOf(seed: string): string {
  return createHash("sha256").update(`key of ${seed}`).digest("base64");
}

/** Hexadecimal digits that belong to `seed`. */
export function versionOf(seed: string): string {
  return createHash("md5").update(seed).digest("hex");
}
