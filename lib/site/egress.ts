import { HubPlan } from "../holding/hub-plan";
import type { Site } from "../holding/site";
import { HTTPS_PORT, HTTP_PORT, PACKAGE_SERVER_PORTS, PRIVATE_LINK_PORTS, REMOTE_ACCESS_PORT } from "./limits";
import { SiteKitProps } from "./site-kit-props";
import { listensByKey } from "./site-listener";

/** How a line of the list is known. */
const DOCUMENTED = "documented";
const INFERRED = "inferred";
const PLANNED = "plan";
const OPEN = "to fill in";

const RELAY_PORTS = "https://learn.microsoft.com/azure/azure-relay/relay-port-settings";
const RELAY_GATEWAYS =
  "https://techcommunity.microsoft.com/blog/azurepaasblog/relay-how-to-get-the-relay-frontend-ip-and-add-it-into-firewall/3298512";
const PRIVATE_LINK = "https://learn.microsoft.com/azure/azure-relay/private-link-service";
const RUNTIME_PORTS =
  "https://learn.microsoft.com/azure/data-factory/create-self-hosted-integration-runtime#ports-and-firewalls";
const CLI = "https://learn.microsoft.com/cli/azure/azure-cli-endpoints";
const CLI_LINUX = "https://learn.microsoft.com/cli/azure/install-azure-cli-linux";
const CLI_WINDOWS = "https://learn.microsoft.com/cli/azure/install-azure-cli-windows";
const REGISTRY = "https://learn.microsoft.com/azure/container-registry/container-registry-firewall-access-rules";
const VAULT = "https://learn.microsoft.com/azure/key-vault/general/access-behind-firewall";
const AUTHORITIES = "https://learn.microsoft.com/azure/security/fundamentals/azure-ca-details";
const RELEASES = "https://github.com/Azure/azure-relay-bridge/releases";
const THE_PLAN = "the plan";
const APT_SOURCES = "the machine: /etc/apt/sources.list and /etc/apt/sources.list.d";

/** One connection that a firewall has to let through; all are TCP, opened by `from`. */
export interface Way {
  /** What opens it. */
  readonly from: string;
  /** Host name, or pattern of host names; in angle brackets what only the site knows. */
  readonly to: string;
  /** Port or range of ports. */
  readonly port: string;
  /** What for. */
  readonly purpose: string;
  /** When it is needed. */
  readonly when: string;
  /** `documented`, `inferred`, known from the `plan`, or `to fill in` by the site. */
  readonly basis: string;
  /** Where that stands. */
  readonly source: string;
}

const LISTENER = "listener";
const NODE = "runtime node";
const ALWAYS = "always";
const INSTALLING = "installation";
const KEYS = "installation, rotation";
const AUTHORING = "interactive authoring";
const CONTAINERS = "installation, in containers";

/** Everything that leaves the site. */
export function waysOut(site: Site, props: SiteKitProps): Way[] {
  const hubs = site.listenerPlans.map(({ hub }) => hub);
  const nodeHubs = site.hubPlans.filter((hub) => hub.runtimesAt(site).length > 0);
  return [
    ...(site.forwards.length === 0 ? [] : listenerWays(site, hubs, props)),
    ...(nodeHubs.length === 0 ? [] : nodeWays(nodeHubs)),
  ];
}

/** Everything that stays within the site. */
export function waysWithin(site: Site): Way[] {
  const source = THE_PLAN;
  const targets = site.listenerPlans.flatMap((plan) =>
    plan.forwards.map((forward) => ({
      from: LISTENER,
      to: forward.host,
      port: `${forward.port}`,
      purpose: `the forward ${forward.name} of ${plan.hub.stackName} ends there`,
      when: ALWAYS,
      basis: PLANNED,
      source,
    })),
  );
  const peers = site.runtimes
    .filter(({ nodes }) => nodes.length > 1)
    .flatMap(({ runtimeName, nodes }) =>
      nodes.map(({ name }) => ({
        from: `${NODE} of ${runtimeName}`,
        to: name,
        port: REMOTE_ACCESS_PORT,
        purpose: "nodes of one runtime keep each other's credentials",
        when: ALWAYS,
        basis: DOCUMENTED,
        source: RUNTIME_PORTS,
      })),
    );
  return [...targets, ...peers];
}

