import type { Site } from "../holding/site";
import { Azbridge } from "../tunnel/azbridge";
import { FilesByPath, scriptTexts } from "./files";
import { TCP_RETRIES } from "./limits";
import { SiteListener, siteListeners, siteName } from "./site-listener";

/** What runs the listeners in containers, from the image that the jobs' senders are of. */
export function containerListener(site: Site): FilesByPath {
  return { ...scriptTexts("container"), ...scriptTexts("watch"), "compose.yaml": compose(site) };
}

function compose(site: Site): string {
  return `# A listener for each hub and forward, in a container of its own. The finished profiles come from
#   sudo ../linux/install.sh --fetch-only secrets
# as root, since a container without capabilities reads only what its own user, root, may read. The image comes from
# registries in which operators of the site may pull (az acr login). Then
#   docker compose up --detach --remove-orphans
# which also ends the listeners that an earlier kit of this site had: they are of the same project.
name: azbridge-${siteName(site)}
services:
${siteListeners(site).map(service).join("")}`;
}

function service({ name, plan }: SiteListener): string {
  return `  ${name}:
    image: ${plan.hub.registry.registryName}.azurecr.io/azbridge:${Azbridge.VERSION}
    entrypoint: ["/bin/bash", "/azbridge/entry.sh"]
    environment:
      ENV_AZBRIDGE_TYPE: RemoteForward
      ENV_AZBRIDGE_PROFILE: /azbridge/secrets/profile.yml
      HOME: /tmp
    volumes:
      - { type: bind, source: ./entry.sh, target: /azbridge/entry.sh, read_only: true }
      - { type: bind, source: ./judge.sh, target: /azbridge/judge.sh, read_only: true }
      # The folder and not the file: what --fetch-only replaces there is seen by a container that runs.
      - type: bind
        source: ./secrets/${name}
        target: /azbridge/secrets
        read_only: true
        bind: { create_host_path: false }
    init: true
    # A way that a firewall has forgotten is given up after 100 seconds, not after 16 minutes: this network is its own.
    sysctls: { net.ipv4.tcp_retries2: ${TCP_RETRIES} }
    restart: always
    read_only: true
    tmpfs: ["/tmp"]
    cap_drop: ["ALL"]
    security_opt: ["no-new-privileges:true"]
`;
}
