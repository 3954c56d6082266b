import { HubPlan } from "../holding/hub-plan";
import { RuntimePlan } from "../holding/runtime-plan";
import type { Site } from "../holding/site";
import { FilesByPath, json } from "./files";
import { nodeScripts } from "./windows-files";

/** What the runtime nodes of a site are installed from. */
export function runtimeNodes(site: Site): FilesByPath {
  const runtimes = site.hubPlans.flatMap((hub) => hub.runtimesAt(site).map((runtime) => describe(site, hub, runtime)));
  return {
    ...nodeScripts(),
    "nodes.json": json({ runtimes }),
  };
}

function describe(site: Site, hub: HubPlan, runtime: RuntimePlan): Record<string, unknown> {
  return {
    name: runtime.runtimeName,
    nodes: runtime.nodes.map((node) => node.name), // those at other sites too: with them it has several
    elsewhere: runtime.nodes.filter(({ siteName }) => siteName !== site.name).map(({ name }) => name),
    java: site.nodesHaveJava,
    id: runtime.runtimeId,
    tenantId: hub.tenantId ?? "",
    factory: hub.dataFactoryName,
    reach: [
      `${hub.dataFactoryName}.${hub.location}.datafactory.azure.net`,
      // It stands for *.servicebus.windows.net, which is dialled for interactive authoring alone.
      ...(runtime.selfContainedInteractiveAuthoringEnabled ? [] : [hub.relayHostName]),
      "download.microsoft.com",
    ],
  };
}