function listenerWays(site: Site, hubs: readonly HubPlan[], props: SiteKitProps): Way[] {
  const byKey = listensByKey(site);
  const ports = props.privateLink === true ? `${HTTPS_PORT}, ${PRIVATE_LINK_PORTS}` : HTTPS_PORT;
  const relaySource = props.privateLink === true ? PRIVATE_LINK : RELAY_PORTS;
  const relays = hubs.map((hub) =>
    way(
      LISTENER,
      hub.relayHostName,
      ports,
      `listens in the Relay of ${hub.stackName}`,
      ALWAYS,
      DOCUMENTED,
      relaySource,
    ),
  );
  return [
    ...relays,
    way(
      LISTENER,
      "*.servicebus.windows.net",
      ports,
      "takes each connection at the gateway that the Relay names; gateways have names of their own in this domain, which change",
      ALWAYS,
      DOCUMENTED,
      RELAY_GATEWAYS,
    ),
    way(
      LISTENER,
      "login.microsoftonline.com",
      HTTPS_PORT,
      "signs in",
      byKey ? KEYS : ALWAYS,
      DOCUMENTED,
      byKey ? VAULT : CLI,
    ),
    ...(byKey
      ? [
          ...vaultWays(LISTENER, hubs, KEYS, "keys"),
          way(LISTENER, "management.azure.com", HTTPS_PORT, "az login lists subscriptions", KEYS, DOCUMENTED, CLI),
        ]
      : []),
    way(
      LISTENER,
      "github.com",
      HTTPS_PORT,
      "azbridge's package, unless it is given as a file",
      INSTALLING,
      DOCUMENTED,
      RELEASES,
    ),
    way(
      LISTENER,
      "release-assets.githubusercontent.com",
      HTTPS_PORT,
      "where github.com sends whoever downloads a package",
      INSTALLING,
      INFERRED,
      RELEASES,
    ),
    ...(byKey
      ? [
          way(
            LISTENER,
            "packages.microsoft.com",
            HTTPS_PORT,
            "the Azure CLI on Linux",
            INSTALLING,
            DOCUMENTED,
            CLI_LINUX,
          ),
          ...windowsCliWays(LISTENER),
        ]
      : []),
    way(
      LISTENER,
      "<package servers of its distribution>",
      PACKAGE_SERVER_PORTS,
      `what cloud-init${byKey ? " and install-az.sh install" : " installs"} by apt, on Debian and Ubuntu`,
      INSTALLING,
      OPEN,
      APT_SOURCES,
    ),
    ...(site.listensInContainers ? imageWays(hubs) : []),
    ...revocationWays(LISTENER),
  ];
}

function nodeWays(hubs: readonly HubPlan[]): Way[] {
  const factories = hubs.map((hub) =>
    way(
      NODE,
      `${hub.dataFactoryName}.${hub.location}.datafactory.azure.net`,
      HTTPS_PORT,
      `the Data Factory service, for ${hub.stackName}; the key of the runtime names this host`,
      ALWAYS,
      DOCUMENTED,
      RUNTIME_PORTS,
    ),
  );
  const accounts = hubs.flatMap((hub) => [
    ...[hub.storageAccountName, ...hub.domains.map(({ storageAccountName }) => storageAccountName)].map((account) =>
      blobWay(account, "copies to and from blobs"),
    ),
    ...giversOf(hub).map(({ storageAccountName, stackName }) =>
      blobWay(storageAccountName, `copies what another legal entity gives, by ${stackName}`),
    ),
  ]);
  return [
    ...factories,
    way(
      NODE,
      "*.frontend.clouddatahub.net",
      HTTPS_PORT,
      "the same for a factory whose key names no host of its own",
      ALWAYS,
      DOCUMENTED,
      RUNTIME_PORTS,
    ),
    ...(hubs.every(({ runtime }) => runtime.selfContainedInteractiveAuthoringEnabled)
      ? []
      : [
          way(
            NODE,
            "*.servicebus.windows.net",
            HTTPS_PORT,
            "what people try out in Azure Data Factory Studio: test connection, browse, preview; copies do not need it",
            AUTHORING,
            DOCUMENTED,
            RUNTIME_PORTS,
          ),
        ]),
    way(
      NODE,
      "login.microsoftonline.com",
      HTTPS_PORT,
      "signs in, when it is registered and to stores that know identities",
      ALWAYS,
      INFERRED,
      RUNTIME_PORTS,
    ),
    ...vaultWays(NODE, hubs, ALWAYS, "the credentials of sources, of which a node reads its own"),
    way(
      NODE,
      "management.azure.com",
      HTTPS_PORT,
      "az login lists subscriptions, and the runtime tells its key",
      KEYS,
      DOCUMENTED,
      CLI,
    ),
    ...accounts,
    way(NODE, "download.microsoft.com", HTTPS_PORT, "the installer, and updates", ALWAYS, DOCUMENTED, RUNTIME_PORTS),
    way(NODE, "go.microsoft.com", HTTPS_PORT, "the link to the current installer", INSTALLING, INFERRED, RUNTIME_PORTS),
    ...windowsCliWays(NODE),
    ...revocationWays(NODE),
  ];
}

