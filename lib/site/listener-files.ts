import { ListenerPlan } from "../holding/listener-plan";
import type { Site } from "../holding/site";
import { listenerTemplate } from "../tunnel/listener-profile";
import { profileText } from "../tunnel/profile-text";
import { AzbridgePackage } from "./azbridge-package";
import { FilesByPath, scriptTexts } from "./files";
import { SiteListener, hubName, listensByKey, siteListeners, siteName } from "./site-listener";

/** Stands in a table where there is nothing: bash takes two tabs for one. */
const NONE = "-";

/** What a Linux listener is installed from, by path within one folder. */
export function linuxListener(site: Site, azbridgePackage: AzbridgePackage | undefined): FilesByPath {
  return {
    ...scriptTexts("linux"),
    ...scriptTexts("watch"),
    "site.tsv": table([[siteName(site)]]),
    "hubs.tsv": table(site.listenerPlans.map(hubRow)),
    "forwards.tsv": table(siteListeners(site).map(forwardRow)),
    ...(azbridgePackage === undefined
      ? {}
      : { "package.tsv": table([[azbridgePackage.location, azbridgePackage.sha256.toLowerCase()]]) }),
    "listener.json": profileText(listenerTemplate(listensByKey(site))),
  };
}

function hubRow(plan: ListenerPlan): string[] {
  const vault = listensByKey(plan.site) ? plan.keyVaultName : NONE;
  return [hubName(plan), accessName(plan), vault, plan.relayHostName, plan.hub.tenantId ?? NONE];
}

function forwardRow({ plan, forward }: SiteListener): string[] {
  return [hubName(plan), forward.name, plan.secretNameOf(forward) ?? NONE, forward.host, `${forward.port}`];
}

function accessName(plan: ListenerPlan): string {
  return listensByKey(plan.site) ? "key" : "identity";
}

function table(rows: string[][]): string {
  return rows.map((row) => `${row.join("\t")}\n`).join("");
}
