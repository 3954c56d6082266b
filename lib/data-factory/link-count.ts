import { IConstruct } from "constructs";
import { resourceKey } from "../core/resource-id";
import { ISharedIntegrationRuntime } from "./shared-integration-runtime";

const LINKS_BY_TREE = new WeakMap<IConstruct, Map<string, number>>();

/** Counts one more link to `shared` in its tree, whichever constructs stand for it there, and says how many there are. */
export function countLink(shared: ISharedIntegrationRuntime): number {
  const root = shared.node.root;
  const links = LINKS_BY_TREE.get(root) ?? new Map<string, number>();
  LINKS_BY_TREE.set(root, links);
  const key = resourceKey(shared);
  const count = (links.get(key) ?? 0) + 1;
  links.set(key, count);
  return count;
}
