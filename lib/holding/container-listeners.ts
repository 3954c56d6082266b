import { Rule, Violation } from "../core/rule";
import { RelayAccess } from "./relay-access";
import type { SiteProps } from "./site";

const CONTAINERS_BY_KEY = new Rule({
  id: "holding/containers-by-key",
  why: "Azure Arc's agent tells who a machine is at the machine's own localhost, to whoever may read its challenge there: a container, which has a network and files of its own, is nobody.",
  fix: "Let the site listen by key (RelayAccess.SHARED_ACCESS_KEY), or on its machines and in no container.",
  source: "Microsoft: authenticate against Azure resources with Azure Arc-enabled servers",
});

/** One violation by listeners in containers that would have to come as their machine. */
export function containerListenerViolations({ listensInContainers = false, listenerAccess }: SiteProps): Violation[] {
  const refused = listensInContainers && listenerAccess === RelayAccess.IDENTITY;
  return CONTAINERS_BY_KEY.when(refused, "listensInContainers where it listens by identity");
}
