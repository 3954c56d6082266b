import type { Site } from "../holding/site";
import { listenerProfile } from "../tunnel/listener-profile";
import { profileText } from "../tunnel/profile-text";
import { FilesByPath, json, scriptText } from "./files";
import { hubName, listensByKey, siteListeners, siteName } from "./site-listener";

/** What both installers of a Windows machine take into their own scope. */
const SHARED = ["kit.ps1", "rights.ps1", "sign-in.ps1"];

const LISTENER = ["install-listener.ps1", "listener.ps1", "azbridge.ps1", "run-listener.ps1"];

const NODE = ["install-runtime-node.ps1", "runtime.ps1", "installers.ps1"];

/**
 * What a Windows listener is installed from. Each forward of the site has a process of its own in each hub: azbridge gives
 * up a forward that the Relay does not know, and only a new process, which would cost the others, tries it again.
 */
export function windowsListener(site: Site): FilesByPath {
  const listeners = siteListeners(site);
  return {
    ...scripts([...SHARED, ...LISTENER]),
    "site.json": json({
      name: siteName(site),
      tenantId: site.listenerPlans[0].hub.tenantId ?? "",
      listeners: listeners.map(({ name, plan, forward }) => ({
        name,
        hub: hubName(plan),
        vault: plan.keyVaultName,
        relay: plan.relayHostName,
        forward: forward.name,
        secret: plan.secretNameOf(forward) ?? "", // by identity there is none
      })),
    }),
    ...Object.fromEntries(
      listeners.map(({ name, plan, forward }) => {
        const connectionStrings = listensByKey(site)
          ? { [forward.name]: `<${plan.secretNameOf(forward)}>` } // where its value goes
          : undefined;
        const profile = listenerProfile([forward], { relayHostName: plan.relayHostName, connectionStrings });
        return [`profiles/${name}.json`, profileText(profile)];
      }),
    ),
  };
}

/** The scripts of a runtime node. */
export function nodeScripts(): FilesByPath {
  return scripts([...SHARED, ...NODE]);
}

function scripts(names: readonly string[]): FilesByPath {
  return Object.fromEntries(names.map((name) => [name, scriptText(`windows/${name}`)]));
}
