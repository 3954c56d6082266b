import type { Site } from "../holding/site";
import { SiteKitProps } from "./site-kit-props";
import { hubName, listensByKey } from "./site-listener";

/** What an operator reads first. */
export function readme(site: Site, props: SiteKitProps, hasCloudInit: boolean): string {
  return [
    `# The site ${site.path}`,
    `What this site installs, from names that the plan knows. Nothing here is secret; keys are read when something is
installed. Written by the plan: change that, not these files. The firewall's list is \`egress.md\`, for import \`egress.csv\`.`,
    ...(site.forwards.length === 0 ? [] : [listenerSection(site, props, hasCloudInit)]),
    ...(site.runtimes.length === 0 ? [] : [nodeSection(site)]),
  ]
    .map((part) => `${part}\n`)
    .join("\n");
}

function listenerSection(site: Site, props: SiteKitProps, hasCloudInit: boolean): string {
  const names = site.listenerPlans.map(hubName);
  const given = props.azbridgePackage === undefined ? " --package azbridge.deb --sha256 <its SHA-256>" : "";
  const login = listensByKey(site) ? " --login device" : "";
  const windowsLogin = listensByKey(site) ? " -Login Device" : "";
  return `## Listeners

${site.listeners} machines, the same steps on each. Each carries ${names.join(" and ")}:

| listener | forward | to |
| --- | --- | --- |
${forwardRows(site)}

- **Linux**: copy \`linux/\` and run \`sudo ./install.sh${given}${login}\`; \`--check\` tells before what
  cannot be reached, \`--dry-run\` what would be done, and \`--help\` the rest (one hub alone, rotation, removal).
- **Linux, from nothing**: ${
    hasCloudInit
      ? "`cloud-init.yaml` is the user data of a fresh machine, on Azure Stack Hub or any hypervisor."
      : "there is no `cloud-init.yaml`: with so many forwards it is more than a machine takes."
  }
- **Windows**: copy \`windows/\` and run \`.\\install-listener.ps1 -Package .\\azbridge.msi -Sha256 <its SHA-256>${windowsLogin}\`,
  elevated; \`-WhatIf\` tells before what differs. Unblock the files first if they were downloaded
  (\`Get-ChildItem -Recurse | Unblock-File\`). Not run on Windows itself by the makers of this kit.${
    site.listensInContainers ? containerLine(site, login) : ""
  }`;
}

function containerLine(site: Site, login: string): string {
  const registries = new Set(site.listenerPlans.map(({ hub }) => hub.registry.registryName));
  const pulls = [...registries].map((name) => `\`az acr login --name ${name}\``);
  return `
- **Containers**: copy \`container/\` and \`linux/\`; in \`container/\`, first
  \`sudo ../linux/install.sh --fetch-only secrets${login}\`; then, signed in to Azure as whoever runs Docker,
  ${pulls.join(" and ")}; then
  \`docker compose up --detach --remove-orphans\`.`;
}

function nodeSection(site: Site): string {
  const rows = site.runtimes.flatMap((runtime) =>
    runtime.nodes
      .filter(({ siteName }) => siteName === site.name)
      .map(({ name }) => `| ${name} | ${runtime.runtimeName} | ${runtime.tier} |`),
  );
  return `## Runtime nodes

Windows machines, one after the other: copy \`runtime-nodes/\` and run \`.\\install-runtime-node.ps1 -Login Device\`,
elevated. It prints \`Connected\`, or why not. Where a runtime gets a second node, run it on the first one again before.${site.nodesHaveJava ? " Copies here use Parquet: it wants a 64-bit Java runtime and the Visual C++ 2010 runtime (x64)." : ""}
Not run on Windows itself by the makers of this kit.

| machine | runtime | tier |
| --- | --- | --- |
${rows.join("\n")}`;
}

function forwardRows(site: Site): string {
  const rows = site.listenerPlans.flatMap((plan) =>
    plan.forwards.map(({ name, host, port }) => `| ${hubName(plan)} | ${name} | ${host}:${port} |`),
  );
  return rows.join("\n");
}
