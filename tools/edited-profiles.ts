import { HubPlan } from "../lib";
import { listenerProfile } from "../lib/tunnel/listener-profile";
import { Profile, profileViolations } from "../lib/tunnel/profile-check";
import { senderProfile } from "../lib/tunnel/sender-profile";

/**
 * What is wrong with profiles that somebody edited, by their names: with each of them, between them, and between them
 * and what their hub's plan says.
 */
export function editViolations(profiles: Readonly<Record<string, Profile>>, hubs: readonly HubPlan[]): string[] {
  const hosts = new Map(Object.entries(profiles).map(([name, profile]) => [name, relayHostsIn(profile)]));
  const known = new Set(hubs.map(({ relayHostName }) => relayHostName));
  const strangers = [...hosts].flatMap(([name, found]) =>
    found.length === 1 && known.has(found[0])
      ? []
      : [`${name}: ${strangeness(found)} It must name one of: ${[...known].join(", ")}.`],
  );
  return [
    ...strangers,
    ...hubs.flatMap((hub) => {
      const here = Object.entries(profiles).filter(([name]) => hosts.get(name)?.join() === hub.relayHostName);
      return here.length === 0 ? [] : profileViolations({ ...planned(hub), ...Object.fromEntries(here) });
    }),
  ];
}

function strangeness(found: readonly string[]): string {
  return found.length === 0
    ? "names no Relay namespace; a kit's profile does once its keys are in it."
    : `names ${found.join(" and ")}, not one Relay namespace of the plan.`;
}

/** Both ends as the hub's plan has them, with all its forwards. */
function planned(hub: HubPlan): Record<string, Profile> {
  const access = { relayHostName: hub.relayHostName };
  return {
    [`the sender of ${hub.stackName}`]: senderProfile(hub.portPlan.ports, access),
    [`the listener of ${hub.stackName}`]: listenerProfile(hub.forwards, access),
  };
}

/** Host names of the Relay namespaces that a profile reaches, each once. */
function relayHostsIn(profile: Profile): string[] {
  const endpoints = [...JSON.stringify(profile).matchAll(/sb:\/\/([^/":;]+)/g)].map(([, host]) => host.toLowerCase());
  return [...new Set(endpoints)];
}
