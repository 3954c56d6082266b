import { Violation, Rule } from "../core/rule";
import { ListenerPlan } from "../holding/listener-plan";
import { RelayAccess } from "../holding/relay-access";
import type { Site } from "../holding/site";
import { Forward } from "../tunnel/forward";
import { LISTENER_NAME_CHARACTERS } from "./limits";

const LISTENER_NAME = new Rule({
  id: "site/listener-name",
  why: "A listener's name is that of its systemd unit, scheduled task, container, folders and files, and Windows takes short paths alone.",
  fix: `Give the forward a shorter name: <subsidiary>-<tier>.<forward> has at most ${LISTENER_NAME_CHARACTERS} characters.`,
  source: "Microsoft: maximum path length limitation (MAX_PATH); systemd.unit(5): names of at most 255 characters",
});

/**
 * One forward of a site in one hub, which has a process of its own on Linux machines and in containers: what happens to
 * one forward, a 404 or a changed key, leaves the others alone.
 */
export interface SiteListener {
  /** What it is called on its machines, for example `retail-production.warehouse`. */
  readonly name: string;
  readonly plan: ListenerPlan;
  readonly forward: Forward;
}

/** Every listener of a site: its hubs, and within each of them its forwards. */
export function siteListeners(site: Site): SiteListener[] {
  return site.listenerPlans.flatMap((plan) =>
    plan.forwards.map((forward) => ({ name: `${hubName(plan)}.${forward.name}`, plan, forward })),
  );
}

/** One violation for each listener whose name is too long for a machine. */
export function listenerNameViolations(site: Site): Violation[] {
  return siteListeners(site).flatMap(({ name }) =>
    LISTENER_NAME.when(name.length > LISTENER_NAME_CHARACTERS, `"${name}", ${name.length} characters`),
  );
}

/** What a hub is called on a site's machines, for example `retail-production`. */
export function hubName({ site, tier }: ListenerPlan): string {
  return `${site.subsidiaryName}-${tier}`;
}

/** What a site is called on its machines, for example `retail-munich`: the name of a subsidiary has no hyphen. */
export function siteName({ subsidiaryName, name }: Site): string {
  return `${subsidiaryName}-${name}`;
}

/** Whether one of the site's listeners needs a key to begin with. */
export function listensByKey(site: Site): boolean {
  return site.listenerAccess === RelayAccess.SHARED_ACCESS_KEY;
}