/** Where Windows gets the Azure CLI: a link that leads to the current release, and the place of every release. */
function windowsCliWays(from: string): Way[] {
  return [
    way(from, "aka.ms", HTTPS_PORT, "the link to the Azure CLI for Windows", INSTALLING, DOCUMENTED, CLI_WINDOWS),
    way(
      from,
      "azcliprod.blob.core.windows.net",
      HTTPS_PORT,
      "the Azure CLI on Windows",
      INSTALLING,
      DOCUMENTED,
      CLI_WINDOWS,
    ),
  ];
}

/** Where containers get their image: a registry names the storage account that has the layers, which is Azure's own. */
function imageWays(hubs: readonly HubPlan[]): Way[] {
  return [
    ...hubs.map(({ registry, stackName }) =>
      way(
        LISTENER,
        `${registry.registryName}.azurecr.io`,
        HTTPS_PORT,
        `the image in the registry of ${stackName}`,
        CONTAINERS,
        DOCUMENTED,
        REGISTRY,
      ),
    ),
    way(LISTENER, "azurecr.io", HTTPS_PORT, "the certificate of registries", CONTAINERS, DOCUMENTED, REGISTRY),
    way(LISTENER, "*.blob.core.windows.net", HTTPS_PORT, "layers of the image", CONTAINERS, DOCUMENTED, REGISTRY),
  ];
}

/** The hubs in whose storage lies what domains of this hub take from other legal entities, each once. */
function giversOf(hub: HubPlan): HubPlan[] {
  const taken = hub.domains.flatMap(({ takenHandoffs }) => takenHandoffs);
  return [...new Map(taken.map(({ provider }) => [provider.hub.storageAccountId, provider.hub])).values()];
}

function blobWay(account: string, purpose: string): Way {
  return way(NODE, `${account}.blob.core.windows.net`, HTTPS_PORT, purpose, ALWAYS, DOCUMENTED, RUNTIME_PORTS);
}

/** @param when a listener reads its keys when it is installed, a node the credentials of its sources with every copy. */
function vaultWays(from: string, hubs: readonly HubPlan[], when: string, what: string): Way[] {
  return hubs.map(({ keyVaultName, stackName }) =>
    way(from, `${keyVaultName}.vault.azure.net`, HTTPS_PORT, `${what} (${stackName})`, when, DOCUMENTED, VAULT),
  );
}

/** Where certificates are published and revoked that Azure's services use; a machine asks those that a certificate names. */
const AUTHORITY_HOSTS = [
  "cacerts.digicert.com",
  "crl3.digicert.com",
  "crl4.digicert.com",
  "ocsp.digicert.com",
  "crl.microsoft.com",
  "mscrl.microsoft.com",
  "oneocsp.microsoft.com",
  "www.microsoft.com",
];

function revocationWays(from: string): Way[] {
  const when = "where the machine checks revocation";
  return AUTHORITY_HOSTS.map((host) =>
    way(from, host, HTTP_PORT, "revocation of certificates, without TLS", when, DOCUMENTED, AUTHORITIES),
  );
}

function way(
  from: string,
  to: string,
  port: string,
  purpose: string,
  when: string,
  basis: string,
  source: string,
): Way {
  return { from, to, port, purpose, when, basis, source };
}
