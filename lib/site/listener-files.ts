import { ListenerPlan } from "../holding/listener-plan";
import { RelayAccess } from "../holding/relay-access";
import type { Site } from "../holding/site";
import { Azbridge } from "../tunnel/azbridge";
import { Forward } from "../tunnel/forward";
import { listenerProfile } from "../tunnel/listener-profile";
import { profileText } from "../tunnel/profile-text";
import { AzbridgePackage } from "./azbridge-package";
import { FilesByPath, scriptText } from "./files";

/** Stands in a table where there is nothing: bash takes two tabs for one. */
const NONE = "-";

/** What a Linux listener is installed from, by path within one folder. */
export function linuxListener(site: Site, azbridgePackage: AzbridgePackage | undefined): FilesByPath {
  const scripts = ["install.sh", "install-az.sh", "azbridge-listener@.service", "confine.conf"];
  return {
    ...Object.fromEntries(scripts.map((name) => [name, scriptText(name)])),
    "site.tsv": table([[siteName(site)]]),
    "hubs.tsv": table(site.listenerPlans.map(hubRow)),
    "forwards.tsv": table(site.listenerPlans.flatMap(forwardRows)),
    ...(azbridgePackage === undefined
      ? {}
      : { "package.tsv": table([[azbridgePackage.location, azbridgePackage.sha256.toLowerCase()]]) }),
    ...profiles(site),
  };
}

/** What runs the listeners in containers, from the image that the jobs' senders are of. */
export function containerListener(site: Site): FilesByPath {
  return { "compose.yaml": compose(site), "entry.sh": scriptText("entry.sh") };
}

/** What the listener of one hub is called on its machines, for example `retail-production`. */
export function listenerName({ site, tier }: ListenerPlan): string {
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

/** A profile for each hub in which the name of a secret, in angle brackets, stands where its value goes. */
function profiles(site: Site): FilesByPath {
  return Object.fromEntries(
    site.listenerPlans.map((plan) => {
      const placeholders = Object.keys(plan.secretNames).map((forward): [string, string] => [
        forward,
        `<${plan.secretNames[forward]}>`,
      ]);
      const connectionStrings = listensByKey(site) ? Object.fromEntries(placeholders) : undefined;
      const profile = listenerProfile(plan.forwards, { relayHostName: plan.relayHostName, connectionStrings });
      return [`profiles/${listenerName(plan)}.json`, profileText(profile)];
    }),
  );
}

function hubRow(plan: ListenerPlan): string[] {
  const vault = listensByKey(plan.site) ? plan.keyVaultName : NONE;
  return [listenerName(plan), accessName(plan), vault, plan.relayHostName, plan.hub.tenantId ?? NONE];
}

function forwardRows(plan: ListenerPlan): string[][] {
  return plan.forwards.map((forward) => [
    listenerName(plan),
    forward.name,
    secretOf(plan, forward) ?? NONE,
    forward.host,
    `${forward.port}`,
  ]);
}

function secretOf(plan: ListenerPlan, forward: Forward): string | undefined {
  return plan.secretNames[forward.name];
}

function accessName(plan: ListenerPlan): string {
  return listensByKey(plan.site) ? "key" : "identity";
}

function table(rows: string[][]): string {
  return rows.map((row) => `${row.join("\t")}\n`).join("");
}

function compose(site: Site): string {
  const services = site.listenerPlans.map((plan) => {
    const name = listenerName(plan);
    const image = `${plan.hub.containerRegistryName}.azurecr.io/azbridge:${Azbridge.VERSION}`;
    return `  ${name}:
    image: ${image}
    entrypoint: ["/bin/bash", "/azbridge/entry.sh"]
    environment:
      ENV_AZBRIDGE_TYPE: RemoteForward
      HOME: /tmp
      AZURE_TOKEN_CREDENTIALS: prod
    volumes: ["./entry.sh:/azbridge/entry.sh:ro"]
    secrets: [{ source: ${name}, target: azbridge-profile }]
    init: true
    restart: always
    read_only: true
    tmpfs: ["/tmp"]
    cap_drop: ["ALL"]
    security_opt: ["no-new-privileges:true"]
`;
  });
  const secrets = site.listenerPlans.map(
    (plan) => `  ${listenerName(plan)}: { file: ./secrets/${listenerName(plan)}.yml }\n`,
  );
  return `# One listener for each hub, in containers. The finished profiles come from
#   sudo ../linux/install.sh --fetch-only secrets
# as root, since a container without capabilities reads only what its own user, root, may read. Then
#   docker compose up --detach --remove-orphans
# which also ends the listeners of hubs that an earlier kit of this site had: they are of the same project.
name: azbridge-${siteName(site)}
services:
${services.join("")}secrets:
${secrets.join("")}`;
}
