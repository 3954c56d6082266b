import { Token } from "cdktf";
import { IConstruct } from "constructs";
import { RESOURCE_GROUP_SEGMENT } from "./limits";
import { shortHash } from "./resource-name";
import { Rule, Violation } from "./rule";

const RESOURCE_ID = new Rule({
  id: "core/resource-id",
  why: "Names and host names are read from the ID when the stack is synthesized.",
  fix: "Give the whole Azure resource ID; what this app makes itself is handed over as the construct.",
  source: "Microsoft: Azure resource IDs",
});

/** Azure resource IDs, computed from names: `/subscriptions/S/resourceGroups/G/providers/P/type/name/…`. */
export function resourceId(group: { subscriptionId: string; resourceGroupName: string }, ...path: string[]): string {
  return [resourceGroupId(group), "providers", ...path].join("/");
}

/** The ID of a resource group. */
export function resourceGroupId(group: { subscriptionId: string; resourceGroupName: string }): string {
  return `/subscriptions/${group.subscriptionId}/resourceGroups/${group.resourceGroupName}`;
}

/** What two IDs have in common when they mean one resource: Azure does not distinguish their case, nor do its answers keep it. */
export function idKey(id: string): string {
  return shortHash(id.toLowerCase());
}

/** The same IDs, each resource's once. */
export function distinctIds(ids: readonly string[]): string[] {
  return [...new Map(ids.map((id) => [idKey(id), id])).values()];
}

/** One key per resource: that of its ID where it is known, its address in the tree where the ID is a token. */
export function resourceKey(resource: IConstruct & { readonly resourceId: string }): string {
  return Token.isUnresolved(resource.resourceId) ? resource.node.addr : idKey(resource.resourceId);
}

/** Violations unless `id` is, as a literal, the whole ID of a resource of `type`, for example `Microsoft.KeyVault/vaults`. */
export function resourceIdViolations(type: string, id: string): Violation[] {
  const [provider, ...types] = type.split("/");
  const path = [
    "subscriptions/[^/]+",
    "resourceGroups/[^/]+",
    "providers",
    provider,
    ...types.map((one) => `${one}/[^/]+`),
  ];
  const whole = new RegExp(`^/${path.join("/")}$`, "i");
  const wanted = `Wanted: /subscriptions/…/resourceGroups/…/providers/${provider}/${types.map((one) => `${one}/…`).join("/")}.`;
  return RESOURCE_ID.when(Token.isUnresolved(id) || !whole.test(id), `"${id}"`, wanted);
}

/** The name of the resource that an ID means. */
export function nameIn(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The name of the resource group in which a resource lies. */
export function resourceGroupNameIn(id: string): string {
  return id.split("/")[RESOURCE_GROUP_SEGMENT];
}
